/**
 * Payments by face code, at a till whose device recognized the user online.
 *
 * These are the single calls. `FacePaymentFlow` combines them: it pays, queries and reverses until the result is
 * known.
 *
 * Tested in `test/integration/facePayment.test.ts`.
 *
 * @since 1.0.0
 */
import * as Rule from "@effect-wechatpay/core/Rule"
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacePaymentError from "./FacePaymentError.js"
import { optionalOfPayment, Paid, payee, payeeOfResponse, payment } from "./schemas/FacePayment.js"

/**
 * Charges the user whom the device recognized.
 *
 * Success means paid. `UserPaying` means that the user is asked for a password. After it and after every other
 * failure with the outcome `Unknown` (`SystemError`, `BankError`, a timeout, a response that does not verify) the
 * user may be charged: query the order, and reverse it if its state stays open. Every other failure took no money.
 *
 * The client sends the call once and never repeats it. A face code pays once, and a second call with it fails with
 * `FaceCodeRejected` even if the first one succeeded. Another attempt needs a new face code and a new `out_trade_no`.
 *
 * According to WeChat Pay's staff this interface is no longer maintained; they recommend payment by code with a face
 * code of type 1.
 *
 * ```ts
 * FacePayment.pay({
 *   appid: "wx2421b1c4370ec43b",
 *   out_trade_no: "1217752501201407033233368018",
 *   body: "Coffee",
 *   total_fee: 888,
 *   fee_type: "CNY",
 *   spbill_create_ip: "203.0.113.7",
 *   face_code: faceCode
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/android/facepay.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const pay = V2Endpoint.make("facepay.facePayment.pay", {
  path: "/pay/facepay",
  signType: "HMAC-SHA256",
  payload: payment,
  success: Paid,
  errors: FacePaymentError.pay
})

/**
 * Queries a payment by one of its two numbers.
 *
 * Only a payment with the `trade_state` `SUCCESS` is certain to have more than `out_trade_no` and `attach`;
 * `FacePaymentState.of` interprets the response. An order that never arrived fails with `OrderNotExist`. May be
 * repeated; after a payment every 5 seconds, for about 30 seconds.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/android/facepay.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = V2Endpoint.make("facepay.facePayment.query", {
  path: "/pay/facepayquery",
  signType: "HMAC-SHA256",
  constants: { version: "1.0" },
  payload: Rule.exactlyOne(payee, {
    /** WeChat Pay's number of the payment. */
    transaction_id: Wire.text(32),
    /** The merchant's own number of the order. */
    out_trade_no: Wire.OutOrderNo
  }),
  success: {
    ...payeeOfResponse,
    ...optionalOfPayment,
    /**
     * `SUCCESS` paid, `REFUND` paid and refunded in whole or in part, `NOTPAY` not paid, `CLOSED`, `REVOKED` reversed,
     * `USERPAYING` the user is entering a password, `PAYERROR` failed, `ACCEPT` accepted and not charged yet.
     */
    trade_state: Wire.openEnum(
      "SUCCESS",
      "REFUND",
      "NOTPAY",
      "CLOSED",
      "REVOKED",
      "USERPAYING",
      "PAYERROR",
      "ACCEPT"
    ),
    trade_state_desc: Schema.optional(Schema.String),
    out_trade_no: Schema.String,
    /** WeChat Pay's number of the payment, which a refund needs. */
    transaction_id: Schema.optional(Schema.String),
    /** The user, under `appid`. Personal data. */
    openid: Schema.optional(Schema.String),
    is_subscribe: Schema.optional(Wire.openEnum("Y", "N")),
    trade_type: Schema.optional(Schema.String),
    bank_type: Schema.optional(Schema.String),
    /** What the order costs, in fen. */
    total_fee: Schema.optional(Wire.AmountFromText),
    /** What the user paid, in fen. */
    cash_fee: Schema.optional(Wire.AmountFromText),
    coupon_count: Schema.optional(Wire.integerFromText(0)),
    /** The coupons that were used; none gives an empty list. */
    coupons: V2Endpoint.indexed({
      coupon_type: Schema.optional(Schema.String),
      coupon_id: Schema.optional(Schema.String),
      /** Fen. */
      coupon_fee: Schema.optional(Wire.AmountFromText)
    }),
    /** When it was paid, in Beijing, `yyyyMMddHHmmss`. */
    time_end: Schema.optional(Schema.String),
    /** The part of a deposit that was kept, in fen. */
    consume_fee: Schema.optional(Wire.AmountFromText)
  },
  errors: FacePaymentError.query,
  idempotent: true
})

/**
 * Reverses a payment: closes an order that is open or failed, and refunds a paid one in full.
 *
 * Allowed from 15 seconds to 7 days after the payment was sent. Repeat it while `recall` in the response is `Y`; it
 * may be repeated any number of times. `FacePaymentFlow.reconcile` does so.
 *
 * Needs a connection with the merchant's API certificate; otherwise it fails with `ClientCertificateMissing` and is
 * not sent. Build the client with `V2Client.layerClientCertificate`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/android/facepay.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const reverse = V2Endpoint.make("facepay.facePayment.reverse", {
  path: "/secapi/pay/facepayreverse",
  signType: "HMAC-SHA256",
  clientCertificate: true,
  payload: {
    ...payee,
    /** WeChat Pay's number of the payment; it takes precedence over `out_trade_no`. */
    transaction_id: Schema.optional(Wire.text(32)),
    /** The merchant's own number of the order. */
    out_trade_no: Wire.OutOrderNo
  },
  success: {
    ...payeeOfResponse,
    /** `Y`: not done, call again. `N`: done. */
    recall: Wire.openEnum("Y", "N")
  },
  errors: FacePaymentError.reverse,
  idempotent: true
})
