/**
 * Combined orders that are paid inside WeChat, in its browser (JSAPI) and in mini programs: several orders in one payment. Merchants and service
 * providers make the same call; the latter name a sub-merchant in each sub order.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PaymentParams from "@effect-wechatpay/core/PaymentParams"
import * as Rule from "@effect-wechatpay/core/Rule"
import type { Signer } from "@effect-wechatpay/core/Signer"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { combinedRules } from "./internal/combinedRules.js"
import { ofCombined } from "./internal/frontEndAppid.js"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates a combined order and returns the `prepay_id` that its payment is opened with.
 *
 * A merchant combines 2 to 10 sub orders, a service provider 1 to 50, of which all give `sub_mchid` and one at most `sub_appid`.
 * The user pays all of them at once; afterwards each is refunded and shared by itself. There is no total: it is the sum of the
 * sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `prepay_id`. The same number with other sub orders gives `InvalidRequest`, a number of an order or of a sub order that
 * is used elsewhere `OutTradeNoUsed`, an openid of another appid
 * `OpenidMismatch`. After an `Unknown` outcome repeat it identically.
 *
 * The `prepay_id` is valid for 2 hours. One `TRANSACTION.SUCCESS` for the whole order follows the payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556926
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012757938 service providers
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedJsapi.create", {
  method: "POST",
  path: "/v3/combine-transactions/jsapi",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Where the order is paid. */
      scene_info: Schema.optional(Request.CombinedScene),
      /** The orders: 2 to 10 of a merchant, 1 to 50 of a service provider. */
      sub_orders: Request.subOrders(Request.JsapiSubOrder),
      /** The user that pays: at least one of the ids. `sub_openid` needs a `sub_appid` in a sub order. */
      combine_payer_info: Request.CombinedJsapiPayer,
      /** Interest that the merchant pays for the user (WeChat Fenfu). Access on request. */
      subsidy_info: Schema.optional(Request.Subsidy)
    },
    combinedRules
  ),
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})

type Input = Endpoint.Input<typeof create>

/**
 * Creates a combined order and signs what WeChat's browser opens it with: hand the result to
 * `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` or `wx.chooseWXPay`. It is opened with the appid that the payer's id
 * belongs to: `combine_appid`, or the `sub_appid` of a sub order where only a `sub_openid` is given.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Input
): Effect.Effect<PaymentParams.Jsapi, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.jsapi({ appid: ofCombined(input), prepay_id })
  )

/**
 * Creates a combined order and signs what a mini program opens it with: hand the result to `wx.requestPayment`. It is opened
 * with the appid that the payer's id belongs to: `combine_appid`, or the `sub_appid` of a sub order where only a `sub_openid` is
 * given.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepayMiniProgram = (
  input: Input
): Effect.Effect<PaymentParams.MiniProgram, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.miniProgram({ appid: ofCombined(input), prepay_id })
  )
