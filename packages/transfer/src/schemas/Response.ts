/**
 * Transfers in responses. Limits are not checked, and unknown values of enumerations are accepted.
 *
 * @since 1.0.0
 */
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { failReasons } from "../internal/failReasons.js"

const text = Schema.optional(Schema.String)

/**
 * - `ACCEPTED`: accepted; the money is not locked yet.
 * - `PROCESSING`: WeChat Pay locks the money. It stays in this state while the account does not have enough money.
 * - `WAIT_USER_CONFIRM`: the money is locked; the user has 24 hours to confirm.
 * - `TRANSFERING`: confirmed; WeChat Pay is paying the user.
 * - `SUCCESS`: final; the user has the money.
 * - `FAIL`: final; the money was returned. `fail_reason` contains the reason.
 * - `CANCELING`: cancellation accepted; the money is being returned.
 * - `CANCELLED`: final; the money was returned.
 *
 * @since 1.0.0
 * @category schemas
 */
export const State = Wire.openEnum(
  "ACCEPTED",
  "PROCESSING",
  "WAIT_USER_CONFIRM",
  "TRANSFERING",
  "SUCCESS",
  "FAIL",
  "CANCELING",
  "CANCELLED"
)

/**
 * Reason for a failed transfer. WeChat Pay may add values at any time. `FailReason` explains them.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FailReason = Wire.openEnum(...Struct.keys(failReasons))

/**
 * The numbers of a transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const reference = {
  /** Transfer number assigned by the merchant. */
  out_bill_no: Schema.String,
  /** Transfer number assigned by WeChat Pay. */
  transfer_bill_no: Schema.String
}

const failReason = {
  /** Reason for the failure; only with `FAIL`. */
  fail_reason: Schema.optional(FailReason)
}

const receiver = {
  /** ID of the user under `appid`. Personal data. */
  openid: text,
  /** The user's name, decrypted; only if the request contained it. */
  user_name: Schema.optional(Sensitive.text)
}

const amount = {
  /** Amount that the user receives, in fen. */
  transfer_amount: Schema.Int,
  /** Remark that is shown to the user. */
  transfer_remark: Schema.String
}

/**
 * A new transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const created = {
  ...reference,
  /** Time when it was accepted, RFC 3339. */
  create_time: Schema.String,
  state: State,
  /**
   * Value with which the front end opens the confirmation page (`requestMerchantTransfer`). Only with
   * `WAIT_USER_CONFIRM`. Its length is not fixed.
   */
  package_info: text
}

/**
 * A new transfer that may have failed.
 *
 * @since 1.0.0
 * @category schemas
 */
export const createdOrFailed = { ...created, ...failReason }

/**
 * A new transfer of a service provider. The response does not contain the state: query it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerCreated = {
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  ...reference,
  /** Time when it was accepted, RFC 3339. */
  create_time: Schema.String,
  /**
   * Value with which the front end opens the confirmation page (`requestMerchantTransfer`). Its length is not fixed.
   */
  package_info: Schema.String
}

const described = {
  ...reference,
  appid: Schema.String,
  state: State,
  ...amount,
  ...failReason,
  ...receiver,
  /** Time when it was accepted, RFC 3339. */
  create_time: Schema.String,
  /** Time of the last change of the state, RFC 3339. */
  update_time: Schema.String
}

/**
 * A transfer of a merchant.
 *
 * @since 1.0.0
 * @category schemas
 */
export const transfer = {
  /** The merchant. */
  mch_id: Schema.String,
  ...described
}

/**
 * A transfer of a sub-merchant.
 *
 * @since 1.0.0
 * @category schemas
 */
export const subMerchantTransfer = {
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** The service provider. */
  mchid: Schema.String,
  ...described
}

/** Common fields of the responses of authorised transfers. */
const paidOut = {
  ...reference,
  appid: text,
  ...amount,
  ...failReason,
  ...receiver,
  /** Time when it was accepted, RFC 3339. */
  create_time: Schema.String,
  /** Time of the last change of the state, RFC 3339. */
  update_time: text
}

/**
 * A transfer to a user who authorised transfers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorizedTransfer = {
  /** The merchant. */
  mch_id: Schema.String,
  ...paidOut,
  /** Usually `SUCCESS`. Query any other state until it is final. */
  state: Wire.openEnum("ACCEPTED", "PROCESSING", "TRANSFERING", "SUCCESS")
}

/**
 * A sub-merchant's transfer to a user who authorised transfers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerAuthorizedTransfer = {
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** The service provider. */
  mchid: text,
  ...paidOut,
  /** Usually `SUCCESS`. Query any other state until it is final. */
  state: Wire.openEnum("ACCEPTED", "SUCCESS")
}

