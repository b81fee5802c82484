/**
 * Profit sharing (分账) of the standard product. Part of a paid order goes to other merchants or to users.
 *
 * Merchants and service providers use the same calls. Service providers also send the sub-merchant that pays. An
 * order can be shared if it was created with the sharing flag (`settle_info.profit_sharing`). Its money is frozen
 * until it is shared or unfrozen. After 30 days WeChat Pay unfreezes the rest.
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
import * as rules from "./internal/rules.js"
import * as ProfitSharingError from "./ProfitSharingError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * The number of shares that WeChat Pay accepts from a caller: 300 a second. Pass it as the client's `rateLimit`: `{
 * endpoints: [{ of: [ProfitSharing.create], limit: ProfitSharing.rateLimit }] }`. The limit for one paying merchant
 * is 30 a second, and for one order one request at a time.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012524936 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012690683 service providers, page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 300, per: "1 second" } as const satisfies RateLimit.Limit

const payer = {
  /**
   * The sub-merchant that owns the order. Required for service providers, not allowed for merchants. At most 32
   * characters.
   */
  sub_mchid: Schema.optional(Wire.Mchid)
}

/**
 * Shares part of a paid order with up to 50 receivers.
 *
 * The response means that the share was **accepted**. Query it until it is `FINISHED`, then check the `result` of
 * every receiver, because a request may succeed in part. Allowed from 1 minute after the payment, and after its
 * settlement, until 30 days after the payment. An order can have at most 50 accepted requests, sent one at a time.
 * Add receivers first (`ProfitSharingReceiver.add`). The sum must not exceed the remaining amount of the order
 * ({@link queryUnsplitAmount}), and all shares together must not exceed the maximum ratio (`RuleLimit`).
 *
 * It is safe to repeat the identical request: the same `out_order_no` shares once, and the client retries it. Another
 * number is another share. After an `Unknown` outcome never use a new number: query the old one, or repeat the
 * request.
 *
 * ```ts
 * ProfitSharing.create({
 *   appid: "wx8888888888888888",
 *   transaction_id: "4208450740201411110007820472",
 *   out_order_no: "P20150806125346",
 *   receivers: [
 *     { type: "PERSONAL_OPENID", account: openid, amount: 888, description: "share of the courier" }
 *   ],
 *   unfreeze_unsplit: true
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012524936 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012690683 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("profitSharing.profitSharing.create", {
  method: "POST",
  path: "/v3/profitsharing/orders",
  payload: Rule.check(
    {
      ...payer,
      /** Appid of the caller; required with a receiver of type `PERSONAL_OPENID`. At most 32 characters. */
      appid: Schema.optional(Wire.AppId),
      /** Appid of the sub-merchant; required with a receiver of type `PERSONAL_SUB_OPENID`, service providers only. */
      sub_appid: Schema.optional(Wire.AppId),
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub
       * order.
       */
      transaction_id: Wire.text(32),
      /** Share number: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_order_no: Request.Number,
      /** 1 to 50 receivers, each at most once. The payer itself may be a receiver. */
      receivers: Wire.list(Request.Receiver, 50, 1),
      /**
       * `true`: this is the last share of the order, and WeChat Pay unfreezes the rest. `false`: more shares, or
       * {@link unfreeze}, will follow.
       */
      unfreeze_unsplit: Schema.Boolean
    },
    rules.receiversHaveAppid,
    rules.subAppidOfSubMerchant,
    rules.eachReceiverOnce
  ),
  success: Response.Share,
  errors: ProfitSharingError.share,
  idempotent: true
})

/**
 * Queries a share, or an unfreeze by its own number. May be repeated, at most 500 times a second.
 *
 * Repeat the query until the share is `FINISHED`. Then every receiver is `SUCCESS` or `CLOSED`. A number that was
 * never accepted, or belongs to another payment, gives `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012525210 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466850 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.profitSharing.query", {
  method: "GET",
  path: "/v3/profitsharing/orders/{out_order_no}",
  params: {
    /** The number of the share or of the unfreeze in the request. */
    out_order_no: Request.Number
  },
  query: {
    ...payer,
    /** Number of the payment that it belongs to, assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32)
  },
  success: Response.ShareOrUnfreeze,
  errors: ProfitSharingError.query
})

/**
 * Unfreezes the remaining amount of an order. The amount goes to the payer, and the order can no longer be shared.
 *
 * Allowed from 1 minute after the payment, also for an order that was never shared. If nothing is left, the call
 * fails with `NotEnough`. A share with `unfreeze_unsplit: true` also unfreezes the rest, and so does WeChat Pay after
 * 30 days.
 *
 * The call is asynchronous: {@link query} with the same number until it is `FINISHED`. It is safe to repeat the
 * identical request: the same `out_order_no` is executed once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012526374 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466860 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const unfreeze = Endpoint.make("profitSharing.profitSharing.unfreeze", {
  method: "POST",
  path: "/v3/profitsharing/orders/unfreeze",
  payload: { ...payer, ...Request.rest },
  success: Response.ShareOrUnfreeze,
  errors: ProfitSharingError.move,
  idempotent: true
})

/**
 * Queries the amount of an order that can still be shared. May be repeated.
 *
 * The amount does not take the maximum ratio into account, which may allow less. An unknown payment gives
 * `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012457939 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012457927 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryUnsplitAmount = Endpoint.make("profitSharing.profitSharing.queryUnsplitAmount", {
  method: "GET",
  path: "/v3/profitsharing/transactions/{transaction_id}/amounts",
  params: {
    /** Payment number assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32)
  },
  success: Response.unsplitAmount,
  errors: ProfitSharingError.query
})
