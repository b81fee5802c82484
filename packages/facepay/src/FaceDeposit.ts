/**
 * Deposits by face code: the user is charged now, and gets back what the merchant does not keep.
 *
 * Tested in `test/simulator/facepayV2Rules.test.ts`.
 *
 * @since 1.0.0
 */
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import * as FacePaymentError from "./FacePaymentError.js"
import { Paid, payment } from "./schemas/FacePayment.js"

/**
 * Charges a deposit to the user whom the device recognized. For service providers whose `sub_mch_id` may take
 * deposits.
 *
 * Success and failures mean the same as for `FacePayment.pay`. The client sends the call once and never repeats it,
 * for the same reason. A deposit of which nothing is kept returns to the user automatically after about 30 days.
 *
 * After `UserPaying` and every other `Unknown` outcome, query the deposit at `/deposit/orderquery`. Reverse a deposit
 * that stays open or is to be returned in full at `/deposit/reverse`: with the merchant's API certificate, at the
 * earliest 15 seconds after the payment, and again while `recall` is `Y`. The library contains neither endpoint;
 * describe them. Never use `FacePayment.query` or `FacePaymentFlow`: they query payments, where a paid deposit may be
 * an order that does not exist.
 *
 * ```ts
 * const queryDeposit = V2Endpoint.make("acme.deposit.query", {
 *   path: "/deposit/orderquery",
 *   signType: "HMAC-SHA256",
 *   payload: { appid: Wire.AppId, sub_mch_id: Wire.Mchid, out_trade_no: Wire.OutOrderNo },
 *   success: { trade_state: Schema.String, transaction_id: Schema.optional(Schema.String) },
 *   errors: FacePaymentError.query,
 *   idempotent: true
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v2/partner/4011986577 page of 2025-09
 * @since 1.0.0
 * @category endpoints
 */
export const pay = V2Endpoint.make("facepay.faceDeposit.pay", {
  path: "/deposit/facepay",
  signType: "HMAC-SHA256",
  constants: { deposit: "Y" },
  payload: payment,
  success: Paid,
  errors: FacePaymentError.pay
})
