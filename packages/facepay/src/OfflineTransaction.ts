/**
 * Deductions from face contracts, for service providers.
 *
 * `OfflineContractFlow` also handles lost responses.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import * as OfflineTransaction from "./schemas/OfflineTransaction.js"

/**
 * Deducts money under the contract of the face user whom a device recognized.
 *
 * Allowed while the contract is signed and the user is `NORMAL`. The device makes `auth_code` for this user and this
 * payment; it must be transmitted unchanged. A `trade_state` of `SUCCESS` means paid, also with the `debt_state`
 * `DEBT`: then WeChat Pay advanced the money and the user owes it. `PAYERROR` means that nothing was paid; the same
 * order may be tried again, at most 5 times a day. There is no notification.
 *
 * The response to a repeated call is not documented, so the client sends it once. After an `Unknown` outcome query by
 * the number before anything else, and repeat only with the same number and data. `InvalidRequest` means that the
 * code is damaged or used, that the contract ended, or that the number was used with other data. Deduct orders one at
 * a time.
 *
 * ```ts
 * OfflineTransaction.deduct({
 *   auth_code, sp_appid, sp_mchid, sub_mchid, out_trade_no,
 *   amount: { total: 850, currency: "CNY" },
 *   business: { business_product_id: 2, business_scene_id: 3 }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const deduct = Endpoint.make("facepay.offlineTransaction.deduct", {
  method: "POST",
  path: "/v3/offlineface/transactions",
  merchantMember: "sp_mchid",
  payload: {
    /** The code from the device, base64. Validity and length are not documented. */
    auth_code: Wire.nonEmptyText,
    /** The provider's application. Real clients always send it. */
    sp_appid: Schema.optional(Wire.nonEmptyText),
    /** The provider: the merchant of the client, which adds it if it is omitted. */
    sp_mchid: Wire.nonEmptyText,
    /** The sub-merchant's application. */
    sub_appid: Schema.optional(Wire.nonEmptyText),
    /** The school or company as a sub-merchant. */
    sub_mchid: Wire.nonEmptyText,
    /** The amount, in fen. */
    amount: OfflineTransaction.Amount,
    /** The device at the till. Real clients always send it. */
    scene_info: Schema.optional(OfflineTransaction.SceneInfo),
    /** For coupons. */
    goods_tag: Schema.optional(Wire.nonEmptyText),
    /** The description of the goods. Real clients always send it. */
    description: Schema.optional(Wire.nonEmptyText),
    /** Returned in responses. */
    attach: Schema.optional(Wire.nonEmptyText),
    /** How the payment is settled. */
    settle_info: Schema.optional(OfflineTransaction.SettleInfo),
    /** The provider's own number of the order, unique under the merchant. No length is documented. */
    out_trade_no: Wire.nonEmptyText,
    /** Where the money is spent. */
    business: OfflineTransaction.Business
  },
  success: {
    ...OfflineTransaction.response,
    /** The state; no source lists the values. Interpret it with `OfflineTransactionState.of`. */
    trade_state: Schema.optional(OfflineTransaction.TradeState)
  },
  errors: FacepayError.deduction
})

/**
 * Queries a deduction by the provider's own number.
 *
 * Allowed at any time, any number of times. `sp_mchid`, `sub_mchid` and `business_product_id` must be those of the
 * deduction. The response to an unknown number is not documented: expect `ResourceNotExists` or `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.offlineTransaction.query", {
  method: "GET",
  path: "/v3/offlineface/transactions/out-trade-no/{out_trade_no}",
  merchantMember: "sp_mchid",
  params: {
    /** The provider's own number of the order. No length is documented. */
    out_trade_no: Wire.nonEmptyText
  },
  query: {
    /** The provider: the merchant of the client, which adds it if it is omitted. */
    sp_mchid: Wire.nonEmptyText,
    /** The school or company as a sub-merchant. */
    sub_mchid: Wire.nonEmptyText,
    /** As in the deduction: `2` school, `11` group meals of a company. */
    business_product_id: OfflineTransaction.BusinessProductId
  },
  success: {
    ...OfflineTransaction.response,
    /** The state; no source lists the values. Interpret it with `OfflineTransactionState.of`. */
    trade_state: OfflineTransaction.TradeState
  },
  errors: FacepayError.deduction
})
