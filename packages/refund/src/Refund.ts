/**
 * Refunds of payments in mainland China, for orders of any product, PayScore included.
 *
 * Merchants and service providers use the same calls. Service providers also send the number of the sub-merchant.
 *
 * Tested in `test/refund/Refund.test.ts`.
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
 * The number of refunds that WeChat Pay accepts from a merchant: 150 a second. Pass it as the client's `rateLimit`:
 * `{ endpoints: [{ of: [Refund.create], limit: Refund.rateLimit }] }`. The limit for refunds that fail is 6 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791862 page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 150, per: "1 second" } as const satisfies RateLimit.Limit

/**
 * Applies for a refund of a payment, in whole or in part.
 *
 * The response usually means that the refund was **accepted**, not that it is complete. Wait for `REFUND.*`
 * (`RefundNotification`) or query the refund. A payment can be refunded for a year after it succeeded, in at most 50
 * parts. Each part needs its own number and must come at least a minute after the part before.
 *
 * It is safe to repeat the identical request: the same `out_refund_no` is refunded once. Another number is another
 * refund. After an `Unknown` outcome never use a new number: query the old one, or repeat it. The client retries the
 * request itself, but never within a minute, so a call may take two minutes when WeChat Pay has problems.
 * `Retry.none` sends it once.
 *
 * An unknown or unpaid order gives `ResourceNotExists`. A balance that is too low gives `NotEnough`: top up the
 * balance, then repeat the identical request. Limits: 150 refunds a second, 6 failing refunds a second.
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
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791862 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("refund.refund.create", {
  method: "POST",
  path: "/v3/refund/domestic/refunds",
  payload: Rule.exactlyOne(
    {
      /** The sub-merchant that received the payment; service providers only. */
      sub_mchid: Schema.optional(Wire.Mchid),
      /** Refund number: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
      out_refund_no: Request.OutRefundNo,
      /** Shown to the user, at most 80 bytes (26 Chinese characters). */
      reason: Schema.optional(Wire.textBytes(80)),
      /**
       * Address that WeChat Pay notifies of the result of the refund: https, without query, at most 256 characters.
       * Always send it. Without it, WeChat Pay sends notifications in the XML format of APIv2 to the address in the
       * merchant console.
       */
      notify_url: Schema.optional(Wire.notifyUrl(256)),
      /** Account that pays: `AVAILABLE` for merchants with the old fund flow, `UNSETTLED` for deposits of travel. */
      funds_account: Schema.optional(Wire.oneOf("AVAILABLE", "UNSETTLED")),
      /** Amounts of the refund, in fen. */
      amount: Request.Amount,
      /** Returned goods, for refunds by goods. */
      goods_detail: Schema.optional(Schema.Array(Request.Goods))
    },
    {
      /** Payment number assigned by WeChat Pay, at most 32 characters. For PayScore it is in `collection.details`. */
      transaction_id: Wire.text(32),
      /**
       * Payment number assigned by the merchant, at most 32 characters; never the `out_order_no` of a PayScore order.
       */
      out_trade_no: Wire.text(32)
    }
  ),
  success: Response.Refund,
  errors: RefundError.all,
  idempotent: true,
  retryInterval: "1 minute"
})

/**
 * Queries a refund of any age. May be repeated. A refund that was never accepted gives `ResourceNotExists`.
 *
 * WeChat Pay recommends one query a minute, and fewer after five minutes. It accepts 300 queries a second from a
 * merchant. After `FrequencyLimited` the client waits at least a minute.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791863 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("refund.refund.query", {
  method: "GET",
  path: "/v3/refund/domestic/refunds/{out_refund_no}",
  params: {
    /** The refund number of the application. */
    out_refund_no: Request.OutRefundNo
  },
  query: {
    /** The sub-merchant that received the payment; service providers only. */
    sub_mchid: Schema.optional(Wire.Mchid)
  },
  success: Response.Refund,
  errors: RefundError.query,
  limitedInterval: "1 minute"
})

const abnormal = {
  /** The sub-merchant that received the payment; service providers only. */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** The refund number of the application. */
  out_refund_no: Request.OutRefundNo
}

/**
 * Sends the money of an `ABNORMAL` refund to a bank card of the user, or to the merchant's own account. In the second
 * case the merchant must pay the user.
 *
 * Allowed while the refund is `ABNORMAL`. The result of a repeated call is not documented, so the client sends the
 * request once. After an `Unknown` outcome, query the refund. The client encrypts the card number and the name.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791864 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const applyAbnormal = Endpoint.make("refund.refund.applyAbnormal", {
  method: "POST",
  path: "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund",
  params: {
    /** Refund number assigned by WeChat Pay, at most 32 characters. */
    refund_id: Wire.text(32)
  },
  payload: Schema.Union(
    Schema.Struct({
      ...abnormal,
      /** To a bank card of the user. */
      type: Wire.oneOf("USER_BANK_CARD"),
      /** The bank of the card. Only debit cards of these banks are supported. */
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
      /** Name of the owner of the card. */
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
