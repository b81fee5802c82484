/**
 * Shares and returns in responses. Limits are not checked, and unknown values of enumerations are accepted.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * State of a share.
 *
 * - `PROCESSING`: accepted, the money has not moved yet.
 * - `FINISHED`: every receiver has a final result. It does not mean success: check each `result`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const State = Wire.openEnum("PROCESSING", "FINISHED")

/**
 * Result for a receiver.
 *
 * - `PENDING`: not decided yet.
 * - `SUCCESS`: the money arrived.
 * - `CLOSED`: final, the receiver received nothing; `fail_reason` contains the reason. The money stays frozen until
 *   it is shared again with a new number, or unfrozen.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Wire.openEnum("PENDING", "SUCCESS", "CLOSED")

/**
 * Reason why a receiver received nothing, and what to do.
 *
 * - `ACCOUNT_ABNORMAL`: the receiver's account is restricted; share again with a new number after the restriction
 *   ends.
 * - `NO_RELATION`: the receiver is not, or no longer, in the list of receivers; add it, then share again.
 * - `RECEIVER_HIGH_RISK`: blocked because of a risk; never share with this receiver again.
 * - `RECEIVER_REAL_NAME_NOT_VERIFIED`: the user must verify the real name first.
 * - `NO_AUTH`: the payer lost the permission to share.
 * - `RECEIVER_RECEIPT_LIMIT`: the user's monthly limit is reached; share next month, or with a merchant number.
 * - `PAYER_ACCOUNT_ABNORMAL`: the payer's account is restricted.
 * - `INVALID_REQUEST`: the description contains forbidden words; share again with another description.
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
  /** Reason of the request. */
  description: Schema.String,
  /** `PENDING`, `SUCCESS` or `CLOSED`. */
  result: Result,
  /** With `CLOSED`. */
  fail_reason: Schema.optional(FailReason),
  /** Number of this receiver's part, assigned by WeChat Pay. */
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
 * A receiver of a brand's share, with its result.
 *
 * @since 1.0.0
 * @category models
 */
export interface BrandReceiver extends Schema.Schema.Type<typeof brandPart> {}

/**
 * Schema of {@link BrandReceiver}.
 *
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
 * A receiver of a share, with its result.
 *
 * @since 1.0.0
 * @category models
 */
export interface Receiver extends Schema.Schema.Type<typeof standardPart> {}

/**
 * Schema of {@link Receiver}.
 *
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
  /** Type of the receiver. */
  type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID"),
  /** The merchant number or the openid. An openid is personal data. */
  receiver_account: Schema.String,
  /** The state of money that did not arrive. The interfaces for abnormal funds handle it. */
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
  /** The receivers, with their results. */
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
 * Schema of {@link Share}.
 *
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
 * Schema of {@link ShareOrUnfreeze}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ShareOrUnfreeze: Schema.Schema<ShareOrUnfreeze> = shareOrUnfreeze

/**
 * The amount of an order that can still be shared.
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
 * The maximum ratio.
 *
 * @since 1.0.0
 * @category schemas
 */
export const maxRatio = {
  /** Maximum ratio in ten-thousandths: 2000 is 20 %. All shares of an order together must not exceed it. */
  max_ratio: Schema.Int
}

const returnMembers = {
  /** Share number assigned by WeChat Pay. */
  order_id: Schema.String,
  /** Share number assigned by the caller. */
  out_order_no: Schema.String,
  /** Return number assigned by the caller. */
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
  /** Reason of the request. */
  description: Schema.String,
  /**
   * - `PROCESSING`: in progress. After 5 days it becomes `FAILED` with `TIME_OUT_CLOSED`.
   * - `SUCCESS`: final, the money is in the payer's available balance.
   * - `FAILED`: final, nothing was returned; `fail_reason` contains the reason.
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
 * Schema of {@link Return}.
 *
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
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  ...returnMembers,
  /** Return number assigned by WeChat Pay. */
  return_no: Schema.String
}

/**
 * Reason for a failed return of the ecommerce or the brand product, in the response of the request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ReturnFailure = Wire.openEnum("ACCOUNT_ABNORMAL", "TIME_OUT_CLOSED", "PAYER_ACCOUNT_ABNORMAL")

/**
 * {@link ReturnFailure} in the response of the query.
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
