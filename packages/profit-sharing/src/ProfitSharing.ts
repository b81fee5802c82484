/**
 * Profit sharing (分账) of the standard product: a part of a paid order goes to other merchants or to users.
 *
 * Merchants and service providers use the same calls. Service providers also send the sub-merchant that pays. An
 * order can be shared if it was paid with the sharing flag (`settle_info.profit_sharing`). Its money is frozen until
 * it is shared, unfrozen, or the time limit of 30 days unfreezes the rest.
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
 * How many shares WeChat Pay takes of a caller: `{ endpoints: [{ of: [ProfitSharing.create], limit: ProfitSharing.rateLimit }] }`
 * as the client's `rateLimit` keeps it. Of one paying merchant it takes 30 a second, of one order one at a time.
 *
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 300, per: "1 second" } as const satisfies RateLimit.Limit

const payer = {
  /** The sub-merchant whose order it is: service providers always, merchants never. At most 32 characters. */
  sub_mchid: Schema.optional(Wire.Mchid)
}

/**
 * Shares a part of a paid order with up to 50 receivers.
 *
 * The response says that the share was **accepted**: query it until it is `FINISHED`, then look at the `result` of every
 * receiver, since one request may succeed in part. Allowed from 1 minute after the payment, and after its settlement, until 30
 * days after it; at most 50 accepted requests for an order, one at a time. Receivers have to be added before
 * (`ProfitSharingReceiver.add`); the sum is at most what is left of the order ({@link queryUnsplitAmount}) and all shares together
 * at most the highest ratio (`RuleLimit`).
 *
 * Repeating the identical request with the same `out_order_no` shares once, however often; another number is another share.
 * After an `Unknown` outcome never take a new number: query the old one, or repeat it. The client repeats it by itself.
 * `ProfitSharingFlow` does all of it.
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
      /** The caller's application; required with a receiver of type `PERSONAL_OPENID`. At most 32 characters. */
      appid: Schema.optional(Wire.AppId),
      /** The sub-merchant's application; required with a receiver of type `PERSONAL_SUB_OPENID`, service providers only. */
      sub_appid: Schema.optional(Wire.AppId),
      /**
       * Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub
       * order.
       */
      transaction_id: Wire.text(32),
      /** The number of the share: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_order_no: Request.Number,
      /** 1 to 50, each receiver once. The payer itself may be one. */
      receivers: Wire.list(Request.Receiver, 50, 1),
      /** `true`: the last share of the order, the rest is unfrozen. `false`: more will follow, or {@link unfreeze}. */
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
 * Queries a share, or an unfreeze by its own number. May be repeated as often as 500 times a second.
 *
 * Poll it until `FINISHED`; then every receiver has `SUCCESS` or `CLOSED`. A number that was never accepted, or belongs to
 * another payment, is `ResourceNotExists`.
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
    /** The number of the share or of the unfreeze, as it was sent. */
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
 * Unfreezes what is left of an order: it goes to the payer, and nothing more can be shared.
 *
 * Allowed from 1 minute after the payment, also for an order that is never shared. Nothing left is `NotEnough`. Done by the
 * share with `unfreeze_unsplit: true` as well, and by the time limit.
 *
 * Asynchronous: {@link query} with the same number until `FINISHED`. Repeating the identical request with the same
 * `out_order_no` counts once.
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
 * Queries how much of an order can still be shared. May be repeated.
 *
 * The highest ratio is not part of it: of what is left, less may be allowed. An unknown payment is `ResourceNotExists`.
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
