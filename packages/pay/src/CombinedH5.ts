/**
 * Combined orders that are paid from a mobile browser outside WeChat: several orders in one payment. Merchants and
 * service providers use the same calls. Service providers also send a sub-merchant in each sub order.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { combinedRules } from "./internal/combinedRules.js"
import { withRedirect } from "./internal/h5Address.js"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates a combined order and returns the `h5_url` that opens WeChat from a mobile browser.
 *
 * A merchant combines 2 to 10 sub orders. A service provider combines 1 to 50: all of them have a `sub_mchid`, and at
 * most one has a `sub_appid`. The user pays all sub orders in one payment. Afterwards each one is refunded and shared
 * separately. The request has no total: the total is the sum of the sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `h5_url`. The same number with other sub orders gives `InvalidRequest`. An order or sub order number
 * that is already used elsewhere gives `OutTradeNoUsed`. An openid of another appid gives `OpenidMismatch`. After an
 * `Unknown` outcome, repeat the identical request.
 *
 * The `h5_url` is valid for 5 minutes, and only for the IP address in `scene_info.payer_client_ip`. After the payment
 * WeChat Pay sends one `TRANSACTION.SUCCESS` for the whole order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556961 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012758208 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedH5.create", {
  method: "POST",
  path: "/v3/combine-transactions/h5",
  merchantMember: "combine_mchid",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Scene of the payment. */
      scene_info: Schema.optional(Request.CombinedH5Scene),
      /** The sub orders: 2 to 10 for a merchant, 1 to 50 for a service provider. */
      sub_orders: Request.subOrders(Request.SubOrder),
      /** The user who pays. */
      combine_payer_info: Schema.optional(Request.CombinedPayer)
    },
    combinedRules
  ),
  success: Response.h5,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates a combined order and returns the address to open in the browser. The percent-encoded `redirect_url`, to
 * which the browser returns, is appended. `redirect_url` must be under the domain that is registered for H5 payment.
 *
 * Call it again with the same input when the user tries again, also after 5 minutes. See {@link create} for the
 * conditions.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = ({
  redirect_url,
  ...input
}: Endpoint.Input<typeof create> & {
  /** Address to which the browser returns. */
  readonly redirect_url?: string | undefined
}): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  withRedirect(create(input), redirect_url)
