/** Orders in the state, the tokens that open them, and payment codes. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

const text = Schema.optional(Schema.String)
const number = Schema.optional(Schema.Number)

export const Coupon = Schema.Struct({
  coupon_id: Schema.String,
  name: Schema.String,
  /** Fen. */
  amount: Schema.Number,
  /** `CASH`: the merchant receives the amount. `NOCASH`: the merchant receives nothing for it. */
  type: Schema.Literal("CASH", "NOCASH"),
  /** Who pays for the coupon. */
  contributor: Schema.Literal("wechatpay", "merchant", "other"),
  stock_id: text,
  /** The goods that the coupon is for; absent: the whole order. */
  goods_id: text,
  /** The coupon applies only to orders with one of these tags; absent: to every order. */
  tags: Schema.optional(Schema.Array(Schema.String)),
  /** The sub order of a combined order that the coupon is for. Default: the first. */
  out_trade_no: text
})

/**
 * A coupon of the user.
 *
 * @since 1.0.0
 * @category models
 */
export interface Coupon extends Schema.Schema.Type<typeof Coupon> {}

const Part = Schema.Struct({
  /** The payee; of a service provider the provider. */
  mchid: Schema.String,
  sub_mchid: text,
  sub_appid: text,
  out_trade_no: Schema.String,
  /** Fen. */
  total: Schema.Number,
  description: Schema.String,
  attach: text,
  goods_tag: text,
  cost_price: number,
  profit_sharing: Schema.Boolean,
  /** After the payment. */
  transaction_id: text,
  /** The coupons that paid part of it. */
  coupons: Schema.optional(Schema.Array(Coupon))
})

/**
 * A part of an order that is paid to one merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Part extends Schema.Schema.Type<typeof Part> {}

export const Channel = Schema.Literal(
  "JSAPI",
  "APP",
  "MWEB",
  "NATIVE",
  "MICROPAY",
  "MINI_PROGRAM",
  "SCANNED_POS"
)

/**
 * The interface that created an order.
 *
 * @since 1.0.0
 * @category models
 */
export type Channel = typeof Channel.Type

const Order = Schema.Struct({
  form: Schema.Literal("merchant", "partner", "combined"),
  channel: Channel,
  /** The creator. */
  mchid: Schema.String,
  /** The creator's number; of a combined order its `combine_out_trade_no`. */
  out_trade_no: Schema.String,
  appid: text,
  /** A single order has one part, a combined one a part for each sub order. */
  parts: Schema.Array(Part),
  /** A hash of the request: a repetition must be identical. */
  request: Schema.String,
  notify_url: text,
  openid: text,
  sub_openid: text,
  device_id: text,
  /** The address of the user's device, as the merchant sent it. */
  client_ip: text,
  limit_pay: Schema.optional(Schema.Array(Schema.String)),
  state: Schema.Literal("NOTPAY", "SUCCESS", "CLOSED", "USERPAYING", "PAYERROR", "REVOKED"),
  /** The latest token. */
  token: text,
  /** The user who has opened the order. */
  opened_by: text,
  /** Why the last attempt of the user failed. */
  failure: text,
  bank_type: text,
  /** Whether a payment code was charged without a password. */
  isPasswordless: Schema.optional(Schema.Boolean),
  /** Unix time in milliseconds, like all times. */
  created_at: Schema.Number,
  payable_until: Schema.Number,
  paid_at: number
})

/**
 * An order in the state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order extends Schema.Schema.Type<typeof Order> {}

/**
 * Every order.
 *
 * @since 1.0.0
 * @category tables
 */
export const orders: State.Table<Order> = State.table("pay.orders", Order)

/** The numbers of orders and sub orders, with the keys of their orders. */
export const numbers = State.table("pay.numbers", Schema.String)

/** WeChat Pay's numbers of payments, with the keys of their orders. */
export const payments = State.table("pay.payments", Schema.String)

/** Numbers that were closed before they were created. They can no longer be used. */
export const closedNumbers = State.table("pay.closedNumbers", Schema.Literal(true))

/** What a front end pays by: a `prepay_id`, or the token of a `code_url` or `h5_url`. */
export const tokens = State.table(
  "pay.tokens",
  Schema.Struct({
    /** The key of the order. */
    order: Schema.String,
    expires_at: Schema.Number
  })
)

export const Result = Schema.Literal(
  "SUCCESS",
  "USERPAYING",
  "NOTENOUGH",
  "ACCOUNTERROR",
  "TRADE_ERROR",
  "BANKERROR",
  "SYSTEM_ERROR"
)

/**
 * The result of charging a payment code.
 *
 * @since 1.0.0
 * @category models
 */
export type Result = typeof Result.Type

const Code = Schema.Struct({
  auth_code: Schema.String,
  openid: Schema.String,
  result: Schema.optional(Result),
  /** Whether the money was taken, although the result is `BANKERROR` or `SYSTEM_ERROR`. */
  isCharged: Schema.Boolean,
  isUsed: Schema.Boolean,
  shown_at: Schema.Number
})

/**
 * A payment code on the screen of a user.
 *
 * @since 1.0.0
 * @category models
 */
export interface Code extends Schema.Schema.Type<typeof Code> {}

export const codes: State.Table<Code> = State.table("pay.codes", Code)

/**
 * The key of an order: its creator and the creator's number.
 *
 * @since 1.0.0
 * @category models
 */
export interface Who {
  readonly mchid: string
  readonly out_trade_no: string
}

/**
 * The key of an order in its table. A number is unique per creator, across sub-merchants.
 *
 * @since 1.0.0
 * @category combinators
 */
export const orderKey = ({ mchid, out_trade_no }: Who): string => State.key(mchid, out_trade_no)

export const save = (order: Order): Effect.Effect<Order, never, State.State> =>
  Effect.map(State.rows(orders), (rows) => {
    rows.set(orderKey(order), order)
    return order
  })

/** The sum of the parts, in fen. */
export const totalOf = ({ parts }: Order): number => parts.reduce((sum, { total }) => sum + total, 0)
