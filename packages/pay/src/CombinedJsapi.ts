/**
 * Combined orders that are paid inside WeChat, in its browser (JSAPI) and in mini programs: several orders in one
 * payment. Merchants and service providers use the same calls. Service providers also send a sub-merchant in each sub
 * order.
 *
 * Tested in `test/pay/pay.test.ts`.
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
 * Creates a combined order and returns the `prepay_id` with which the front end opens the payment.
 *
 * A merchant combines 2 to 10 sub orders. A service provider combines 1 to 50: all of them have a `sub_mchid`, and at
 * most one has a `sub_appid`. The user pays all sub orders in one payment. Afterwards each one is refunded and shared
 * separately. The request has no total: the total is the sum of the sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `prepay_id`. The same number with other sub orders gives `InvalidRequest`. An order or sub order
 * number that is already used elsewhere gives `OutTradeNoUsed`. An openid of another appid gives `OpenidMismatch`.
 * After an `Unknown` outcome, repeat the identical request.
 *
 * The `prepay_id` is valid for 2 hours. After the payment WeChat Pay sends one `TRANSACTION.SUCCESS` for the whole
 * order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556926 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012757938 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedJsapi.create", {
  method: "POST",
  path: "/v3/combine-transactions/jsapi",
  merchantMember: "combine_mchid",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Scene of the payment. */
      scene_info: Schema.optional(Request.CombinedScene),
      /** The sub orders: 2 to 10 for a merchant, 1 to 50 for a service provider. */
      sub_orders: Request.subOrders(Request.JsapiSubOrder),
      /** The user who pays: at least one of the ids. `sub_openid` needs a `sub_appid` in a sub order. */
      combine_payer_info: Request.CombinedJsapiPayer,
      /** Interest that the merchant pays for the user (WeChat Fenfu). Available on request. */
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
 * Creates a combined order and signs the parameters for WeChat's browser. Pass the result to
 * `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` or `wx.chooseWXPay`. The payment uses the appid to which the
 * payer's ID belongs: `combine_appid`, or the `sub_appid` of a sub order if only a `sub_openid` is given.
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
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.jsapi({ appid: ofCombined(input), prepay_id })
  )

/**
 * Creates a combined order and signs the parameters for a mini program. Pass the result to `wx.requestPayment`. The
 * payment uses the appid to which the payer's ID belongs: `combine_appid`, or the `sub_appid` of a sub order if only
 * a `sub_openid` is given.
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
    PaymentParams.miniProgram({ appid: ofCombined(input), prepay_id })
  )
