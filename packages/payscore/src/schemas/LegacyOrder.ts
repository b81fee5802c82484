/**
 * Fields of the first generation of orders (`payafter-orders`, `smartretail-orders`). Their lengths are not
 * documented, and most pages do not document which fields are required.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const fee = Schema.Struct({
  /** Name of the fee. */
  fee_name: Schema.optional(Wire.nonEmptyText),
  /** Quantity. */
  fee_count: Schema.optional(Wire.integer(0)),
  /** Amount in fen. */
  fee_amount: Schema.optional(Wire.Amount),
  /** Charging rule. */
  fee_desc: Schema.optional(Wire.nonEmptyText)
})

/**
 * A fee.
 *
 * @since 1.0.0
 * @category models
 */
export interface Fee extends Schema.Schema.Type<typeof fee> {}

/**
 * Schema of {@link Fee}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Fee: Schema.Schema<Fee> = fee

const discountFields = {
  /** Name of the discount. */
  discount_name: Schema.optional(Wire.nonEmptyText),
  /** Condition of the discount. */
  discount_desc: Schema.optional(Wire.nonEmptyText)
} as const

const plannedDiscount = Schema.Struct(discountFields)

/**
 * A discount of a new order. The completion contains its amount.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlannedDiscount extends Schema.Schema.Type<typeof plannedDiscount> {}

/**
 * Schema of {@link PlannedDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PlannedDiscount: Schema.Schema<PlannedDiscount> = plannedDiscount

const discount = Schema.Struct({
  ...discountFields,
  /** Amount in fen. */
  discount_amount: Schema.optional(Wire.Amount)
})

/**
 * A discount with its amount.
 *
 * @since 1.0.0
 * @category models
 */
export interface Discount extends Schema.Schema.Type<typeof discount> {}

/**
 * Schema of {@link Discount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Discount: Schema.Schema<Discount> = discount

/** Service orders may have 30. */
const maxDiscounts = 5

/**
 * The fields that identify an order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const order = {
  /** Appid of the merchant. */
  appid: Wire.nonEmptyText,
  /** Service number assigned by WeChat Pay. */
  service_id: Wire.nonEmptyText
} as const

/**
 * The number in the path.
 *
 * @since 1.0.0
 * @category schemas
 */
export const params = {
  /** Order number assigned by the merchant. */
  out_order_no: Wire.nonEmptyText
} as const

/**
 * Fields of the creation of an order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const creation = {
  ...order,
  /** Order number assigned by the merchant, unique per merchant. */
  out_order_no: Wire.nonEmptyText,
  /** Beginning of the service. */
  service_start_time: Schema.optional(Wire.nonEmptyText),
  /** Expected end of the service. */
  service_end_time: Schema.optional(Wire.nonEmptyText),
  /** Place where the service begins. */
  service_start_location: Schema.optional(Wire.nonEmptyText),
  /** Place where the service ends. */
  service_end_location: Schema.optional(Wire.nonEmptyText),
  /** Description of the service, shown to the user. */
  service_introduction: Schema.optional(Wire.nonEmptyText),
  /** Expected fees. */
  fees: Schema.optional(Schema.Array(Fee)),
  /** Expected discounts, at most 5. */
  discounts: Schema.optional(Wire.list(PlannedDiscount, maxDiscounts)),
  /** Risk amount, in fen. */
  risk_amount: Schema.optional(Wire.Amount),
  /** Returned in responses and notifications. */
  attach: Schema.optional(Wire.nonEmptyText),
  /** Whether the user confirms the order. */
  need_user_confirm: Schema.optional(Schema.Boolean),
  /** ID of the user under `appid`. */
  openid: Schema.optional(Wire.nonEmptyText)
} as const

/**
 * Fields of the completion of an order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const completion = {
  ...order,
  /**
   * The documentation lists only the values 1 and 2. According to the other fields, 1 means that the service was not
   * used, 2 that it was used.
   */
  finish_type: Schema.optional(Schema.Literal(1, 2)),
  /** Reason why the service was not used. */
  cancel_reason: Schema.optional(Wire.nonEmptyText),
  /** Time when the service began. */
  real_service_start_time: Schema.optional(Wire.nonEmptyText),
  /** Time when the service ended. */
  real_service_end_time: Schema.optional(Wire.nonEmptyText),
  /** Place where the service ended. */
  real_service_end_location: Schema.optional(Wire.nonEmptyText),
  /** Name of the fee. */
  fees: Schema.optional(Schema.Array(Fee)),
  /** The discounts, at most 5. */
  discounts: Schema.optional(Wire.list(Discount, maxDiscounts)),
  /** Amount that the user pays, in fen. */
  total_amount: Schema.optional(Wire.Amount),
  /** Returned by the query after the user's confirmation. It protects the order against changes in the meantime. */
  finish_ticket: Schema.optional(Wire.nonEmptyText),
  /** Whether the payment will be shared. */
  profit_sharing: Schema.optional(Schema.Boolean)
} as const

