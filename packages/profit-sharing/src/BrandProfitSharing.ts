/**
 * Profit sharing between the owner of a brand and its shops (连锁品牌分账), by their service provider.
 *
 * The brand's owner is a receiver by default. Only these calls can share orders of this product.
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
  /** The shop or the brand's owner that owns the order, at most 32 characters. */
  sub_mchid: Wire.Mchid
}

/**
 * Shares part of a paid order with up to 50 receivers.
 *
 * The response means that the share was **accepted**. Query it until it is `FINISHED`, then check the `result` of
 * every receiver, because a request may succeed in part. Allowed from 1 minute after the payment, and after its
 * settlement, until 30 days after the payment. An order can have at most 50 accepted requests, sent one at a time.
 * Add receivers other than the brand's owner first (`BrandProfitSharingReceiver.add`). The sum must not exceed the
 * remaining amount of the order ({@link queryUnsplitAmount}), and all shares together must not exceed the maximum
 * ratio (`BrandConfig.query`, `RuleLimit`).
 *
 * It is safe to repeat the identical request: the same `out_order_no` shares once, and the client retries it. Another
 * number is another share. After an `Unknown` outcome never use a new number: query the old one, or repeat the
 * request.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692975 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("profitSharing.brandProfitSharing.create", {
  method: "POST",
  path: "/v3/brand/profitsharing/orders",
  payload: Rule.check(
    {
      /** The brand's owner, at most 32 characters. */
      brand_mchid: Wire.Mchid,
      ...payer,
      /** Appid of the service provider, at most 32 characters. */
      appid: Wire.AppId,
      /** Appid of the sub-merchant; required with a receiver of type `PERSONAL_SUB_OPENID`. At most 32 characters. */
      sub_appid: Schema.optional(Wire.AppId),
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub
       * order.
       */
      transaction_id: Wire.text(32),
      /** Share number: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_order_no: Request.Number,
      /** 1 to 50 receivers, each at most once. */
      receivers: Wire.list(Request.Receiver, 50, 1),
      /**
       * `true`: this is the last share of the order, and WeChat Pay unfreezes the rest. `false`: more shares, or
       * {@link finish}, will follow.
       */
      finish: Schema.Boolean
    },
    rules.receiversHaveAppid,
    rules.eachReceiverOnce
  ),
  success: {
    /** The brand's owner. */
    brand_mchid: Schema.String,
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    ...Response.numbers,
    /** `PROCESSING` or `FINISHED`. */
    status: Schema.optional(Response.State),
    /** The receivers, with their results. */
    receivers: Schema.optional(Schema.Array(Response.BrandReceiver))
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
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467002 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.brandProfitSharing.query", {
  method: "GET",
  path: "/v3/brand/profitsharing/orders",
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
    receivers: Schema.optional(Schema.Array(Response.BrandReceiver)),
    /** Amount that a finish unfroze, in fen. */
    finish_amount: Schema.optional(Schema.Int),
    /** Description of the finish. */
    finish_description: Schema.optional(Schema.String)
  },
  errors: ProfitSharingError.query
})

/**
 * Finishes the sharing of an order. The remaining amount is unfrozen for the payer, and the order can no longer be
 * shared.
 *
 * Allowed from 1 minute after the payment, also for an order that was never shared. If nothing is left, the call
 * fails with `NotEnough`.
 *
 * The call is asynchronous: {@link query} with the same number until it is `FINISHED`. It is safe to repeat the
 * identical request: the same `out_order_no` is executed once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467016 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const finish = Endpoint.make("profitSharing.brandProfitSharing.finish", {
  method: "POST",
  path: "/v3/brand/profitsharing/finish-order",
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
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467021 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryUnsplitAmount = Endpoint.make("profitSharing.brandProfitSharing.queryUnsplitAmount", {
  method: "GET",
  path: "/v3/brand/profitsharing/orders/{transaction_id}/amounts",
  params: {
    /** Payment number assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32)
  },
  success: Response.unsplitAmount,
  errors: ProfitSharingError.query
})