/**
 * A cancelled transfer.
 *
 * @since 1.0.0
 * @category schemas
 */
export const cancelled = {
  ...reference,
  /** Time of the last change of the state, RFC 3339. */
  update_time: Schema.String
}

/**
 * Fields that the cancellation of other products may return besides the state.
 *
 * @since 1.0.0
 * @category schemas
 */
export const cancelledInFull = {
  ...cancelled,
  state: State,
  /** Amount that the user receives, in fen. */
  transfer_amount: Schema.optional(Schema.Int),
  /** Remark that is shown to the user. */
  transfer_remark: text,
  ...failReason,
  ...receiver,
  /** Time when it was accepted, RFC 3339. */
  create_time: text
}

/**
 * A transfer to a QQ wallet.
 *
 * @since 1.0.0
 * @category schemas
 */
export const qqWalletTransfer = {
  /** The merchant. */
  mchid: Schema.String,
  ...paidOut,
  state: State,
  /** The user's QQ number. Personal data. */
  user_qq: text
}

const authorization = {
  /** Authorisation number assigned by the merchant. */
  out_authorization_no: Schema.String,
  appid: Schema.String,
  /** ID of the user under `appid`. Personal data. */
  openid: Schema.String,
  /** Name of the user at the merchant. */
  user_display_name: Schema.String,
  /** Scene of the transfer. */
  transfer_scene_id: text,
  /** Purpose that was displayed to the user. */
  user_recv_perception: text,
  /** Time of the request, RFC 3339. */
  create_time: text
}

/**
 * Reason for the end of an authorisation.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CloseInfo = Schema.Struct({
  /** RFC 3339. */
  close_time: Schema.String,
  /**
   * The values mean: closed by the merchant, closed by the user, not confirmed within 24 hours, closed because of a
   * risk, or closed because the user's account is abnormal.
   */
  close_reason: Wire.openEnum(
    "CLOSE_VIA_MCH_API",
    "USER_CLOSE",
    "USER_OVERDUE_UNCONFIRMED",
    "TRANSFER_RISK",
    "USER_ACCOUNT_ABNORMAL"
  )
})

/**
 * A requested authorisation.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorizationRequested = {
  /** Authorisation number assigned by the merchant. */
  out_authorization_no: Schema.String,
  /** `WAIT_USER_CONFIRM`: the user has 24 hours to decide. */
  state: Wire.openEnum("WAIT_USER_CONFIRM"),
  /** Time of the request, RFC 3339. */
  create_time: Schema.String,
  /**
   * Value with which the front end opens the page for the user's decision; valid for 24 hours. Its length is not
   * fixed.
   */
  package_info: Schema.String
}

/**
 * An authorisation.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorizationFound = {
  ...authorization,
  /** ID of the authorisation in transfers; only after the user agreed. */
  authorization_id: text,
  /** `WAIT_USER_CONFIRM`: the user has 24 hours to decide. `TAKING_EFFECT`: transfers may use it. `CLOSED`: final. */
  state: Wire.openEnum("TAKING_EFFECT", "CLOSED", "WAIT_USER_CONFIRM"),
  /** Time when the user agreed, RFC 3339. */
  authorize_time: text,
  /** Reason and time of the end; only with `CLOSED`. */
  close_info: Schema.optional(CloseInfo)
}

const closeInfoByMerchant = Schema.Struct({
  /** RFC 3339. */
  close_time: Schema.String,
  /** `CLOSE_VIA_MCH_API`: closed by the merchant. */
  close_reason: Wire.openEnum("CLOSE_VIA_MCH_API")
})

/**
 * A closed authorisation.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorizationClosed = {
  ...authorization,
  /** `CLOSED`: final. */
  state: Wire.openEnum("CLOSED"),
  /** Reason and time of the end; only with `CLOSED`. */
  close_info: Schema.optional(closeInfoByMerchant)
}

/**
 * Address and hash of a finished receipt.
 *
 * @since 1.0.0
 * @category schemas
 */
export const receiptFile = {
  /** Hexadecimal hash of the file; only if finished. */
  hash_value: text,
  /**
   * Address of the file, valid for 10 minutes. Each query returns a new one. It contains a token: do not log it. Only
   * if finished.
   */
  download_url: text
}

/**
 * Algorithm of the hash of a receipt.
 *
 * @since 1.0.0
 * @category schemas
 */
export const HashType = Wire.openEnum("SHA256", "SM3")

/**
 * `GENERATING`: not ready, query again. `FINISHED`: ready. `FAILED`: see `fail_reason`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ReceiptState = Wire.openEnum("GENERATING", "FINISHED", "FAILED")
