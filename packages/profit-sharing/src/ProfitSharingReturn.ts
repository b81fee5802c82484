/**
 * Taking shared money back from a merchant, for instance before the order is refunded.
 *
 * Money that a user got cannot be taken back.
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
 * How many returns WeChat Pay takes of a caller, for the client's `rateLimit`.
 *
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 100, per: "1 second" } as const satisfies RateLimit.Limit

const payer = {
  /** The sub-merchant whose order was shared: service providers always, merchants never. At most 32 characters. */
  sub_mchid: Schema.optional(Wire.Mchid)
}

/**
 * Takes money of a share back from a merchant that received it. It goes to the payer's available balance, and cannot be shared
 * again.
 *
 * Allowed within 180 days, at most 50 times for an order, for receivers with `SUCCESS` that have switched returns on (else
 * `NoAuth`); also after the order was unfrozen or the receiver was deleted.
 *
 * Often final at once, else `PROCESSING`: query it. Repeating the identical request with the same `out_return_no` returns
 * once. While a return is `PROCESSING`, or its outcome is `Unknown`, repeat it with the same number only: a new number takes
 * the money a second time. Too little to give back is `NotEnough` or `InvalidRequest`.
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
 * Queries a return. May be repeated. A number that was never accepted is `ResourceNotExists`.
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
    /** The number of the return, as it was sent. */
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
