/**
 * Wire shapes of deductions from face contracts.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const text = Schema.optional(Schema.String)
const integer = Schema.optional(Schema.Int)

/**
 * The business that a deduction belongs to: `2` school, `11` group meals of a company.
 *
 * @since 1.0.0
 * @category schemas
 */
export const BusinessProductId: Schema.Literal<[2, 11]> = Schema.Literal(2, 11)

const business = Schema.Struct({
  /** `2` school, `11` group meals of a company. */
  business_product_id: BusinessProductId,
  /**
   * For a school: `3` canteen, `4` supermarket, `5` infirmary, `6` test. For a company: `124` test, `125` canteen,
   * `126` canteen of Tencent.
   */
  business_scene_id: Schema.Literal(3, 4, 5, 6, 124, 125, 126)
})

/**
 * Where the money is spent.
 *
 * @since 1.0.0
 * @category models
 */
export interface Business extends Schema.Schema.Type<typeof business> {}

/**
 * Schema of {@link Business}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Business: Schema.Schema<Business> = business

const amount = Schema.Struct({
  /** Fen, at least 1. */
  total: Wire.amount(1),
  /** `CNY`. */
  currency: Wire.oneOf("CNY")
})

/**
 * The amount of a deduction.
 *
 * @since 1.0.0
 * @category models
 */
export interface Amount extends Schema.Schema.Type<typeof amount> {}

/**
 * Schema of {@link Amount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Amount: Schema.Schema<Amount> = amount

const sceneInfo = Schema.Struct({
  /** IP address of the device. No length is documented. */
  device_ip: Wire.nonEmptyText
})

/**
 * The device at the till.
 *
 * @since 1.0.0
 * @category models
 */
export interface SceneInfo extends Schema.Schema.Type<typeof sceneInfo> {}

/**
 * Schema of {@link SceneInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SceneInfo: Schema.Schema<SceneInfo> = sceneInfo

const settleInfo = Schema.Struct({
  /** Whether the money is shared with other receivers afterwards. */
  profit_sharing: Schema.optional(Schema.Boolean)
})

/**
 * How the payment is settled.
 *
 * @since 1.0.0
 * @category models
 */
export interface SettleInfo extends Schema.Schema.Type<typeof settleInfo> {}

/**
 * Schema of {@link SettleInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SettleInfo: Schema.Schema<SettleInfo> = settleInfo

const payer = Schema.Struct({
  /** The payer, under `sp_appid`. Personal data. */
  sp_openid: text,
  /** The payer, under `sub_appid`. Personal data. */
  sub_openid: text
})

/**
 * The payer.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payer extends Schema.Schema.Type<typeof payer> {}

/**
 * Schema of {@link Payer}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payer: Schema.Schema<Payer> = payer

const paidAmount = Schema.Struct({
  /** Fen. */
  total: Schema.Int,
  /** `CNY`. */
  currency: Wire.openEnum("CNY"),
  /** Fen that the user paid; not documented, observed by real clients. */
  pay_total: integer,
  /** Not documented, observed by real clients. */
  pay_currency: text
})

/**
 * The deducted amount.
 *
 * @since 1.0.0
 * @category models
 */
export interface PaidAmount extends Schema.Schema.Type<typeof paidAmount> {}

/**
 * Schema of {@link PaidAmount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PaidAmount: Schema.Schema<PaidAmount> = paidAmount

const promotionDetail = Schema.Struct({
  promotion_id: text,
  name: text,
  amount_info: Schema.optional(
    Schema.Struct({
      /** Fen. */
      amount: integer,
      currency: text
    })
  ),
  /** Fen that WeChat Pay contributes. */
  wxpay_contribute: integer,
  /** Fen that the merchant contributes. */
  merchant_contribute: integer,
  /** Fen that others contribute. */
  other_contribute: integer
})

/**
 * A coupon that the payment used. Its members are not documented; these are what real clients read.
 *
 * @since 1.0.0
 * @category models
 */
export interface PromotionDetail extends Schema.Schema.Type<typeof promotionDetail> {}

/**
 * Schema of {@link PromotionDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PromotionDetail: Schema.Schema<PromotionDetail> = promotionDetail

/**
 * The state of a deduction. No source lists the values; these are the common ones of APIv3. Interpret it with
 * `OfflineTransactionState.of`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const TradeState: Schema.Schema<string> = Schema.String

/**
 * The members that both responses have, besides `trade_state`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const response = {
  sp_appid: Schema.String,
  sp_mchid: Schema.String,
  sub_appid: text,
  sub_mchid: Schema.String,
  payer: Schema.optional(Payer),
  amount: Schema.optional(PaidAmount),
  promotion_detail: Schema.optional(Schema.Array(PromotionDetail)),
  scene_info: Schema.optional(Schema.Struct({ device_ip: text })),
  bank_type: text,
  /** `AUTH` for a deduction from a contract. */
  trade_type: Schema.optional(Wire.openEnum("NATIVE", "JSAPI", "APP", "MWEB", "AUTH")),
  trade_state_description: text,
  /** `NOT_DEBT`, `DEBT` (WeChat Pay advanced the money and the user owes it) or `REPAYMENT` (the user has repaid). */
  debt_state: text,
  description: text,
  attach: text,
  /** Time of payment; the format is not documented. */
  success_time: text,
  /** WeChat Pay's number of the payment, which a refund needs. */
  transaction_id: text,
  /** WeChat Pay's number of the repayment of an advance. */
  repayment_transaction_id: text,
  out_trade_no: text,
  /**
   * The reason of a failure, with `trade_state` `PAYERROR`: `NOT_ENOUGH` or `NOTENOUGH` means insufficient funds;
   * others are not documented.
   */
  error_type: text
} as const
