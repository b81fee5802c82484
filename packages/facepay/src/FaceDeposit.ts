/**
 * Deposits by face code: money that is charged now, and given back but for what is kept of it.
 *
 * @since 1.0.0
 */
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import * as FacePaymentError from "./FacePaymentError.js"
import { Paid, payment } from "./schemas/FacePayment.js"

/**
 * Charges the user whose face the device recognised for a deposit. For service providers, whose `sub_mch_id` is a merchant
 * that may take deposits.
 *
 * Success and failures mean what they mean for `FacePayment.pay`, and it is sent once and never repeated by the client, for
 * the same reason. A deposit that nothing is kept of goes back to the user by itself after about 30 days.
 *
 * After `UserPaying` and every other outcome that is `Unknown`, query it at `/deposit/orderquery`, and reverse what stays
 * open, or is to go back whole, at `/deposit/reverse`: with the merchant's API certificate, not before 15 seconds after the
 * payment, and again while `recall` is `Y`. The library has neither; describe them. Never use `FacePayment.query` or
 * `FacePaymentFlow`, which ask for payments: there a deposit that was paid may be an order that does not exist.
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
 * @see https://pay.weixin.qq.com/doc/v2/partner/4011986577
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
