/**
 * Fields of requests and responses of parking.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const plateColors = ["BLUE", "GREEN", "YELLOW", "BLACK", "WHITE", "LIMEGREEN"] as const

/**
 * The sub-merchant, in requests.
 *
 * @since 1.0.0
 * @category schemas
 */
export const subMerchant = {
  /** Merchant number of the sub-merchant; required for service providers, not allowed for direct merchants. */
  sub_mchid: Schema.optional(Wire.Mchid)
} as const

/**
 * A plate, in requests.
 *
 * @since 1.0.0
 * @category schemas
 */
export const plate = {
  /** Character of the province, letters and digits: `粤B888888`. At most 32 characters; no hyphen, blank or middle dot. */
  plate_number: Wire.pattern(
    /^[0-9A-Za-z\u4e00-\u9fff]{1,32}$/,
    "a plate number: 1 to 32 of Chinese characters, letters, digits"
  ),
  /** `BLUE`, `GREEN`, `YELLOW`, `BLACK`, `WHITE` or `LIMEGREEN`. */
  plate_color: Wire.oneOf(...plateColors)
} as const

/**
 * A plate, in responses.
 *
 * @since 1.0.0
 * @category schemas
 */
export const plateResponse = {
  /** Number of the plate. */
  plate_number: Schema.String,
  /** `BLUE`, `GREEN`, `YELLOW`, `BLACK`, `WHITE`, `LIMEGREEN`, or an unknown colour. */
  plate_color: Wire.openEnum(...plateColors)
} as const

/**
 * Deduction number assigned by the merchant, unique per merchant: 1 to 32 of digits, letters, `_`, `-`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OutTradeNo = Wire.pattern(
  /^[0-9A-Za-z_\-*]{1,32}$/,
  "a payment number: 1 to 32 of digits, letters, _ - *"
)

const parkingInfo = Schema.Struct({
  /** Number of the parking, the `id` that `Parking.enter` returned, at most 32 characters. */
  parking_id: Wire.text(32),
  ...plate,
  /** Time when the vehicle entered, RFC 3339. */
  start_time: Wire.Rfc3339,
  /** Time when it left, RFC 3339. */
  end_time: Wire.Rfc3339,
  /** Name of the car park, 1 to 32 characters. */
  parking_name: Wire.text(32),
  /** Charged duration, in seconds. */
  charging_duration: Wire.integer(0),
  /** Device at the exit, 1 to 32 characters. */
  device_id: Wire.text(32)
})

/**
 * The paid parking.
 *
 * @since 1.0.0
 * @category models
 */
export interface ParkingInfo extends Schema.Schema.Type<typeof parkingInfo> {}

/**
 * Schema of {@link ParkingInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ParkingInfo: Schema.Schema<ParkingInfo> = parkingInfo

const price = Schema.Struct({
  /** Amount in fen, above 0. */
  total: Wire.amount(1),
  /** `CNY`, which is the default. */
  currency: Schema.optional(Wire.oneOf("CNY"))
})

/**
 * The amount to deduct.
 *
 * @since 1.0.0
 * @category models
 */
export interface Price extends Schema.Schema.Type<typeof price> {}

/**
 * Schema of {@link Price}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Price: Schema.Schema<Price> = price

const parkingInfoResponse = Schema.Struct({
  /** Parking number assigned by WeChat Pay. */
  parking_id: Schema.String,
  ...plateResponse,
  /** RFC 3339. */
  start_time: Schema.String,
  /** RFC 3339. */
  end_time: Schema.String,
  /** Name of the car park. */
  parking_name: Schema.String,
  /** Duration in seconds. */
  charging_duration: Schema.Int,
  /** Device at the exit. */
  device_id: Schema.String
})

/**
 * The paid parking, in responses.
 *
 * @since 1.0.0
 * @category models
 */
export interface ParkingInfoResponse extends Schema.Schema.Type<typeof parkingInfoResponse> {}

