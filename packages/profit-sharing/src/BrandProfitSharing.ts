/**
 * Profit sharing between the owner of a brand and its shops (连锁品牌分账), called by their service provider.
 *
 * The brand's owner is a receiver from the start. Orders of this product are shared by these calls only.
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
  /** The shop or the brand's owner whose order it is, at most 32 characters. */
  sub_mchid: Wire.Mchid
}

/**
 * Shares a part of a paid order with up to 50 receivers.
 *
 * The response says that the share was **accepted**: query it until it is `FINISHED`, then look at the `result` of every
 * receiver, since one request may succeed in part. Allowed from 1 minute after the payment, and after its settlement, until 30
 * days after it; at most 50 accepted requests for an order, one at a time. Receivers other than the brand's owner have to be
 * added before (`BrandProfitSharingReceiver.add`); the sum is at most what is left of the order ({@link queryUnsplitAmount}) and all
 * shares together at most the highest ratio (`BrandConfig.query`, `RuleLimit`).
 *
 * Repeating the identical request with the same `out_order_no` shares once, however often; another number is another share.
 * After an `Unknown` outcome never take a new number: query the old one, or repeat it. The client repeats it by itself.
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
      /** The service provider's application, at most 32 characters. */
      appid: Wire.AppId,
      /** The sub-merchant's application; required with a receiver of type `PERSONAL_SUB_OPENID`. At most 32 characters. */
      sub_appid: Schema.optional(Wire.AppId),
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub
       * order.
       */
      transaction_id: Wire.text(32),
      /** The number of the share: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_order_no: Request.Number,
      /** 1 to 50, each receiver once. */
      receivers: Wire.list(Request.Receiver, 50, 1),
      /** `true`: the last share of the order, the rest is unfrozen. `false`: more will follow, or {@link finish}. */
      finish: Schema.Boolean
    },
    rules.receiversHaveAppid,
    rules.eachReceiverOnce
  ),
  success: {
    brand_mchid: Schema.String,
    sub_mchid: Schema.String,
    ...Response.numbers,
    /** `PROCESSING` or `FINISHED`. */
    status: Schema.optional(Response.State),
    receivers: Schema.optional(Schema.Array(Response.BrandReceiver))
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
    /** The number of the share or of the finish, as it was sent, at most 64 characters. */
    out_order_no: Wire.text(64)
  },
  success: {
    sub_mchid: Schema.String,
    ...Response.numbers,
    /** `PROCESSING` or `FINISHED`. */
    status: Response.State,
    /** Absent for a finish. */
    receivers: Schema.optional(Schema.Array(Response.BrandReceiver)),
    /** What a finish unfroze, in fen. */
    finish_amount: Schema.optional(Schema.Int),
    finish_description: Schema.optional(Schema.String)
  },
  errors: ProfitSharingError.query
})

/**
 * Finishes the sharing of an order: what is left is unfrozen for the payer, and nothing more can be shared.
 *
 * Allowed from 1 minute after the payment, also for an order that is never shared. Nothing left is `NotEnough`.
 *
 * Asynchronous: {@link query} with the same number until `FINISHED`. Repeating the identical request with the same
 * `out_order_no` counts once.
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
 * Queries how much of an order can still be shared. May be repeated.
 *
 * The highest ratio is not part of it: of what is left, less may be allowed. An unknown payment is `ResourceNotExists`.
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
