/**
 * Profit sharing of the ecommerce product (电商收付通): the platform shares the orders of its second-level merchants.
 *
 * Orders of this product are shared by these calls only. The time limit is 180 days after the payment.
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
  /** The second-level merchant whose order it is, at most 32 characters. */
  sub_mchid: Wire.Mchid
}

/**
 * Shares a part of a paid order with up to 50 receivers.
 *
 * The response says that the share was **accepted**: query it until it is `FINISHED`, then look at the `result` of every
 * receiver, since one request may succeed in part. Allowed from 1 minute after the payment, and after its settlement, until 180
 * days after it; at most 50 accepted requests for an order, one at a time. Receivers have to be added before
 * (`EcommerceProfitSharingReceiver.add`), the platform itself too; the sum is at most what is left of the order
 * ({@link queryUnsplitAmount}) and all shares together at most the highest ratio (`RuleLimit`).
 *
 * Repeating the identical request with the same `out_order_no` shares once, however often; another number is another share.
 * After an `Unknown` outcome never take a new number: query the old one, or repeat it. The client repeats it by itself.
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
      /** The platform's application; required with a receiver of type `PERSONAL_OPENID`. At most 32 characters. */
      appid: Schema.optional(Wire.AppId),
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub
       * order.
       */
      transaction_id: Wire.text(32),
      /** The number of the share: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_order_no: Request.Number,
      /** 1 to 50, each receiver once. */
      receivers: Wire.list(Request.EcommerceReceiver, 50, 1),
      /**
       * `true`: the last share of the order, the rest is unfrozen; an older text allows only the platform as receiver then.
       * `false`: more will follow, or {@link finish}.
       */
      finish: Schema.Boolean
    },
    rules.receiversHaveAppid,
    rules.eachReceiverOnce
  ),
  success: {
    sub_mchid: Schema.String,
    ...Response.numbers,
    /** `PROCESSING` or `FINISHED`. */
    status: Schema.optional(Response.State),
    receivers: Schema.Array(Schema.Struct(Response.ecommerceReceiver))
  },
  errors: ProfitSharingError.share,
  idempotent: true
})

/**
 * Queries a share, or a finish by its own number. May be repeated.
 *
 * Poll it until `FINISHED`; then every receiver has `SUCCESS` or `CLOSED`. A number that was never accepted, or belongs to
 * another payment, is `ResourceNotExists`.
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
    /** The number of the share or of the finish, as it was sent, at most 64 characters. */
    out_order_no: Wire.text(64)
  },
  success: {
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
    close_reason: Schema.optional(Wire.openEnum("NO_AUTH")),
    /** What a finish unfroze, in fen. */
    finish_amount: Schema.optional(Schema.Int),
    finish_description: Schema.optional(Schema.String)
  },
  errors: ProfitSharingError.query
})

/**
 * Finishes the sharing of an order: what is left is unfrozen for the second-level merchant, and nothing more can be shared.
 *
 * Allowed from 1 minute after the payment, also for an order that is never shared. Nothing left is `NotEnough`.
 *
 * Asynchronous: {@link query} with the same number until `FINISHED`. Repeating the identical request with the same
 * `out_order_no` counts once.
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
 * Queries how much of an order can still be shared. May be repeated.
 *
 * The highest ratio is not part of it: of what is left, less may be allowed. An unknown payment is `ResourceNotExists`.
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
