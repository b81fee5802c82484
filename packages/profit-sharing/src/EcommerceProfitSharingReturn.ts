/**
 * Takes shared money of the ecommerce product back from a merchant, for example before a refund of the order.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ProfitSharingError from "./ProfitSharingError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

const payer = {
  /** The second-level merchant that owns the order, at most 32 characters. */
  sub_mchid: Wire.Mchid
}

const success = {
  ...Response.platformReturn,
  /**
   * - `PROCESSING`: in progress. After 5 days it becomes `FAILED` with `TIME_OUT_CLOSED`.
   * - `SUCCESS`: final, the money is in the payer's available balance.
   * - `FAILED`: final, nothing was returned; `fail_reason` contains the reason.
   */
  result: Wire.openEnum("PROCESSING", "SUCCESS", "FAILED"),
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.optional(Schema.String)
}

/**
 * Takes the money of a share back from a merchant that received it. The money goes to the payer's available balance
 * and cannot be shared again.
 *
 * Allowed within 180 days, at most 50 times for an order, for receivers with `SUCCESS` that have enabled returns
 * (otherwise `NoAuth`). It is also allowed after the order was finished or the receiver was deleted.
 *
 * The response is often final. If it is `PROCESSING`, query the return. It is safe to repeat the identical request:
 * the same `out_return_no` returns once. While a return is `PROCESSING`, or its outcome is `Unknown`, repeat it only
 * with the same number: a new number takes the money a second time. If the amount exceeds what the receiver has left,
 * the call fails with `NotEnough`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477737 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("profitSharing.ecommerceProfitSharingReturn.create", {
  method: "POST",
  path: "/v3/ecommerce/profitsharing/returnorders",
  payload: Rule.exactlyOne(
    {
      ...payer,
      ...Request.returnFields,
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; required if the order is older than 6 months.
       */
      transaction_id: Schema.optional(Wire.text(32))
    },
    Request.share
  ),
  success: { ...success, /** With `FAILED`. */ fail_reason: Schema.optional(Response.ReturnFailure) },
  errors: ProfitSharingError.move,
  idempotent: true
})

/**
 * Queries a return. May be repeated. A number that was never accepted gives `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477740 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.ecommerceProfitSharingReturn.query", {
  method: "GET",
  path: "/v3/ecommerce/profitsharing/returnorders",
  query: Rule.exactlyOne(
    {
      ...payer,
      /** The number of the return in the request, at most 64 characters. */
      out_return_no: Wire.text(64)
    },
    Request.queriedShare
  ),
  success: { ...success, /** With `FAILED`. */ fail_reason: Schema.optional(Response.QueriedReturnFailure) },
  errors: ProfitSharingError.query
})
