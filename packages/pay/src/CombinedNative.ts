/**
 * Combined orders that are paid by scanning a QR code: several orders in one payment. Merchants and service providers
 * use the same calls. Service providers also send a sub-merchant in each sub order.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { combinedRules } from "./internal/combinedRules.js"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates a combined order and returns the `code_url`, which the user scans as a QR code.
 *
 * A merchant combines 2 to 10 sub orders. A service provider combines 1 to 50: all of them have a `sub_mchid`, and at
 * most one has a `sub_appid`. The user pays all sub orders in one payment. Afterwards each one is refunded and shared
 * separately. The request has no total: the total is the sum of the sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `code_url`. The same number with other sub orders gives `InvalidRequest`. An order or sub order
 * number that is already used elsewhere gives `OutTradeNoUsed`. An openid of another appid gives `OpenidMismatch`.
 * After an `Unknown` outcome, repeat the identical request.
 *
 * The `code_url` is valid for 2 hours. A newer `code_url` replaces it. After the payment WeChat Pay sends one
 * `TRANSACTION.SUCCESS` for the whole order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556982 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012758240 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedNative.create", {
  method: "POST",
  path: "/v3/combine-transactions/native",
  merchantMember: "combine_mchid",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Scene of the payment. */
      scene_info: Schema.optional(Request.CombinedScene),
      /** The sub orders: 2 to 10 for a merchant, 1 to 50 for a service provider. */
      sub_orders: Request.subOrders(Request.SubOrder),
      /** The user who pays. */
      combine_payer_info: Schema.optional(Request.CombinedPayer)
    },
    combinedRules
  ),
  success: Response.native,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates a combined order and returns the text of the QR code. `NativeCode.svg` draws it.
 *
 * Call it again with the same input for a new code, also after 2 hours. See {@link create} for the conditions.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>
): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  Effect.map(create(input), ({ code_url }) => code_url)
