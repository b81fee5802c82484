/**
 * Orders of a merchant that are paid inside WeChat: in its browser (JSAPI) and in mini programs.
 *
 * Tested in `test/pay/pay.test.ts`.
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
 * Creates an order and returns the `prepay_id` with which the front end opens the payment.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `prepay_id` of the same order. The expiry time does not change. The same number with other
 * parameters gives `InvalidRequest` or `OutTradeNoUsed`. A paid order gives `OrderPaid`, and a closed order gives
 * `OrderClosed`. After an `Unknown` outcome, repeat the identical request.
 *
 * The `prepay_id` is valid for 2 hours. Sign it with `PaymentParams`, or use {@link prepay}, which does both. Only
 * the user of `payer.openid` can pay. After the payment WeChat Pay sends `TRANSACTION.SUCCESS`. It does not notify
 * failed payments or closed orders. Do not trust the result that the front end reports.
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
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791856 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791897 mini programs, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.jsapi.create", {
  method: "POST",
  path: "/v3/pay/transactions/jsapi",
  merchantMember: "mchid",
  payload: {
    ...Request.merchant,
    ...Request.order,
    /** The user who pays. */
    payer: Request.Payer,
    /** Scene of the payment. */
    scene_info: Schema.optional(Request.Scene),
    /** Options for the settlement of the order. */
    settle_info: Schema.optional(Request.Settlement),
    /** Interest that the merchant pays for the user (WeChat Fenfu). Available on request. */
    subsidy_info: Schema.optional(Request.Subsidy)
  },
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})

type Input = Endpoint.Input<typeof create>

/**
 * Creates an order and signs the parameters for WeChat's browser. Pass the result to
 * `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` or `wx.chooseWXPay`.
 *
 * Call it again with the same input when the user tries again, also after 2 hours. See {@link create} for the
 * conditions.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Input
): Effect.Effect<PaymentParams.Jsapi, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) => PaymentParams.jsapi({ appid: input.appid, prepay_id }))

/**
 * Creates an order and signs the parameters for a mini program. Pass the result to `wx.requestPayment`. `appid` must
 * be the appid of the mini program.
 *
 * Call it again with the same input when the user tries again, also after 2 hours. See {@link create} for the
 * conditions.
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