const feeResponse = Schema.Struct({
  /** Name of the fee. */
  fee_name: Schema.optional(Schema.String),
  /** Quantity. */
  fee_count: Schema.optional(Schema.Int),
  /** Amount in fen. */
  fee_amount: Schema.optional(Schema.Int),
  /** Charging rule. */
  fee_desc: Schema.optional(Schema.String)
})

/**
 * A fee, in responses.
 *
 * @since 1.0.0
 * @category models
 */
export interface FeeResponse extends Schema.Schema.Type<typeof feeResponse> {}

/**
 * Schema of {@link FeeResponse}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FeeResponse: Schema.Schema<FeeResponse> = feeResponse

const discountResponse = Schema.Struct({
  /** Name of the discount. */
  discount_name: Schema.optional(Schema.String),
  /** Amount in fen. */
  discount_amount: Schema.optional(Schema.Int),
  /** Condition of the discount. */
  discount_desc: Schema.optional(Schema.String)
})

/**
 * A discount, in responses.
 *
 * @since 1.0.0
 * @category models
 */
export interface DiscountResponse extends Schema.Schema.Type<typeof discountResponse> {}

/**
 * Schema of {@link DiscountResponse}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const DiscountResponse: Schema.Schema<DiscountResponse> = discountResponse

const text = Schema.optional(Schema.String)

/**
 * Response of the creation. The page does not guarantee any field.
 *
 * @since 1.0.0
 * @category schemas
 */
export const created = {
  appid: text,
  /** The merchant. */
  mchid: text,
  /** Order number assigned by the merchant. */
  out_order_no: text,
  /** Service number assigned by WeChat Pay. */
  service_id: text,
  /** Order number assigned by WeChat Pay. */
  order_id: text,
  /** For the front end. */
  miniprogram_businesstype: text,
  /** For the front end. */
  miniprogram_appid: text,
  /** For the front end. */
  miniprogram_path: text,
  /** For the front end. */
  miniprogram_username: text,
  /** For the confirmation by the user in the front end. */
  package: text
} as const

/**
 * Response of cancellation and completion.
 *
 * @since 1.0.0
 * @category schemas
 */
export const reference = {
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  /** Order number assigned by the merchant. */
  out_order_no: Schema.String,
  /** Service number assigned by WeChat Pay. */
  service_id: Schema.String,
  /** Order number assigned by WeChat Pay. */
  order_id: Schema.String
} as const

/**
 * Response of the query. The page does not guarantee any field.
 *
 * @since 1.0.0
 * @category schemas
 */
export const record = {
  appid: text,
  /** The merchant. */
  mchid: text,
  /** Order number assigned by the merchant. */
  out_order_no: text,
  /** Service number assigned by WeChat Pay. */
  service_id: text,
  /** `CREATED`, `USER_ACCEPTED` (in service), `FINISHED` (completed, unpaid), `USER_PAID`, `REVOKED`, `EXPIRED`. */
  state: Schema.optional(
    Wire.openEnum("CREATED", "USER_ACCEPTED", "FINISHED", "USER_PAID", "REVOKED", "EXPIRED")
  ),
  /** 1 or 2, as completed. */
  finish_type: Schema.optional(Wire.openInteger(1, 2)),
  /** Beginning of the service. */
  service_start_time: text,
  /** Expected end of the service. */
  service_end_time: text,
  /** Time when the service began. */
  real_service_start_time: text,
  /** Time when the service ended. */
  real_service_end_time: text,
  /** Time of the payment. */
  pay_succ_time: text,
  /** Place where the service begins. */
  service_start_location: text,
  /** Place where the service ends. */
  service_end_location: text,
  /** Place where the service began. */
  real_service_start_location: text,
  /** Place where the service ended. */
  real_service_end_location: text,
  /** Description of the service. */
  service_introduction: text,
  /** The fees. */
  fees: Schema.optional(Schema.Array(FeeResponse)),
  /** The discounts. */
  discounts: Schema.optional(Schema.Array(DiscountResponse)),
  /** Amount in fen. */
  risk_amount: Schema.optional(Schema.Int),
  /** Amount in fen. */
  total_amount: Schema.optional(Schema.Int),
  /** Data that the merchant attached. */
  attach: text,
  /** For the completion. */
  finish_ticket: text,
  /** Payment number assigned by WeChat Pay, which a refund needs. */
  finish_transaction_id: text,
  /** `MchChannelPayType`: paid to the merchant outside of WeChat Pay Score and reported by `sync`. */
  pay_type: Schema.optional(Wire.openEnum("MchChannelPayType"))
} as const

const paidDetail = Schema.Struct({
  /** Time of the payment, Beijing time, `yyyyMMddHHmmss`. */
  paid_time: Wire.BeijingTime
})

/**
 * Details of a payment outside of WeChat Pay Score.
 *
 * @since 1.0.0
 * @category models
 */
export interface PaidDetail extends Schema.Schema.Type<typeof paidDetail> {}

/**
 * Schema of {@link PaidDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PaidDetail: Schema.Schema<PaidDetail> = paidDetail

/**
 * Response of the report, without `service_id`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const paid = {
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  /** Order number assigned by the merchant. */
  out_order_no: Schema.String,
  /** Order number assigned by WeChat Pay. */
  order_id: Schema.String
} as const
