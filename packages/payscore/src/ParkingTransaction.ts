/**
 * Deductions for parking (微信支付分停车). The same calls for merchants and service providers; a provider gives `sub_mchid`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Parking from "./schemas/Parking.js"

/**
 * Asks to deduct the fee of a parking. The deduction happens later: the response's `trade_state` is `ACCEPTED`.
 *
 * The result comes by `TRANSACTION.SUCCESS` or `TRANSACTION.FAIL` to `notify_url`, or by {@link query}; repayment of an
 * advance by `TRANSACTION.PAY_BACK`. Money goes back through the common refund, by `transaction_id`. Amounts in fen,
 * times RFC 3339, durations in seconds.
 *
 * It is not documented what a repeated call answers, so it is sent once; after an `Unknown` outcome {@link query} by
 * `out_trade_no` before anything else.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534352
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.parkingTransaction.create", {
  method: "POST",
  path: "/v3/vehicle/transactions/parking",
  payload: {
    /** Application of the merchant; for service providers of the provider. */
    appid: Wire.AppId,
    /** Application of the sub-merchant. */
    sub_appid: Schema.optional(Wire.AppId),
    ...Parking.subMerchant,
    /** Shown to the user. */
    description: Wire.nonEmptyText,
    /** Comes back in responses and notifications. */
    attach: Schema.optional(Wire.anyText),
    /** The merchant's own number of the deduction, unique under the merchant: digits, letters, `_`, `-`, `*`. */
    out_trade_no: Parking.OutTradeNo,
    /** The only scene. */
    trade_scene: Wire.oneOf("PARKING"),
    /** Coupon tag. */
    goods_tag: Schema.optional(Wire.nonEmptyText),
    /** Where the result is announced: `https` without query. */
    notify_url: Wire.notifyUrl(),
    /** Whether the money will be shared, `Y` or `N`; `N` is the default. */
    profit_sharing: Schema.optional(Wire.oneOf("Y", "N")),
    /** What is to be deducted. */
    amount: Parking.Price,
    /** The parking that is paid for. */
    parking_info: Parking.ParkingInfo
  },
  success: Parking.transaction,
  errors: PayscoreError.all
})

/**
 * Queries a deduction by the merchant's number.
 *
 * `trade_state`: `ACCEPTED` (waits for the deduction), `SUCCESS`, `PAY_FAIL`, `REFUND`. Allowed at any time, and
 * as often as needed.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534308
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.parkingTransaction.query", {
  method: "GET",
  path: "/v3/vehicle/transactions/out-trade-no/{out_trade_no}",
  params: {
    /** The merchant's own number of the deduction: digits, letters, `_`, `-`, `*`. */
    out_trade_no: Parking.OutTradeNo
  },
  query: Parking.subMerchant,
  success: Parking.transaction,
  errors: PayscoreError.all
})
