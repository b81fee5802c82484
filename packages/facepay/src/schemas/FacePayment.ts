/** What the calls of face payment over the XML interface have in common. */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/** The payee. The client adds the merchant number, `mch_id`. */
export const payee = {
  /** Bound to the merchant; in provider mode the one of the service provider. */
  appid: Wire.AppId,
  /** The sub-merchant's own, if it has one; service providers only. */
  sub_appid: Schema.optional(Wire.AppId),
  /** The sub-merchant that is paid; required for service providers, not allowed for others. */
  sub_mch_id: Schema.optional(Wire.Mchid)
}

const goods = Schema.Struct({
  /** The merchant's own number of the goods. */
  goods_id: Wire.nonEmptyText,
  /** WeChat Pay's number of the goods. */
  wxpay_goods_id: Schema.optional(Wire.nonEmptyText),
  goods_name: Wire.nonEmptyText,
  /** Quantity. */
  goods_num: Wire.integer(1),
  /** Unit price, in fen. */
  price: Wire.Amount,
  goods_category: Schema.optional(Wire.nonEmptyText),
  /** Description. */
  body: Schema.optional(Wire.nonEmptyText)
})

/** One kind of goods. */
export interface Goods extends Schema.Schema.Type<typeof goods> {}

/** The goods of a sale. */
export interface Detail {
  readonly goods_detail: ReadonlyArray<Goods>
}

/** JSON text on the wire, at most 8192 characters. */
export const Detail: Schema.Schema<Detail, string> = Schema.compose(
  Wire.text(8192),
  Schema.parseJson(Schema.Struct({ goods_detail: Schema.Array(goods) }))
)

/** The common fields of a payment and a deposit. */
export const payment = {
  ...payee,
  /** The merchant's own name of the till or device. */
  device_info: Schema.optional(Wire.text(32)),
  /** What is sold, displayed to the user; at most 128 characters. */
  body: Wire.text(128),
  /** The goods, for coupons on single goods. As JSON at most 8192 characters. */
  detail: Schema.optional(Detail),
  /** Returned in responses and queries; at most 127 characters. */
  attach: Schema.optional(Wire.text(127)),
  /**
   * The merchant's own number of the order, unique under the merchant: 1 to 32 of digits, letters, `_`, `-`, `|`,
   * `*`. It must be the number for which the face code was made. Store it before the call.
   */
  out_trade_no: Wire.OutOrderNo,
  /** Fen, more than 0. The amount for which the face code was made. */
  total_fee: Wire.amount(1),
  /** `CNY`. */
  fee_type: Wire.text(16),
  /** IP address of the calling machine, at most 16 characters. */
  spbill_create_ip: Wire.text(16),
  /** Tag of a discount, as agreed with WeChat Pay. */
  goods_tag: Schema.optional(Wire.text(32)),
  /** `no_credit`: credit cards are not accepted. */
  limit_pay: Schema.optional(Wire.oneOf("no_credit")),
  /** Creation of the order, in Beijing time, `yyyyMMddHHmmss`. */
  time_start: Schema.optional(Wire.BeijingTime),
  /** Expiry of the order, in Beijing time, `yyyyMMddHHmmss`. */
  time_expire: Schema.optional(Wire.BeijingTime),
  /** The recognized user, to check that the face code belongs to this user. Personal data. */
  openid: Schema.optional(Wire.OpenId),
  /** The code that the device received for the user's face and this order only. Its first payment uses it up. */
  face_code: Wire.text(128)
}

/** The payee in a response. */
export const payeeOfResponse = {
  appid: Schema.String,
  mch_id: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  sub_mch_id: Schema.optional(Schema.String)
}

/** Members that payment and query share, none of which is guaranteed. */
export const optionalOfPayment = {
  device_info: Schema.optional(Schema.String),
  sub_openid: Schema.optional(Schema.String),
  sub_is_subscribe: Schema.optional(Wire.openEnum("Y", "N")),
  /** `CNY`. */
  fee_type: Schema.optional(Schema.String),
  /** Currency of `cash_fee`. */
  cash_fee_type: Schema.optional(Schema.String),
  /** What the merchant receives before fees, in fen: `total_fee` less coupons that are not paid out. */
  settlement_total_fee: Schema.optional(Wire.AmountFromText),
  /** Sum of the coupons, in fen. */
  coupon_fee: Schema.optional(Wire.AmountFromText),
  attach: Schema.optional(Schema.String),
  /** Discounts, as JSON text. */
  promotion_detail: Schema.optional(Schema.String)
}

/** The response of a successful payment. */
export const Paid = Schema.Struct({
  ...payeeOfResponse,
  ...optionalOfPayment,
  /** The user, under `appid`. Personal data. */
  openid: Schema.String,
  /** Whether the user follows the official account of `appid`. */
  is_subscribe: Wire.openEnum("Y", "N"),
  /** `FACEPAY`; `MICROPAY` was observed for deposits. */
  trade_type: Schema.String,
  /** The bank, or `OTHERS`. */
  bank_type: Schema.String,
  /** Amount of the order, in fen. */
  total_fee: Wire.AmountFromText,
  /** Amount paid by the user, in fen. */
  cash_fee: Wire.AmountFromText,
  /** WeChat Pay's number of the payment, which a refund needs. */
  transaction_id: Schema.String,
  out_trade_no: Schema.String,
  /** When it was paid, in Beijing, `yyyyMMddHHmmss`. */
  time_end: Schema.String
})
