/**
 * Orders of a merchant that are paid inside WeChat: in its browser (JSAPI) and in mini programs.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PaymentParams from "@effect-wechatpay/core/PaymentParams"
import type { Signer } from "@effect-wechatpay/core/Signer"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates an order and returns the `prepay_id` that its payment is opened with.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `prepay_id` of the same order, and the last moment for paying stays what it was. The same number with other parameters
 * gives `InvalidRequest` or `OutTradeNoUsed`, a paid order `OrderPaid`, a closed one `OrderClosed`. After an `Unknown` outcome
 * repeat it identically.
 *
 * The `prepay_id` is valid for 2 hours; sign it with `PaymentParams`, or let {@link prepay} do both. Only the user of
 * `payer.openid` can pay. `TRANSACTION.SUCCESS` follows the payment; a payment that fails and an order that is closed are not
 * notified. What the front end reports proves nothing.
 *
 * ```ts
 * Jsapi.create({
 *   appid, mchid, out_trade_no, notify_url,
 *   description: "one coffee",
 *   amount: { total: 1800 },
 *   payer: { openid }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791856
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791897 mini programs
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.jsapi.create", {
  method: "POST",
  path: "/v3/pay/transactions/jsapi",
  payload: {
    ...Request.merchant,
    ...Request.order,
    /** The user that pays. */
    payer: Request.Payer,
    /** Where the order is paid. */
    scene_info: Schema.optional(Request.Scene),
    /** How the order is settled. */
    settle_info: Schema.optional(Request.Settlement),
    /** Interest that the merchant pays for the user (WeChat Fenfu). Access on request. */
    subsidy_info: Schema.optional(Request.Subsidy)
  },
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})

type Input = Endpoint.Input<typeof create>

/**
 * Creates an order and signs what WeChat's browser opens it with: hand the result to
 * `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` or `wx.chooseWXPay`.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Input
): Effect.Effect<PaymentParams.Jsapi, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) => PaymentParams.jsapi({ appid: input.appid, prepay_id }))

/**
 * Creates an order and signs what a mini program opens it with: hand the result to `wx.requestPayment`. `appid` is that of
 * the mini program.
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
    PaymentParams.miniProgram({ appid: input.appid, prepay_id })
  )
