/**
 * Combined orders that are paid from a mobile browser outside WeChat: several orders in one payment. Merchants and service
 * providers make the same call; the latter name a sub-merchant in each sub order.
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
 * A merchant combines 2 to 10 sub orders, a service provider 1 to 50, of which all give `sub_mchid` and one at most `sub_appid`.
 * The user pays all of them at once; afterwards each is refunded and shared by itself. There is no total: it is the sum of the
 * sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `h5_url`. The same number with other sub orders gives `InvalidRequest`, a number of an order or of a sub order that
 * is used elsewhere `OutTradeNoUsed`, an openid of another appid
 * `OpenidMismatch`. After an `Unknown` outcome repeat it identically.
 *
 * The `h5_url` is valid for 5 minutes, and for the address in `scene_info.payer_client_ip` only. One `TRANSACTION.SUCCESS` for the whole order follows the payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556961
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012758208 service providers
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedH5.create", {
  method: "POST",
  path: "/v3/combine-transactions/h5",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Where the order is paid. */
      scene_info: Schema.optional(Request.CombinedH5Scene),
      /** The orders: 2 to 10 of a merchant, 1 to 50 of a service provider. */
      sub_orders: Request.subOrders(Request.SubOrder),
      /** The user that pays. */
      combine_payer_info: Schema.optional(Request.CombinedPayer)
    },
    combinedRules
  ),
  success: Response.h5,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates a combined order and returns the address for the browser, with `redirect_url`, where the browser goes back to,
 * appended percent-encoded. `redirect_url` has to be under the domain that is registered for H5 payment.
 *
 * Call it again with the same input for a user who tries again, also after 5 minutes: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = ({
  redirect_url,
  ...input
}: Endpoint.Input<typeof create> & {
  /** Where the browser goes back to. */
  readonly redirect_url?: string | undefined
}): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  withRedirect(create(input), redirect_url)
