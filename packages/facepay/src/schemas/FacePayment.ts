/** What the calls of face payment over the XML interface have in common. */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/** Who is paid. The client adds the merchant number, `mch_id`. */
export const payee = {
  /** Bound to the merchant; the service provider's own in provider mode. */
  appid: Wire.AppId,
  /** The sub-merchant's own, if it has one; service providers only. */
  sub_appid: Schema.optional(Wire.AppId),
  /** The sub-merchant that is paid; service providers only, who have to give it. */
  sub_mch_id: Schema.optional(Wire.Mchid)
}

const goods = Schema.Struct({
  /** The merchant's own number of the goods. */
  goods_id: Wire.nonEmptyText,
  /** WeChat Pay's number of the goods. */
  wxpay_goods_id: Schema.optional(Wire.nonEmptyText),
  goods_name: Wire.nonEmptyText,
  /** How many. */
  goods_num: Wire.integer(1),
  /** Price of one, in fen. */
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

/** JSON text on the wire. The length is that of the text: 8192 characters. */
export const Detail: Schema.Schema<Detail, string> = Schema.compose(
  Wire.text(8192),
  Schema.parseJson(Schema.Struct({ goods_detail: Schema.Array(goods) }))
)

/** What a payment, and a deposit, is made of. */
export const payment = {
  ...payee,
  /** The merchant's own name of the till or device. */
  device_info: Schema.optional(Wire.text(32)),
  /** What is sold, shown to the user; at most 128 characters. */
  body: Wire.text(128),
  /** The goods, for coupons on single goods. As JSON at most 8192 characters. */
  detail: Schema.optional(Detail),
  /** Comes back in responses and queries; at most 127 characters. */
  attach: Schema.optional(Wire.text(127)),
  /**
   * The merchant's own number of the order, unique under the merchant: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. The
   * one that the face code was made for. Store it before the call.
   */
  out_trade_no: Wire.OutOrderNo,
  /** Fen, more than 0. The amount that the face code was made for. */
  total_fee: Wire.integer(1),
  /** `CNY`. */
  fee_type: Wire.text(16),
  /** Address of the machine that calls, at most 16 characters. */
  spbill_create_ip: Wire.text(16),
  /** Mark of a discount, as it was agreed with WeChat Pay. */
  goods_tag: Schema.optional(Wire.text(32)),
  /** `no_credit`: not by credit card. */
  limit_pay: Schema.optional(Wire.oneOf("no_credit")),
  /** When the order was made, in Beijing, `yyyyMMddHHmmss`. */
  time_start: Schema.optional(Wire.BeijingTime),
  /** When the order expires, in Beijing, `yyyyMMddHHmmss`. */
  time_expire: Schema.optional(Wire.BeijingTime),
  /** The user who was recognised, if it shall be checked that the face code is this user's. Personal data. */
  openid: Schema.optional(Wire.OpenId),
  /** What the device got of the user's face, for this order only. It is used up by its first payment. */
  face_code: Wire.text(128)
}

/** Whom a response is about. */
export const payeeOfResponse = {
  appid: Schema.String,
  mch_id: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  sub_mch_id: Schema.optional(Schema.String)
}

/** What is the same in the responses of payment and query, and not sure to be there. */
export const optionalOfPayment = {
  device_info: Schema.optional(Schema.String),
  sub_openid: Schema.optional(Schema.String),
  sub_is_subscribe: Schema.optional(Wire.openEnum("Y", "N")),
  /** `CNY`. */
  fee_type: Schema.optional(Schema.String),
  /** Currency of `cash_fee`. */
  cash_fee_type: Schema.optional(Schema.String),
  /** What the merchant gets before fees, in fen: `total_fee` less coupons that are not paid out. */
  settlement_total_fee: Schema.optional(Wire.AmountFromText),
  /** Sum of the coupons, in fen. */
  coupon_fee: Schema.optional(Wire.AmountFromText),
  attach: Schema.optional(Schema.String),
  /** Discounts, as JSON text. */
  promotion_detail: Schema.optional(Schema.String)
}

/** The response of a payment that succeeded. */
export const Paid = Schema.Struct({
  ...payeeOfResponse,
  ...optionalOfPayment,
  /** The user, under `appid`. Personal data. */
  openid: Schema.String,
  /** Whether the user follows the official account of `appid`. */
  is_subscribe: Wire.openEnum("Y", "N"),
  /** `FACEPAY`; `MICROPAY` was seen for deposits. */
  trade_type: Schema.String,
  /** The bank, or `OTHERS`. */
  bank_type: Schema.String,
  /** What the order costs, in fen. */
  total_fee: Wire.AmountFromText,
  /** What the user paid, in fen. */
  cash_fee: Wire.AmountFromText,
  /** WeChat Pay's number of the payment, which a refund needs. */
  transaction_id: Schema.String,
  out_trade_no: Schema.String,
  /** When it was paid, in Beijing, `yyyyMMddHHmmss`. */
  time_end: Schema.String
})
