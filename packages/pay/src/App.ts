/**
 * Orders of a merchant that are paid in its app.
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
 * `appid` must be the appid of the mobile app. The `prepay_id` is valid for 2 hours. Sign it with
 * `PaymentParams.app`, or use {@link prepay}, which does both. After the payment WeChat Pay sends
 * `TRANSACTION.SUCCESS`. It does not notify failed payments or closed orders. Do not trust the result that the app
 * reports.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013070347 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.app.create", {
  method: "POST",
  path: "/v3/pay/transactions/app",
  merchantMember: "mchid",
  payload: {
    ...Request.merchant,
    ...Request.order,
    /** Identity of the person who must pay, which WeChat Pay checks. Available on request. */
    payer: Schema.optional(Request.IdentifiedPayer),
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

/**
 * Creates an order and signs the parameters for the SDK of the app.
 *
 * Call it again with the same input when the user tries again, also after 2 hours. See {@link create} for the
 * conditions.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>
): Effect.Effect<PaymentParams.App, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.app({ appid: input.appid, partnerid: input.mchid, prepay_id })
  )
