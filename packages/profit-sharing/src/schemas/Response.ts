/**
 * Shares and returns as WeChat Pay describes them. Limits are not checked, and unknown values of enumerations pass.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * How far a share is.
 *
 * - `PROCESSING`: accepted, the money has not moved yet.
 * - `FINISHED`: every receiver has a final result. It does not mean success: look at each `result`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const State = Wire.openEnum("PROCESSING", "FINISHED")

/**
 * What a receiver gets.
 *
 * - `PENDING`: not decided yet.
 * - `SUCCESS`: the money arrived.
 * - `CLOSED`: final, the receiver got nothing; `fail_reason` says why. The money stays frozen with the payer until it is shared
 *   again, with a new number, or unfrozen.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Wire.openEnum("PENDING", "SUCCESS", "CLOSED")

/**
 * Why a receiver got nothing, and what to do.
 *
 * - `ACCOUNT_ABNORMAL`: the receiver's account is restricted; share again, with a new number, once it is free.
 * - `NO_RELATION`: not in the list of receivers (any more); add the receiver, then share again.
 * - `RECEIVER_HIGH_RISK`: blocked for risk; never share with this receiver again.
 * - `RECEIVER_REAL_NAME_NOT_VERIFIED`: the user has to verify the real name first.
 * - `NO_AUTH`: the payer lost the permission to share.
 * - `RECEIVER_RECEIPT_LIMIT`: the user's monthly limit; share next month, or with a merchant number.
 * - `PAYER_ACCOUNT_ABNORMAL`: the payer's account is restricted.
 * - `INVALID_REQUEST`: the description has forbidden words; share again with another one.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FailReason = Wire.openEnum(
  "ACCOUNT_ABNORMAL",
  "NO_RELATION",
  "RECEIVER_HIGH_RISK",
  "RECEIVER_REAL_NAME_NOT_VERIFIED",
  "NO_AUTH",
  "RECEIVER_RECEIPT_LIMIT",
  "PAYER_ACCOUNT_ABNORMAL",
  "INVALID_REQUEST"
)

const part = {
  /** Amount in fen. */
  amount: Schema.Int,
  description: Schema.String,
  /** `PENDING`, `SUCCESS` or `CLOSED`. */
  result: Result,
  /** With `CLOSED`. */
  fail_reason: Schema.optional(FailReason),
  /** WeChat Pay's number of this receiver's part. */
  detail_id: Schema.String,
  /** Time when the result became final, RFC 3339. */
  finish_time: Schema.String
}

const accountType = Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID")

const brandPart = Schema.Struct({
  ...part,
  type: accountType,
  /** The merchant number or the openid. An openid is personal data. */
  account: Schema.String
})

/**
 * A receiver of a brand's share, and what it gets.
 *
 * @since 1.0.0
 * @category models
 */
export interface BrandReceiver extends Schema.Schema.Type<typeof brandPart> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const BrandReceiver: Schema.Schema<BrandReceiver> = brandPart

const standardPart = Schema.Struct({
  ...brandPart.fields,
  /** Time when the part was accepted, RFC 3339. */
  create_time: Schema.String
})

/**
 * A receiver of a share, and what it gets.
 *
 * @since 1.0.0
 * @category models
 */
export interface Receiver extends Schema.Schema.Type<typeof standardPart> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Receiver: Schema.Schema<Receiver> = standardPart

/**
 * Members of a receiver of the ecommerce product.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ecommerceReceiver = {
  ...part,
  type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID"),
  /** The merchant number or the openid. An openid is personal data. */
  receiver_account: Schema.String,
  /** Money that did not arrive is handled by the interfaces for abnormal funds. */
  abnormal_status: Schema.optional(Wire.openEnum("ABNORMAL_PENDING", "ABNORMAL_FINISHED", "ABNORMAL_CLOSED")),
  funds_abnormal_closed_reason: Schema.optional(
    Wire.openEnum("CLOSED_REASON_TIMEOUT", "CLOSED_REASON_RESTRICT_TRANSFER")
  ),
  funds_abnormal_redirect_id: Schema.optional(Schema.String),
  funds_abnormal_receivers: Schema.optional(
    Schema.Array(Schema.Struct({ mchid: Schema.optional(Schema.String) }))
  )
}

/**
 * The numbers of a share.
 *
 * @since 1.0.0
 * @category schemas
 */
