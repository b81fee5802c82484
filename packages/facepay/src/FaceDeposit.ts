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
 * Success, `UserPaying` and the other failures mean what they mean for `FacePayment.pay`, and it is sent once and never
 * repeated by the client, for the same reason. A deposit that nothing is kept of goes back to the user by itself after
 * about 30 days.
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
