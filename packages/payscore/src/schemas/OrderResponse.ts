/**
 * Service orders in responses and notifications.
 *
 * They enforce no limits, and enumerations accept values that are not documented yet.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { integerOrText } from "../internal/integerOrText.js"

const text = Schema.optional(Schema.String)
const integer = Schema.optional(Schema.Int)

/**
 * The first of the three fields that define the state of an order: `CREATED`, `DOING`, `DONE`, `REVOKED`, `EXPIRED`.
 * `OrderState.of` combines it with `state_description` and `collection.state`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const State: Schema.Schema<
  "CREATED" | "DOING" | "DONE" | "REVOKED" | "EXPIRED" | (string & {}),
  string
> = Wire.openEnum("CREATED", "DOING", "DONE", "REVOKED", "EXPIRED")

/**
 * Phase of a `DOING` order: `USER_CONFIRM` (in service) or `MCH_COMPLETE` (completed, being collected).
 *
 * @since 1.0.0
 * @category schemas
 */
export const StateDescription: Schema.Schema<"USER_CONFIRM" | "MCH_COMPLETE" | (string & {}), string> =
  Wire.openEnum("USER_CONFIRM", "MCH_COMPLETE")

const paymentFields = {
  /** Amount of the whole item, in fen. */
  amount: integer,
  /** Charging rule. */
  description: text,
  /** Quantity. */
  count: integer
}

const orderPayment = Schema.Struct({
  /** Name of the fee. */
  name: text,
  ...paymentFields
})

/**
 * A fee of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderPayment extends Schema.Schema.Type<typeof orderPayment> {}

/**
 * Schema of {@link OrderPayment}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OrderPayment: Schema.Schema<OrderPayment> = orderPayment

const namedPayment = Schema.Struct({
  /** Name of the fee. */
  name: Schema.String,
  ...paymentFields
})

/**
 * A fee of an order, on the pages on which its name is required.
 *
 * @since 1.0.0
 * @category models
 */
export interface NamedPayment extends Schema.Schema.Type<typeof namedPayment> {}

/**
 * Schema of {@link NamedPayment}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const NamedPayment: Schema.Schema<NamedPayment> = namedPayment

const discountFields = {
  /** Name of the discount. */
  name: text,
  /** Condition of the discount. */
  description: text,
  /** Amount in fen. */
  amount: integer,
  /** Quantity. */
  count: integer
}

const orderDiscount = Schema.Struct(discountFields)

/**
 * A discount of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderDiscount extends Schema.Schema.Type<typeof orderDiscount> {}

/**
 * Schema of {@link OrderDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OrderDiscount: Schema.Schema<OrderDiscount> = orderDiscount

const describedDiscount = Schema.Struct({
  ...discountFields,
  /** Name of the discount. */
  name: Schema.String,
  /** Condition of the discount. */
  description: Schema.String
})

/**
 * A discount of an order, on the pages on which its name and description are required.
 *
 * @since 1.0.0
 * @category models
 */
export interface DescribedDiscount extends Schema.Schema.Type<typeof describedDiscount> {}

/**
 * Schema of {@link DescribedDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const DescribedDiscount: Schema.Schema<DescribedDiscount> = describedDiscount

const orderRiskFund = Schema.Struct({
  /** `DEPOSIT`, `ADVANCE`, `CASH_DEPOSIT` or `ESTIMATE_ORDER_COST`. */
  name: Wire.openEnum("DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"),
  /** Amount in fen. */
  amount: Schema.Int,
  /** Description of the risk fund. */
  description: text
})

/**
 * Risk fund of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderRiskFund extends Schema.Schema.Type<typeof orderRiskFund> {}

/**
 * Schema of {@link OrderRiskFund}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OrderRiskFund: Schema.Schema<OrderRiskFund> = orderRiskFund

const timeFields = {
  /**
   * Beijing time, `yyyyMMddHHmmss` or `yyyyMMdd`; RFC 3339 overseas. `OnAccept` while the order is `CREATED`, then
   * the time of the confirmation.
   */
  start_time: text,
  /** Beijing time, `yyyyMMddHHmmss` or `yyyyMMdd`; RFC 3339 overseas. */
  end_time: text,
  /** Remark that is displayed next to `start_time`. */
  start_time_remark: text,
  /** Remark that is displayed next to `end_time`. */
  end_time_remark: text
}

const orderTimeRange = Schema.Struct(timeFields)

/**
 * Time of the service.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderTimeRange extends Schema.Schema.Type<typeof orderTimeRange> {}

/**
 * Schema of {@link OrderTimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OrderTimeRange: Schema.Schema<OrderTimeRange> = orderTimeRange

const startedTimeRange = Schema.Struct({
  ...timeFields,
  /** Beijing time, `yyyyMMddHHmmss` or `yyyyMMdd`; RFC 3339 overseas. */
  start_time: Schema.String
})

/**
 * Time of the service, on the pages on which the start is required.
 *
 * @since 1.0.0
 * @category models
 */
export interface StartedTimeRange extends Schema.Schema.Type<typeof startedTimeRange> {}

/**
 * Schema of {@link StartedTimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const StartedTimeRange: Schema.Schema<StartedTimeRange> = startedTimeRange

const orderLocation = Schema.Struct({
  /** Place where the service begins. */
  start_location: text,
  /** Place where the service ends. */
  end_location: text
})

