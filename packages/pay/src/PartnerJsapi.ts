/**
 * Orders of a service provider that are paid inside WeChat: in its browser (JSAPI) and in mini programs.
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
import { ofUser } from "./internal/frontEndAppid.js"
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
 * `payer` can pay. `TRANSACTION.SUCCESS` follows the payment; a payment that fails and an order that is closed are not
 * notified. What the front end reports proves nothing.
 *
 * ```ts
 * PartnerJsapi.create({
 *   sp_appid, sp_mchid, sub_mchid, out_trade_no, notify_url,
 *   description: "one coffee",
 *   amount: { total: 1800 },
 *   payer: { sp_openid }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012738519
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012759974 mini programs
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerJsapi.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/jsapi",
  payload: Rule.check(
    {
      ...Request.partner,
      ...Request.order,
      /** The user that pays: at least one of the ids. `sub_openid` needs `sub_appid`. */
      payer: Request.PartnerPayer,
      /** Where the order is paid. */
      scene_info: Schema.optional(Request.Scene),
      /** How the order is settled. */
      settle_info: Schema.optional(Request.PartnerSettlement),
      /** Interest that the merchant pays for the user (WeChat Fenfu). Access on request. */
      subsidy_info: Schema.optional(Request.Subsidy)
    },
    Request.subOpenidNeedsSubAppid
  ),
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})

type Input = Endpoint.Input<typeof create>

interface FrontEnd {
  /** The application that opens the payment. Default: the one that the payer's id belongs to, `sub_appid` for a `sub_openid`. */
  readonly appid?: string | undefined
}

/**
 * Creates an order and signs what WeChat's browser opens it with: hand the result to
 * `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` or `wx.chooseWXPay`. It is opened with the appid that the
 * payer's id belongs to, `sub_appid` for a `sub_openid`, unless `frontEnd` names another.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Input,
  frontEnd: FrontEnd = {}
): Effect.Effect<PaymentParams.Jsapi, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.jsapi({ appid: frontEnd.appid ?? ofUser(input), prepay_id })
  )

/**
 * Creates an order and signs what a mini program opens it with: hand the result to `wx.requestPayment`. It is opened with
 * the appid that the payer's id belongs to, `sub_appid` for a `sub_openid`, unless `frontEnd` names another.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepayMiniProgram = (
  input: Input,
  frontEnd: FrontEnd = {}
): Effect.Effect<PaymentParams.MiniProgram, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.miniProgram({ appid: frontEnd.appid ?? ofUser(input), prepay_id })
  )
