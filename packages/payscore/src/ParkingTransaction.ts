/**
 * Deductions for parking (微信支付分停车). Merchants and service providers use the same calls. A provider also sends
 * `sub_mchid`.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ParkingError from "./ParkingError.js"
import * as Parking from "./schemas/Parking.js"

/**
 * Requests the deduction of a parking fee. The deduction happens later: the `trade_state` of the response is
 * `ACCEPTED`. Open the gate only then.
 *
 * WeChat Pay sends the result to `notify_url` (`TRANSACTION.SUCCESS` or `TRANSACTION.FAIL`), or {@link query} returns
 * it 2 to 3 seconds later. It sends `TRANSACTION.PAY_BACK` when an advance is repaid. Refund the payment with
 * `Refund.create` of `@effect-wechatpay/refund` by its `transaction_id`. Amounts are in fen, times are RFC 3339, and
 * durations are in seconds. A user with too much debt gives `NotEnough`, and too many deductions in a day give
 * `RuleLimit`.
 *
 * May be repeated with the same parameters, and the client retries it. The same number with other parameters gives
 * `AlreadyExists`. After a failed deduction the same number may be used again.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534352 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.parkingTransaction.create", {
  method: "POST",
  path: "/v3/vehicle/transactions/parking",
  payload: {
    /** Appid of the merchant, or for service providers of the provider. */
    appid: Wire.AppId,
    /** Appid of the sub-merchant. */
    sub_appid: Schema.optional(Wire.AppId),
    ...Parking.subMerchant,
    /** Shown to the user and in the bill, 1 to 128 characters. */
    description: Wire.text(128),
    /** Returned in responses and notifications, 1 to 128 characters. */
    attach: Schema.optional(Wire.text(128)),
    /** Deduction number assigned by the merchant, unique per merchant: 1 to 32 of digits, letters, `_`, `-`, `*`. */
    out_trade_no: Parking.OutTradeNo,
    /** The only scene. */
    trade_scene: Wire.oneOf("PARKING"),
    /** Coupon tag, 1 to 32 characters. */
    goods_tag: Schema.optional(Wire.text(32)),
    /** Address that WeChat Pay notifies of the result: `https` with a path, without query, at most 256 characters. */
    notify_url: Wire.notifyUrl(256),
    /** Whether the payment will be shared, `Y` or `N`. Default: `N`. */
    profit_sharing: Schema.optional(Wire.oneOf("Y", "N")),
    /** The amount to deduct. */
    amount: Parking.Price,
    /** The paid parking. */
    parking_info: Parking.ParkingInfo
  },
  success: Parking.transaction,
  errors: ParkingError.all,
  idempotent: true
})

/**
 * Queries a deduction by the number of the merchant.
 *
 * `trade_state` is `ACCEPTED` (the deduction is pending), `SUCCESS`, `PAY_FAIL`, `REFUND`. A number without a
 * deduction gives `NotFound`. Allowed at any time. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534308 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.parkingTransaction.query", {
  method: "GET",
  path: "/v3/vehicle/transactions/out-trade-no/{out_trade_no}",
  params: {
    /** Deduction number assigned by the merchant: 1 to 32 of digits, letters, `_`, `-`, `*`. */
    out_trade_no: Parking.OutTradeNo
  },
  query: Parking.subMerchant,
  success: Parking.transaction,
  errors: ParkingError.all
})
