/**
 * Profit sharing of the ecommerce product (电商收付通): the platform shares the orders of its second-level merchants.
 *
 * Only these calls can share orders of this product. Sharing is allowed until 180 days after the payment.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as rules from "./internal/rules.js"
import * as ProfitSharingError from "./ProfitSharingError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

const payer = {
  /** The second-level merchant that owns the order, at most 32 characters. */
  sub_mchid: Wire.Mchid
}

/**
 * Shares part of a paid order with up to 50 receivers.
 *
 * The response means that the share was **accepted**. Query it until it is `FINISHED`, then check the `result` of
 * every receiver, because a request may succeed in part. Allowed from 1 minute after the payment, and after its
 * settlement, until 180 days after the payment. An order can have at most 50 accepted requests, sent one at a time.
 * Add receivers first (`EcommerceProfitSharingReceiver.add`), including the platform itself. The sum must not exceed
 * the remaining amount of the order ({@link queryUnsplitAmount}), and all shares together must not exceed the maximum
 * ratio (`RuleLimit`).
 *
 * It is safe to repeat the identical request: the same `out_order_no` shares once, and the client retries it. Another
 * number is another share. After an `Unknown` outcome never use a new number: query the old one, or repeat the
 * request.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691594 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("profitSharing.ecommerceProfitSharing.create", {
  method: "POST",
  path: "/v3/ecommerce/profitsharing/orders",
  payload: Rule.check(
    {
      ...payer,
      /** Appid of the platform; required with a receiver of type `PERSONAL_OPENID`. At most 32 characters. */
      appid: Schema.optional(Wire.AppId),
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub
       * order.
       */
      transaction_id: Wire.text(32),
      /** Share number: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_order_no: Request.Number,
      /** 1 to 50 receivers, each at most once. */
      receivers: Wire.list(Request.EcommerceReceiver, 50, 1),
      /**
       * `true`: this is the last share of the order, and WeChat Pay unfreezes the rest. According to an older text
       * only the platform may be the receiver then. `false`: more shares, or {@link finish}, will follow.
       */
      finish: Schema.Boolean
    },
    rules.receiversHaveAppid,
    rules.eachReceiverOnce
  ),
  success: {
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    ...Response.numbers,
    /** `PROCESSING` or `FINISHED`. */
    status: Schema.optional(Response.State),
    /** The receivers, with their results. */
    receivers: Schema.Array(Schema.Struct(Response.ecommerceReceiver))
  },
  errors: ProfitSharingError.share,
  idempotent: true
})

/**
 * Queries a share, or a finish by its own number. May be repeated.
 *
 * Repeat the query until the share is `FINISHED`. Then every receiver is `SUCCESS` or `CLOSED`. A number that was
 * never accepted, or belongs to another payment, gives `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477734 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.ecommerceProfitSharing.query", {
  method: "GET",
  path: "/v3/ecommerce/profitsharing/orders",
  query: {
    ...payer,
    /** Number of the payment that it belongs to, assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32),
    /** The number of the share or of the finish in the request, at most 64 characters. */
    out_order_no: Wire.text(64)
  },
  success: {
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    ...Response.numbers,
    /** `PROCESSING` or `FINISHED`. */
    status: Response.State,
    /** Absent for a finish. */
    receivers: Schema.optional(
      Schema.Array(
        Schema.Struct({
          ...Response.ecommerceReceiver,
          /** Older name of `receiver_account` for merchants. */
          receiver_mchid: Schema.optional(Schema.String)
        })
      )
    ),
    /** Reason why the share was closed. */
    close_reason: Schema.optional(Wire.openEnum("NO_AUTH")),
    /** Amount that a finish unfroze, in fen. */
    finish_amount: Schema.optional(Schema.Int),
    /** Description of the finish. */
    finish_description: Schema.optional(Schema.String)
  },
  errors: ProfitSharingError.query
})

/**
 * Finishes the sharing of an order. The remaining amount is unfrozen for the second-level merchant, and the order can
 * no longer be shared.
 *
 * Allowed from 1 minute after the payment, also for an order that was never shared. If nothing is left, the call
 * fails with `NotEnough`.
 *
 * The call is asynchronous: {@link query} with the same number until it is `FINISHED`. It is safe to repeat the
 * identical request: the same `out_order_no` is executed once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477745 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const finish = Endpoint.make("profitSharing.ecommerceProfitSharing.finish", {
  method: "POST",
  path: "/v3/ecommerce/profitsharing/finish-order",
  payload: { ...payer, ...Request.rest },
  success: { sub_mchid: Schema.String, ...Response.numbers },
  errors: ProfitSharingError.move,
  idempotent: true
})

/**
 * Queries the amount of an order that can still be shared. May be repeated.
 *
 * The amount does not take the maximum ratio into account, which may allow less. An unknown payment gives
 * `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477751 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryUnsplitAmount = Endpoint.make("profitSharing.ecommerceProfitSharing.queryUnsplitAmount", {
  method: "GET",
  path: "/v3/ecommerce/profitsharing/orders/{transaction_id}/amounts",
  params: {
    /** Payment number assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32)
  },
  success: Response.unsplitAmount,
  errors: ProfitSharingError.query
})
