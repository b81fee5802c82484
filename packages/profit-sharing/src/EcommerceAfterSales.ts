/**
 * Service fees that are charged after a sale: for a ticket that is refunded or changed, or for returned goods.
 *
 * WeChat Pay enables these calls on request.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ProfitSharingError from "./ProfitSharingError.js"

/**
 * Shares a service fee of a refunded order with the platform.
 *
 * It is not documented whether the identical request may be repeated, so the client sends the request once. After an
 * `Unknown` outcome, query the service fee first.
 *
 * @see https://pay.weixin.qq.com/docs/partner/products/ecommerce/introduction.html page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("profitSharing.ecommerceAfterSales.create", {
  method: "POST",
  path: "/v3/ecommerce/profitsharing/after-sales-orders",
  payload: {
    /** The second-level merchant that owns the order, at most 32 characters. */
    sub_mchid: Wire.Mchid,
    /** Payment number assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32),
    /** Amount in fen, at least 1. */
    amount: Wire.amount(1),
    /** `SERVICE_FEE_INCOME`. */
    type: Wire.oneOf("SERVICE_FEE_INCOME"),
    /** Scene: `REFUND_TICKET`, `CHANGE_TICKET` or `RETURN_GOODS`. */
    scene: Wire.oneOf("REFUND_TICKET", "CHANGE_TICKET", "RETURN_GOODS"),
    /** Refund number assigned by WeChat Pay, at most 32 characters. */
    refund_id: Wire.text(32)
  },
  success: { sub_mchid: Schema.String, transaction_id: Schema.String, amount: Schema.Int },
  errors: ProfitSharingError.common
})

/**
 * Queries the service fee of an order. May be repeated.
 *
 * @see https://pay.weixin.qq.com/docs/partner/products/ecommerce/introduction.html page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.ecommerceAfterSales.query", {
  method: "GET",
  path: "/v3/ecommerce/profitsharing/after-sales-orders",
  query: {
    /** The second-level merchant that owns the order, at most 32 characters. */
    sub_mchid: Wire.Mchid,
    /** Payment number assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Schema.optional(Wire.text(32))
  },
  success: {
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    /** Payment number assigned by WeChat Pay. */
    transaction_id: Schema.String,
    /** Amount in fen. */
    amount: Schema.Int,
    /** `PROCESSING`; final: `SUCCESS`, `FAILED`. */
    result: Wire.openEnum("PROCESSING", "SUCCESS", "FAILED"),
    /** With `FAILED`. */
    fail_reason: Schema.optional(Wire.openEnum("ACCOUNT_ABNORMAL", "NO_RELATION", "RECEIVER_HIGH_RISK")),
    /** Time when the result became final, RFC 3339. */
    finish_time: Schema.String
  },
  errors: ProfitSharingError.common
})