export const numbers = {
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.String,
  /** Number of the share or of the unfreeze, assigned by the caller. */
  out_order_no: Schema.String,
  /** Number of the share or of the unfreeze, assigned by WeChat Pay. */
  order_id: Schema.String
}

const share = Schema.Struct({
  /** The sub-merchant; only for service providers. */
  sub_mchid: Schema.optional(Schema.String),
  ...numbers,
  /** `PROCESSING` or `FINISHED`. */
  state: State,
  receivers: Schema.Array(Receiver)
})

/**
 * A share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Share extends Schema.Schema.Type<typeof share> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Share: Schema.Schema<Share> = share

const shareOrUnfreeze = Schema.Struct({
  ...share.fields,
  /** Absent for an unfreeze. */
  receivers: Schema.optional(Schema.Array(Receiver))
})

/**
 * A share, or an unfreeze, which has no receivers.
 *
 * @since 1.0.0
 * @category models
 */
export interface ShareOrUnfreeze extends Schema.Schema.Type<typeof shareOrUnfreeze> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const ShareOrUnfreeze: Schema.Schema<ShareOrUnfreeze> = shareOrUnfreeze

/**
 * What is left of an order to be shared.
 *
 * @since 1.0.0
 * @category schemas
 */
export const unsplitAmount = {
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.String,
  /** Amount that can still be shared, in fen: the payment minus the fee, refunds and shares. */
  unsplit_amount: Schema.Int
}

/**
 * The highest ratio.
 *
 * @since 1.0.0
 * @category schemas
 */
export const maxRatio = {
  /** In ten-thousandths: 2000 is 20 %. All shares of an order together are at most this part of it. */
  max_ratio: Schema.Int
}

const returnMembers = {
  /** Share number assigned by WeChat Pay. */
  order_id: Schema.String,
  /** Share number assigned by the caller. */
  out_order_no: Schema.String,
  out_return_no: Schema.String,
  /** The merchant that gives the money back. */
  return_mchid: Schema.String,
  /** Amount in fen. */
  amount: Schema.Int,
  /** Time when the result became final, RFC 3339. */
  finish_time: Schema.String
}

const shareReturn = Schema.Struct({
  /** The sub-merchant; only for service providers. */
  sub_mchid: Schema.optional(Schema.String),
  ...returnMembers,
  /** Return number assigned by WeChat Pay. */
  return_id: Schema.String,
  description: Schema.String,
  /**
   * - `PROCESSING`: under way. After 5 days it becomes `FAILED` with `TIME_OUT_CLOSED`.
   * - `SUCCESS`: final, the money is in the payer's available balance.
   * - `FAILED`: final, nothing moved; `fail_reason` says why.
   */
  result: Wire.openEnum("PROCESSING", "SUCCESS", "FAILED"),
  /** With `FAILED`. */
  fail_reason: Schema.optional(
    Wire.openEnum(
      "ACCOUNT_ABNORMAL",
      "BALANCE_NOT_ENOUGH",
      "TIME_OUT_CLOSED",
      "PAYER_ACCOUNT_ABNORMAL",
      "INVALID_REQUEST"
    )
  ),
  /** Time when it was accepted, RFC 3339. */
  create_time: Schema.String
})

/**
 * A return.
 *
 * @since 1.0.0
 * @category models
 */
export interface Return extends Schema.Schema.Type<typeof shareReturn> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Return: Schema.Schema<Return> = shareReturn

/**
 * Members of a return of the ecommerce and of the brand product.
 *
 * @since 1.0.0
 * @category schemas
 */
export const platformReturn = {
  sub_mchid: Schema.String,
  ...returnMembers,
  /** Return number assigned by WeChat Pay. */
  return_no: Schema.String
}

/**
 * Why a return of the ecommerce or the brand product failed, as the request says it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ReturnFailure = Wire.openEnum("ACCOUNT_ABNORMAL", "TIME_OUT_CLOSED", "PAYER_ACCOUNT_ABNORMAL")

/**
 * {@link ReturnFailure}, as the query says it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const QueriedReturnFailure = Wire.openEnum(
  "ACCOUNT_ABNORMAL",
  "TIME_OUT_CLOSED",
  "PAYER_ACCOUNT_ABNORMAL",
  "INVALID_REQUEST"
)
