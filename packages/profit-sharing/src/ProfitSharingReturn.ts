/**
 * Takes shared money back from a merchant, for example before a refund of the order.
 *
 * Money that a user received cannot be taken back.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as RateLimit from "@effect-wechatpay/core/RateLimit"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ProfitSharingError from "./ProfitSharingError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * The number of returns that WeChat Pay accepts from a caller: 100 a second. Pass it as the client's `rateLimit`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012525287 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466854 service providers, page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 100, per: "1 second" } as const satisfies RateLimit.Limit

const payer = {
  /**
   * The sub-merchant that owns the order. Required for service providers, not allowed for merchants. At most 32
   * characters.
   */
  sub_mchid: Schema.optional(Wire.Mchid)
}

/**
 * Takes the money of a share back from a merchant that received it. The money goes to the payer's available balance
 * and cannot be shared again.
 *
 * Allowed within 180 days, at most 50 times for an order, for receivers with `SUCCESS` that have enabled returns
 * (otherwise `NoAuth`). It is also allowed after the order was unfrozen or the receiver was deleted.
 *
 * The response is often final. If it is `PROCESSING`, query the return. It is safe to repeat the identical request:
 * the same `out_return_no` returns once. While a return is `PROCESSING`, or its outcome is `Unknown`, repeat it only
 * with the same number: a new number takes the money a second time. If the receiver does not have enough money, the
 * call fails with `NotEnough` or `InvalidRequest`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012525287 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466854 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("profitSharing.profitSharingReturn.create", {
  method: "POST",
  path: "/v3/profitsharing/return-orders",
  payload: Rule.exactlyOne({ ...payer, ...Request.returnFields }, Request.share),
  success: Response.Return,
  errors: ProfitSharingError.move,
  idempotent: true
})

/**
 * Queries a return. May be repeated. A number that was never accepted gives `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012526279 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466858 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.profitSharingReturn.query", {
  method: "GET",
  path: "/v3/profitsharing/return-orders/{out_return_no}",
  params: {
    /** The number of the return in the request. */
    out_return_no: Request.Number
  },
  query: {
    ...payer,
    /** Share number assigned by the caller, at most 64 characters. */
    out_order_no: Wire.text(64)
  },
  success: Response.Return,
  errors: ProfitSharingError.query
})
