/**
 * Common fields of the requests of service orders, for all modes.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * The number of an existing order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const number = {
  /** Order number assigned by the merchant. */
  out_order_no: Wire.OutOrderNo
} as const

/**
 * The number of a new order. The tables for direct merchants do not list `*`, those for service providers and for the
 * front end do. There is no other difference.
 *
 * @since 1.0.0
 * @category schemas
 */
export const numberToCreate = {
  /**
   * Order number assigned by the merchant, unique per merchant number: 1 to 32 of digits, letters, `_`, `-`, `|`,
   * `*`. Avoid `*`: some pages do not list it.
   */
  out_order_no: Wire.OutOrderNo
} as const

/**
 * The service and the application, in calls of direct merchants.
 *
 * @since 1.0.0
 * @category schemas
 */
export const keys = {
  /** Appid, bound to the merchant and configured on the service. The same in every call on an order. */
  appid: Wire.AppId,
  /** Number of the service, at most 32 characters. */
  service_id: Wire.ServiceId
} as const

/**
 * The service of a request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const serviceId = {
  /** Number of the service, at most 32 characters. */
  service_id: Wire.ServiceId
} as const

/**
 * The service of a request, optional.
 *
 * @since 1.0.0
 * @category schemas
 */
export const optionalServiceId = {
  /** Number of the service, at most 32 characters. Some pages require it: always send it. */
  service_id: Schema.optional(Wire.ServiceId)
} as const

/**
 * Amount of the order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const total_amount = {
  /**
   * Total amount in fen, at least 0: the sum of `post_payments` minus the sum of `post_discounts`. The client checks
   * it if every item has an amount.
   */
  total_amount: Wire.Amount
} as const

/**
 * Data that the merchant attaches to the order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const attach = {
  /** Returned in notifications. At most 256 characters; URL-encode it. */
  attach: Schema.optional(Wire.text(256))
} as const

/**
 * Options for the collection of the money.
 *
 * @since 1.0.0
 * @category schemas
 */
export const collectionOptions = {
  /** Whether the payment will be shared. Profit sharing requires `true`. Default: false. */
  profit_sharing: Schema.optional(Schema.Boolean),
  /** Coupon tag, 1 to 32 characters. */
  goods_tag: Schema.optional(Wire.text(32))
} as const
