/**
 * Combined orders that are paid by scanning a QR code: several orders in one payment. Merchants and service
 * providers make the same call; the latter name a sub-merchant in each sub order.
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
 * A merchant combines 2 to 10 sub orders, a service provider 1 to 50, of which all give `sub_mchid` and one at most `sub_appid`.
 * The user pays all of them at once; afterwards each is refunded and shared by itself. There is no total: it is the sum of the
 * sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `code_url`. The same number with other sub orders gives `InvalidRequest`, a number of an order or of a sub order that
 * is used elsewhere `OutTradeNoUsed`, an openid of another appid
 * `OpenidMismatch`. After an `Unknown` outcome repeat it identically.
 *
 * The `code_url` is valid for 2 hours, and a newer one replaces it. One `TRANSACTION.SUCCESS` for the whole order follows the payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556982
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012758240 service providers
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedNative.create", {
  method: "POST",
  path: "/v3/combine-transactions/native",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Where the order is paid. */
      scene_info: Schema.optional(Request.CombinedScene),
      /** The orders: 2 to 10 of a merchant, 1 to 50 of a service provider. */
      sub_orders: Request.subOrders(Request.SubOrder),
      /** The user that pays. */
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
 * Call it again with the same input for a fresh code, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>
): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  Effect.map(create(input), ({ code_url }) => code_url)
