/**
 * Refunds as WeChat Pay returns them. Limits are not checked, and unknown values of enumerations are accepted.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const goods = Schema.Struct({
  /** Goods number assigned by the merchant. */
  merchant_goods_id: Schema.String,
  /** Goods number assigned by WeChat Pay. */
  wechatpay_goods_id: Schema.optional(Schema.String),
  /** Name of the goods. */
  goods_name: Schema.optional(Schema.String),
  /** In fen. */
  unit_price: Schema.Int,
  /** In fen. */
  refund_amount: Schema.Int,
  /** Number of returned items. */
  refund_quantity: Schema.Int
})

const promotion = Schema.Struct({
  /** Number of the coupon. */
  promotion_id: Schema.String,
  /** `GLOBAL`: applies to the whole order. `SINGLE`: applies to some goods. */
  scope: Wire.openEnum("GLOBAL", "SINGLE"),
  /** `CASH`: pre-charged, WeChat Pay pays the merchant for it. `NOCASH`: not pre-charged. */
  type: Wire.openEnum("CASH", "NOCASH"),
  /** Amount of the order that the coupon paid, in fen. */
  amount: Schema.Int,
  /** Amount of the refund that goes to the coupon, in fen. */
  refund_amount: Schema.Int,
  /** The refunded goods. */
  goods_detail: Schema.optional(Schema.Array(goods))
})

const refund = Schema.Struct({
  /** Refund number assigned by WeChat Pay. `applyAbnormal` needs it. */
  refund_id: Schema.String,
  /** Refund number assigned by the merchant. */
  out_refund_no: Schema.String,
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.String,
  /** Payment number assigned by the merchant. */
  out_trade_no: Schema.String,
  /**
   * Destination of the money. `ORIGINAL`: the account that paid. `BALANCE`: the user's balance. `OTHER_BALANCE` and
   * `OTHER_BANKCARD`: another balance or card, because the first one could not receive the money.
   */
  channel: Wire.openEnum("ORIGINAL", "BALANCE", "OTHER_BALANCE", "OTHER_BANKCARD"),
  /** Display text of the account that receives the money, such as `招商银行信用卡0403`. Personal data. */
  user_received_account: Schema.String,
  /** Time when the refund succeeded, RFC 3339; only with `SUCCESS`. */
  success_time: Schema.optional(Schema.String),
  /** Time when the refund was accepted, RFC 3339. */
  create_time: Schema.String,
  /**
   * - `PROCESSING`: WeChat Pay has accepted the refund and is transferring the money.
   * - `SUCCESS`: final. The money arrives at a balance within minutes, at a bank card within 1 to 3 workdays.
   * - `CLOSED`: final, nothing was refunded. Apply again with another `out_refund_no`.
   * - `ABNORMAL`: the user's card or account cannot receive the money. `applyAbnormal` sends it to another account.
   */
  status: Wire.openEnum("SUCCESS", "CLOSED", "PROCESSING", "ABNORMAL"),
  /** Account of the merchant that pays. */
  funds_account: Schema.optional(
    Wire.openEnum("UNSETTLED", "AVAILABLE", "UNAVAILABLE", "OPERATION", "BASIC", "ECNY_BASIC")
  ),
  /** Amounts of the refund, in fen. */
  amount: Schema.Struct({
    /** Amount of the order, in fen. */
    total: Schema.Int,
    /** Amount that the merchant asked to refund, coupons included, in fen. */
    refund: Schema.Int,
    /** Accounts that pay for the refund. */
    from: Schema.optional(
      Schema.Array(Schema.Struct({ account: Wire.openEnum("AVAILABLE", "UNAVAILABLE"), amount: Schema.Int }))
    ),
    /** Amount of the order that the user paid, without coupons, in fen. */
    payer_total: Schema.Int,
    /** Amount that the user gets back, without coupons, in fen. */
    payer_refund: Schema.Int,
    /** Amount that is deducted from the merchant's settlement, in fen. */
    settlement_refund: Schema.Int,
    /** Amount of the order that went to the merchant, in fen. */
    settlement_total: Schema.Int,
    /** Amount of the refund that goes to coupons, in fen. */
    discount_refund: Schema.Int,
    /** `CNY`. */
    currency: Schema.String,
    /** Amount of the fee that the merchant gets back, in fen. */
    refund_fee: Schema.optional(Schema.Int)
  }),
  /** Coupons that paid part of the order. */
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
 * Schema of {@link Refund}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Refund: Schema.Schema<Refund> = refund