/**
 * Place of the service.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderLocation extends Schema.Schema.Type<typeof orderLocation> {}

/**
 * Schema of {@link OrderLocation}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OrderLocation: Schema.Schema<OrderLocation> = orderLocation

const promotedGoods = Schema.Struct({
  /** Number of the goods. */
  goods_id: Schema.String,
  quantity: integer,
  /** Amount in fen. */
  unit_price: integer,
  /** Amount in fen. */
  discount_amount: integer,
  /** Remark of the goods. */
  goods_remark: text
})

/**
 * Goods that a coupon applied to.
 *
 * @since 1.0.0
 * @category models
 */
export interface PromotedGoods extends Schema.Schema.Type<typeof promotedGoods> {}

/**
 * Schema of {@link PromotedGoods}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PromotedGoods: Schema.Schema<PromotedGoods> = promotedGoods

const promotionDetail = Schema.Struct({
  /** Number of the coupon. */
  coupon_id: Schema.String,
  /** Name of the coupon. */
  name: text,
  /** `GLOBAL`: applies to the whole order. `SINGLE`: applies to some goods. */
  scope: Schema.optional(Wire.openEnum("GLOBAL", "SINGLE")),
  /**
   * `CASH`: pre-charged, WeChat Pay pays the merchant for it. `NOCASH`: not pre-charged, the merchant receives less.
   */
  type: Schema.optional(Wire.openEnum("CASH", "NOCASH")),
  /** Amount in fen. */
  amount: Schema.Int,
  /** Campaign. */
  stock_id: text,
  /** Part of `amount` that WeChat Pay paid, in fen. */
  wechatpay_contribute: integer,
  /** Part of `amount` that the merchant paid, in fen. */
  merchant_contribute: integer,
  /** Part of `amount` that other parties paid, in fen. */
  other_contribute: integer,
  /** `CNY`. */
  currency: text,
  /** The goods. */
  goods_detail: Schema.optional(Schema.Array(PromotedGoods))
})

/**
 * A coupon that the user's payment used.
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

const collectionDetail = Schema.Struct({
  /** Number of the collection. */
  seq: integer,
  /** Amount in fen. */
  amount: integer,
  /**
   * `NEWTON`: collected by WeChat Pay. `MCH`: paid to the merchant outside of WeChat Pay Score and reported by
   * `sync`.
   */
  paid_type: Schema.optional(Wire.openEnum("NEWTON", "MCH")),
  /** Beijing time, `yyyyMMddHHmmss`; RFC 3339 overseas. */
  paid_time: text,
  /** Payment number assigned by WeChat Pay, which a refund needs. Absent for `MCH`. */
  transaction_id: text,
  /** Coupons that paid part of the order. */
  promotion_detail: Schema.optional(Schema.Array(PromotionDetail))
})

/**
 * One payment of a collection.
 *
 * @since 1.0.0
 * @category models
 */
export interface CollectionDetail extends Schema.Schema.Type<typeof collectionDetail> {}

/**
 * Schema of {@link CollectionDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CollectionDetail: Schema.Schema<CollectionDetail> = collectionDetail

const collection = Schema.Struct({
  /** `USER_PAYING`: not paid yet. `USER_PAID`: paid. */
  state: Wire.openEnum("USER_PAYING", "USER_PAID"),
  /** Amount to collect, in fen. */
  total_amount: integer,
  /** Unpaid amount, in fen. */
  paying_amount: integer,
  /** Paid amount, in fen. */
  paid_amount: integer,
  /** The payments of the collection. */
  details: Schema.optional(Schema.Array(CollectionDetail)),
  /** Bank of the payment. */
  bank_type: text
})

/**
 * State of the collection of a completed order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Collection extends Schema.Schema.Type<typeof collection> {}

/**
 * Schema of {@link Collection}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Collection: Schema.Schema<Collection> = collection

/**
 * Fields of an order in every response and notification.
 *
 * @since 1.0.0
 * @category schemas
 */
export const orderFields = {
  /** Order number assigned by the merchant. */
  out_order_no: Schema.String,
  /** Service number assigned by WeChat Pay. */
  service_id: Schema.String,
  appid: Schema.String,
  /** The merchant, or for service providers the provider. */
  mchid: Schema.String,
  /** Description of the service. */
  service_introduction: Schema.String,
  /** `CREATED`, `DOING`, `DONE`, `REVOKED`, `EXPIRED`; read it with `OrderState.of`. */
  state: State,
  /** `USER_CONFIRM` or `MCH_COMPLETE`, only while `DOING`. */
  state_description: Schema.optional(StateDescription),
  /** Data that the merchant attached. */
  attach: text,
  /** The `notify_url` of the request. */
  notify_url: text
}

/**
 * Fields about the collection of an order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const settlementFields = {
  /** Total amount of the completed order, in fen. */
  total_amount: Schema.optional(integerOrText),
  /** Whether money is collected. Also true for an order with a total of 0, except for some older orders. */
  need_collection: Schema.optional(Schema.Boolean),
  /** Absent before the completion, and for an order with a total of 0. */
  collection: Schema.optional(Collection)
}
