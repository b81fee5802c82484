/**
 * Deductions from face contracts, for service providers.
 *
 * `OfflineContractFlow` carries them through where answers get lost.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import * as OfflineTransaction from "./schemas/OfflineTransaction.js"

/**
 * Deducts money from the contract of the face user whom a device recognised.
 *
 * Allowed while the contract is signed and the user `NORMAL`. `auth_code` is what the device produced for this
 * user and this payment; it has to arrive whole. A `trade_state` of `SUCCESS` is paid, also where `debt_state` is `DEBT`: then WeChat
 * Pay advanced the money and the user owes it. With `PAYERROR` nothing was paid; the same order may be tried again, at most 5
 * times a day. No notification follows.
 *
 * It is not documented what a repeated call answers, so it is sent once. After an `Unknown` outcome query by the number before
 * anything else, and repeat only with the same number and data. `InvalidRequest`: the code is damaged or used, the contract
 * ended, or the number was used with other data. Deduct order by order.
 *
 * ```ts
 * OfflineTransaction.deduct({
 *   auth_code, sp_appid, sp_mchid, sub_mchid, out_trade_no,
 *   amount: { total: 850, currency: "CNY" },
 *   business: { business_product_id: 2, business_scene_id: 3 }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html
 * @since 1.0.0
 * @category endpoints
 */
export const deduct = Endpoint.make("facepay.offlineTransaction.deduct", {
  method: "POST",
  path: "/v3/offlineface/transactions",
  payload: {
    /** What the device produced, base64. Life and length are not documented. */
    auth_code: Wire.nonEmptyText,
    /** The provider's application. Real clients always send it. */
    sp_appid: Schema.optional(Wire.nonEmptyText),
    /** The provider. */
    sp_mchid: Wire.nonEmptyText,
    /** The sub-merchant's application. */
    sub_appid: Schema.optional(Wire.nonEmptyText),
    /** The school or company as a sub-merchant. */
    sub_mchid: Wire.nonEmptyText,
    /** How much, in fen. */
    amount: OfflineTransaction.Amount,
    /** The device at the till. Real clients always send it. */
    scene_info: Schema.optional(OfflineTransaction.SceneInfo),
    /** For coupons. */
    goods_tag: Schema.optional(Wire.nonEmptyText),
    /** What is bought. Real clients always send it. */
    description: Schema.optional(Wire.nonEmptyText),
    /** Comes back in responses. */
    attach: Schema.optional(Wire.nonEmptyText),
    /** How the money is settled. */
    settle_info: Schema.optional(OfflineTransaction.SettleInfo),
    /** The provider's own number of the order, unique under the merchant. No length is documented. */
    out_trade_no: Wire.nonEmptyText,
    /** Where the money is spent. */
    business: OfflineTransaction.Business
  },
  success: {
    ...OfflineTransaction.response,
    /** Where it stands; no source lists the values. Read it with `OfflineTransactionState.of`. */
    trade_state: Schema.optional(OfflineTransaction.TradeState)
  },
  errors: FacepayError.deduction
})

/**
 * Queries a deduction, by the provider's own number.
 *
 * Allowed at any time, and as often as needed. All of `sp_mchid`, `sub_mchid` and `business_product_id` have to be those of
 * the deduction. An unknown number is not documented: expect `ResourceNotExists` or `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.offlineTransaction.query", {
  method: "GET",
  path: "/v3/offlineface/transactions/out-trade-no/{out_trade_no}",
  params: {
    /** The provider's own number of the order. No length is documented. */
    out_trade_no: Wire.nonEmptyText
  },
  query: {
    /** The provider. */
    sp_mchid: Wire.nonEmptyText,
    /** The school or company as a sub-merchant. */
    sub_mchid: Wire.nonEmptyText,
    /** As in the deduction: `2` school, `11` group meals of a company. */
    business_product_id: OfflineTransaction.BusinessProductId
  },
  success: {
    ...OfflineTransaction.response,
    /** Where it stands; no source lists the values. Read it with `OfflineTransactionState.of`. */
    trade_state: OfflineTransaction.TradeState
  },
  errors: FacepayError.deduction
})
