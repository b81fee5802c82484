/**
 * Fields of requests of profit sharing.
 *
 * @since 1.0.0
 */
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * Number of a share, an unfreeze or a return, assigned by the caller, unique per caller: 1 to 64 of digits, letters,
 * `_`, `-`, `|`, `*`, `@`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Number: Schema.filter<typeof Schema.String> = Wire.pattern(
  /^[0-9A-Za-z_\-|*@]{1,64}$/,
  "a number: 1 to 64 of digits, letters, _ - | * @"
)

/** Fields of every receiver of a share. */
const receiverFields = {
  /** Amount in fen, at least 1. */
  amount: Wire.amount(1),
  /**
   * Reason for the share, shown in the bill, at most 80 characters. If it contains forbidden words, WeChat Pay closes
   * the receiver's part.
   */
  description: Wire.text(80)
}

const receiver = Schema.Struct({
  /** `MERCHANT_ID`: a merchant. `PERSONAL_OPENID`: a user of `appid`. `PERSONAL_SUB_OPENID`: a user of `sub_appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  account: Wire.text(64),
  ...receiverFields,
  /**
   * For `MERCHANT_ID` the full registered name of the merchant, which WeChat Pay requires. For a user the real name,
   * which WeChat Pay then compares. The client encrypts it.
   */
  name: Schema.optional(Sensitive.text)
})

/**
 * A receiver of a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Receiver extends Schema.Schema.Type<typeof receiver> {}

/**
 * Schema of {@link Receiver}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Receiver: Schema.Schema<Receiver> = receiver

const ecommerceReceiver = Schema.Struct({
  /** `MERCHANT_ID`: a merchant. `PERSONAL_OPENID`: a user of `appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  receiver_account: Wire.text(64),
  ...receiverFields,
  /**
   * The full registered name of a merchant, or the real name of a user, which WeChat Pay then compares. The client
   * encrypts it.
   */
  receiver_name: Schema.optional(Sensitive.text)
})

/**
 * A receiver of a share of the ecommerce product.
 *
 * @since 1.0.0
 * @category models
 */
export interface EcommerceReceiver extends Schema.Schema.Type<typeof ecommerceReceiver> {}

/**
 * Schema of {@link EcommerceReceiver}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const EcommerceReceiver: Schema.Schema<EcommerceReceiver> = ecommerceReceiver

/**
 * Fields of a return besides those that identify the share. A return takes back at most the amount that the receiver
 * received, from one share.
 *
 * @since 1.0.0
 * @category schemas
 */
export const returnFields = {
  /** Return number: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. Store it before the call. */
  out_return_no: Number,
  /** The merchant that gives the money back: a receiver of the share with `SUCCESS`, at most 32 characters. */
  return_mchid: Wire.Mchid,
  /** Amount in fen, at least 1. Together with earlier returns it is at most the amount that this receiver received. */
  amount: Wire.amount(1),
  /** Reason for the return, at most 80 characters. */
  description: Wire.text(80)
}

/**
 * The share that is returned: send exactly one of WeChat Pay's number and the caller's number.
 *
 * @since 1.0.0
 * @category schemas
 */
export const share = {
  /** Share number assigned by WeChat Pay, at most 64 characters. */
  order_id: Wire.text(64),
  /** Share number assigned by the caller. */
  out_order_no: Number
}

/**
 * The share in a query. Unlike in {@link share}, any characters are allowed in the number.
 *
 * @since 1.0.0
 * @category schemas
 */
export const queriedShare = {
  /** Share number assigned by WeChat Pay, at most 64 characters. */
  order_id: Wire.text(64),
  /** Share number assigned by the caller, at most 64 characters. */
  out_order_no: Wire.text(64)
}

/**
 * The order whose remaining amount is unfrozen.
 *
 * @since 1.0.0
 * @category schemas
 */
export const rest = {
  /** Payment number assigned by WeChat Pay, at most 32 characters; for a combined order the number of the sub order. */
  transaction_id: Wire.text(32),
  /**
   * A separate number: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`. With the number of a share the call may
   * succeed without unfreezing anything. Store it before the call.
   */
  out_order_no: Number,
  /** Reason for unfreezing the rest, at most 80 characters. */
  description: Wire.text(80)
}
