/**
 * Refunds as WeChat Pay answers them. What comes is taken as it comes: no limits, and texts that nobody knows yet come
 * through.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const goods = Schema.Struct({
  merchant_goods_id: Schema.String,
  wechatpay_goods_id: Schema.optional(Schema.String),
  goods_name: Schema.optional(Schema.String),
  /** Fen. */
  unit_price: Schema.Int,
  /** Fen. */
  refund_amount: Schema.Int,
  refund_quantity: Schema.Int
})

const promotion = Schema.Struct({
  /** Number of the coupon. */
  promotion_id: Schema.String,
  /** `GLOBAL`: of the whole order. `SINGLE`: of some goods. */
  scope: Wire.openEnum("GLOBAL", "SINGLE"),
  /** `CASH`: pre-charged, WeChat Pay settles it. `NOCASH`: not pre-charged. */
  type: Wire.openEnum("CASH", "NOCASH"),
  /** What the coupon paid of the order, in fen. */
  amount: Schema.Int,
  /** What of the refund was the coupon's, in fen. */
  refund_amount: Schema.Int,
  goods_detail: Schema.optional(Schema.Array(goods))
})

const refund = Schema.Struct({
  /** WeChat Pay's number of the refund. `applyAbnormal` needs it. */
  refund_id: Schema.String,
  /** The merchant's number of the refund. */
  out_refund_no: Schema.String,
  /** WeChat Pay's number of the payment. */
  transaction_id: Schema.String,
  /** The merchant's number of the payment. */
  out_trade_no: Schema.String,
  /**
   * Where the money goes: `ORIGINAL` the way it came, `BALANCE` the user's balance, `OTHER_BALANCE` and `OTHER_BANKCARD`
   * another balance or card because the first could not take it.
   */
  channel: Wire.openEnum("ORIGINAL", "BALANCE", "OTHER_BALANCE", "OTHER_BANKCARD"),
  /** Where the user gets it, for people, such as `招商银行信用卡0403`. Personal data. */
  user_received_account: Schema.String,
  /** When it succeeded, RFC 3339; only with `SUCCESS`. */
  success_time: Schema.optional(Schema.String),
  /** When it was accepted, RFC 3339. */
  create_time: Schema.String,
  /**
   * - `PROCESSING`: accepted; the money is on its way.
   * - `SUCCESS`: final. To a balance within minutes, to a bank card within 1 to 3 workdays.
   * - `CLOSED`: final, no money went back. Apply anew with another `out_refund_no`.
   * - `ABNORMAL`: the user's card or account cannot take the money; `applyAbnormal` sends it elsewhere.
   */
  status: Wire.openEnum("SUCCESS", "CLOSED", "PROCESSING", "ABNORMAL"),
  /** Which account of the merchant pays. */
  funds_account: Schema.optional(
    Wire.openEnum("UNSETTLED", "AVAILABLE", "UNAVAILABLE", "OPERATION", "BASIC", "ECNY_BASIC")
  ),
  amount: Schema.Struct({
    /** What the order cost, in fen. */
    total: Schema.Int,
    /** What was applied for, in fen, coupons included. */
    refund: Schema.Int,
    from: Schema.optional(
      Schema.Array(Schema.Struct({ account: Wire.openEnum("AVAILABLE", "UNAVAILABLE"), amount: Schema.Int }))
    ),
    /** What the user paid of the order, without coupons, in fen. */
    payer_total: Schema.Int,
    /** What the user gets back, without coupons, in fen. */
    payer_refund: Schema.Int,
    /** What is taken back from the merchant's settlement, in fen. */
    settlement_refund: Schema.Int,
    /** What of the order was settled, in fen. */
    settlement_total: Schema.Int,
    /** What of the refund was coupons, in fen. */
    discount_refund: Schema.Int,
    /** `CNY`. */
    currency: Schema.String,
    /** What of the fee the merchant gets back, in fen. */
    refund_fee: Schema.optional(Schema.Int)
  }),
  promotion_detail: Schema.optional(Schema.Array(promotion))
})

/**
 * A refund.
 *
 * @since 1.0.0
 * @category models
 */
export interface Refund extends Schema.Schema.Type<typeof refund> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Refund: Schema.Schema<Refund> = refund