/**
 * Schema of {@link ParkingInfoResponse}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ParkingInfoResponse: Schema.Schema<ParkingInfoResponse> = parkingInfoResponse

const payer = Schema.Struct({
  /** ID of the user under `appid`. */
  openid: Schema.String,
  /** ID of the user under `sub_appid`. */
  sub_openid: Schema.optional(Schema.String)
})

/**
 * The user who paid.
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
  /** Amount in fen. */
  total: Schema.Int,
  /** `CNY`. */
  currency: Schema.optional(Wire.openEnum("CNY")),
  /** Amount that the user paid, in fen. */
  payer_total: Schema.optional(Schema.Int),
  /** Amount that coupons deducted, in fen. */
  discount_total: Schema.optional(Schema.Int)
})

/**
 * The paid amount.
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

const promotion = Schema.Struct({
  /** Number of the coupon. */
  coupon_id: Schema.String,
  /** Name of the coupon. */
  name: Schema.optional(Schema.String),
  /** `GLOBAL`: applies to the whole payment. `SINGLE`: applies to some goods. */
  scope: Schema.optional(Wire.openEnum("SINGLE", "GLOBAL")),
  /**
   * `CASH`: pre-charged, WeChat Pay pays the merchant for it. `NOCASH`: not pre-charged, the merchant receives less.
   */
  type: Schema.optional(Wire.openEnum("CASH", "NOCASH")),
  /** Campaign. */
  stock_id: Schema.optional(Schema.String),
  /** Amount in fen. */
  amount: Schema.Int,
  /** Part of `amount` that WeChat Pay paid, in fen. */
  wechatpay_contribute: Schema.optional(Schema.Int),
  /** Part of `amount` that the merchant paid, in fen. */
  merchant_contribute: Schema.optional(Schema.Int),
  /** Part of `amount` that other parties paid, in fen. */
  other_contribute: Schema.optional(Schema.Int),
  /** `CNY`. */
  currency: Schema.optional(Wire.openEnum("CNY"))
})

/**
 * A coupon that the payment used.
 *
 * @since 1.0.0
 * @category models
 */
export interface Promotion extends Schema.Schema.Type<typeof promotion> {}

/**
 * Schema of {@link Promotion}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Promotion: Schema.Schema<Promotion> = promotion

/**
 * A deduction, in responses and notifications.
 *
 * @since 1.0.0
 * @category schemas
 */
export const transaction = {
  appid: Schema.String,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String),
  /** The merchant, or for service providers the provider. */
  sp_mchid: Schema.String,
  /** The sub-merchant. */
  sub_mchid: Schema.optional(Schema.String),
  /** Description of the deduction. */
  description: Schema.String,
  /** RFC 3339. */
  create_time: Schema.String,
  /** Payment number assigned by the merchant. */
  out_trade_no: Schema.String,
  /** Payment number assigned by WeChat Pay, which a refund needs. */
  transaction_id: Schema.optional(Schema.String),
  /** `ACCEPTED` (the deduction is pending), `SUCCESS`, `PAY_FAIL`, `REFUND`. */
  trade_state: Wire.openEnum("SUCCESS", "ACCEPTED", "PAY_FAIL", "REFUND"),
  /** Reason for the state. */
  trade_state_description: Schema.optional(Schema.String),
  /** RFC 3339. */
  success_time: Schema.optional(Schema.String),
  /** `BPA`: WeChat Pay advanced the money. */
  bank_type: Schema.optional(Schema.String),
  /** Whether the user repaid the advance, `Y` or `N`; meaningful only with `bank_type` `BPA` after `SUCCESS`. */
  user_repaid: Schema.optional(Wire.openEnum("Y", "N")),
  /** Data that the merchant attached. */
  attach: Schema.optional(Schema.String),
  /** `PARKING`. */
  trade_scene: Wire.openEnum("PARKING"),
  /** The paid parking. */
  parking_info: Schema.optional(ParkingInfoResponse),
  payer: Payer,
  amount: PaidAmount,
  /** Coupons that paid part of the order. */
  promotion_detail: Schema.optional(Schema.Array(Promotion))
} as const
