/**
 * Refunds of payments in mainland China: of orders of any product, PayScore's included.
 *
 * Merchants and service providers make the same calls; the latter name the sub-merchant.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as RateLimit from "@effect-wechatpay/core/RateLimit"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as RefundError from "./RefundError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * How many refunds WeChat Pay takes of a merchant: `{ endpoints: [{ of: [Refund.create], limit: Refund.rateLimit }] }` as the
 * client's `rateLimit` keeps it. Of refunds that fail it takes 6 a second.
 *
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 150, per: "1 second" } as const satisfies RateLimit.Limit

/**
 * Applies for a refund of a payment, in whole or in part.
 *
 * The response says that the refund was **accepted**, seldom that it is done: wait for `REFUND.*` (`RefundNotification`), or
 * query it. Allowed for a year after the payment succeeded, in at most 50 parts; each part has its own number and comes at
 * least a minute after the one before.
 *
 * Repeating the identical request with the same `out_refund_no` refunds once, however often; another number is another
 * refund. After an `Unknown` outcome never take a new number: query the old one, or repeat it. The client repeats it by
 * itself, and never within a minute, so that a call may take two minutes when WeChat Pay is in trouble; `Retry.none` sends it once.
 *
 * An order that is not known or not paid is `ResourceNotExists`, a balance that is too low `NotEnough` (top up, then repeat
 * identically). Limits: 150 refunds a second, 6 failing ones.
 *
 * ```ts
 * Refund.create({
 *   transaction_id: "4200000000000000000000000001",
 *   out_refund_no: "R1217752501201407033233368018",
 *   notify_url: "https://shop.example.com/wechatpay/notify",
 *   amount: { refund: 100, total: 888, currency: "CNY" }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791862
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("refund.refund.create", {
  method: "POST",
  path: "/v3/refund/domestic/refunds",
  payload: Rule.exactlyOne(
    {
      /** The sub-merchant whose payment it was; service providers only. */
      sub_mchid: Schema.optional(Wire.Mchid),
      /** The number of the refund: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_refund_no: Request.OutRefundNo,
      /** Shown to the user, at most 80 bytes (26 Chinese characters). */
      reason: Schema.optional(Wire.textBytes(80)),
      /**
       * Where WeChat Pay reports the end of the refund: https, without query, at most 256 characters. Give it always: without
       * it the address of the merchant console gets notifications in the XML of APIv2.
       */
      notify_url: Schema.optional(Wire.notifyUrl(256)),
      /** Which money pays: `AVAILABLE` for merchants of the old fund flow, `UNSETTLED` for deposits of travel. */
      funds_account: Schema.optional(Wire.oneOf("AVAILABLE", "UNSETTLED")),
      amount: Request.Amount,
      /** Goods that come back, for refunds by goods. */
      goods_detail: Schema.optional(Schema.Array(Request.Goods))
    },
    {
      /** WeChat Pay's number of the payment, at most 32 characters. For PayScore: in `collection.details`. */
      transaction_id: Wire.text(32),
      /** The merchant's number of the payment, at most 32 characters; never the `out_order_no` of a PayScore order. */
      out_trade_no: Wire.text(32)
    }
  ),
  success: Response.Refund,
  errors: RefundError.all,
  idempotent: true,
  retryInterval: "1 minute"
})

/**
 * Queries a refund. Any refund can be queried, however old; one that was never accepted is `ResourceNotExists`.
 *
 * WeChat Pay advises once a minute, and less often after five minutes.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791863
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("refund.refund.query", {
  method: "GET",
  path: "/v3/refund/domestic/refunds/{out_refund_no}",
  params: {
    /** The number of the refund, as it was applied for. */
    out_refund_no: Request.OutRefundNo
  },
  query: {
    /** The sub-merchant whose payment it was; service providers only. */
    sub_mchid: Schema.optional(Wire.Mchid)
  },
  success: Response.Refund,
  errors: RefundError.query
})

const abnormal = {
  /** The sub-merchant whose payment it was; service providers only. */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** The number of the refund, as it was applied for. */
  out_refund_no: Request.OutRefundNo
}

/**
 * Sends the money of an `ABNORMAL` refund elsewhere: to a bank card of the user, or to the merchant's own account, who then
 * pays the user.
 *
 * Allowed while the refund is `ABNORMAL`. It is not documented what a repeated call answers, so it is sent once; after an
 * `Unknown` outcome query the refund. Card number and name are encrypted by the client.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791864
 * @since 1.0.0
 * @category endpoints
 */
export const applyAbnormal = Endpoint.make("refund.refund.applyAbnormal", {
  method: "POST",
  path: "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund",
  params: {
    /** WeChat Pay's number of the refund, at most 32 characters. */
    refund_id: Wire.text(32)
  },
  payload: Schema.Union(
    Schema.Struct({
      ...abnormal,
      /** To a bank card of the user. */
      type: Wire.oneOf("USER_BANK_CARD"),
      /** The bank of the card; debit cards of these banks only. */
      bank_type: Wire.oneOf(
        "CMB_DEBIT",
        "COMM_DEBIT",
        "ABC_DEBIT",
        "CCB_DEBIT",
        "ICBC_DEBIT",
        "BOC_DEBIT",
        "PAB_DEBIT",
        "SPDB_DEBIT",
        "CITIC_DEBIT",
        "CEB_DEBIT",
        "CMBC_DEBIT",
        "CIB_DEBIT",
        "GDB_DEBIT",
        "PSBC_DEBIT",
        "NBCB_DEBIT"
      ),
      /** The number of the card. */
      bank_account: Sensitive.text,
      /** The name of its owner. */
      real_name: Sensitive.text
    }),
    Schema.Struct({
      ...abnormal,
      /** To the merchant's own bank account. */
      type: Wire.oneOf("MERCHANT_BANK_CARD")
    })
  ),
  success: Response.Refund,
  errors: RefundError.all
})
