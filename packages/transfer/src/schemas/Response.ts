/**
 * Transfers as WeChat Pay describes them. Responses carry no limits, and values that nobody knows yet are let through.
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
 * - `PROCESSING`: locking the money; stays so while the account holds too little.
 * - `WAIT_USER_CONFIRM`: money locked; the user has 24 hours to confirm.
 * - `TRANSFERING`: confirmed; paying out.
 * - `SUCCESS`: final; the user has the money.
 * - `FAIL`: final; the money is back. `fail_reason` says why.
 * - `CANCELING`: cancellation accepted; the money is on its way back.
 * - `CANCELLED`: final; the money is back.
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
 * Why a transfer failed. WeChat Pay adds values at any time; `FailReason` explains them.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FailReason = Wire.openEnum(...Struct.keys(failReasons))

/**
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
  /** The user's name, decrypted; only when it was sent. */
  user_name: Schema.optional(Sensitive.text)
}

const amount = {
  /** What the user gets, in fen. */
  transfer_amount: Schema.Int,
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
  /** Opens the confirmation page in the front end (`requestMerchantTransfer`). Only with `WAIT_USER_CONFIRM`; no fixed length. */
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
 * A new transfer of a service provider. It does not say the state: query it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerCreated = {
  sub_mchid: Schema.String,
  ...reference,
  /** Time when it was accepted, RFC 3339. */
  create_time: Schema.String,
  /** Opens the confirmation page in the front end (`requestMerchantTransfer`); no fixed length. */
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
  sub_mchid: Schema.String,
  /** The service provider. */
  mchid: Schema.String,
  ...described
}

/** What the responses of authorised transfers have in common. */
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
 * A transfer to a user who authorised it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorizedTransfer = {
  /** The merchant. */
  mch_id: Schema.String,
  ...paidOut,
  /** `SUCCESS` is what WeChat Pay promises; query any other state until it is final. */
  state: Wire.openEnum("ACCEPTED", "PROCESSING", "TRANSFERING", "SUCCESS")
}

/**
 * A sub-merchant's transfer to a user who authorised it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerAuthorizedTransfer = {
  sub_mchid: Schema.String,
  /** The service provider. */
  mchid: text,
  ...paidOut,
  /** `SUCCESS` is what WeChat Pay promises; query any other state until it is final. */
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
 * What the cancellation of other products may say beside the state.
 *
 * @since 1.0.0
 * @category schemas
 */
export const cancelledInFull = {
  ...cancelled,
  state: State,
  transfer_amount: Schema.optional(Schema.Int),
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
  user_display_name: Schema.String,
  transfer_scene_id: text,
  user_recv_perception: text,
  /** Time when it was asked for, RFC 3339. */
  create_time: text
}

/**
 * Why an authorisation ended.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CloseInfo = Schema.Struct({
  /** RFC 3339. */
  close_time: Schema.String,
  /** Closed by the merchant, by the user, not confirmed within 24 hours, for risk, or because the user's account is abnormal. */
  close_reason: Wire.openEnum(
    "CLOSE_VIA_MCH_API",
    "USER_CLOSE",
    "USER_OVERDUE_UNCONFIRMED",
    "TRANSFER_RISK",
    "USER_ACCOUNT_ABNORMAL"
  )
})

/**
 * An authorisation that was asked for.
 *
 * @since 1.0.0
 * @category schemas
 */
export const authorizationRequested = {
  /** Authorisation number assigned by the merchant. */
  out_authorization_no: Schema.String,
  /** `WAIT_USER_CONFIRM`: the user has 24 hours. */
  state: Wire.openEnum("WAIT_USER_CONFIRM"),
  /** Time when it was asked for, RFC 3339. */
  create_time: Schema.String,
  /** Opens the page on which the user decides; valid for 24 hours, no fixed length. */
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
  /** Names it in transfers; only after the user agreed. */
  authorization_id: text,
  /** `WAIT_USER_CONFIRM`: 24 hours for the user. `TAKING_EFFECT`: transfers may use it. `CLOSED`: final. */
  state: Wire.openEnum("TAKING_EFFECT", "CLOSED", "WAIT_USER_CONFIRM"),
  /** Time when the user agreed, RFC 3339. */
  authorize_time: text,
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
  close_info: Schema.optional(closeInfoByMerchant)
}

/**
 * Where a finished receipt is, and its hash.
 *
 * @since 1.0.0
 * @category schemas
 */
export const receiptFile = {
  /** Hexadecimal hash of the file; only when finished. */
  hash_value: text,
  /** Valid for 10 minutes; a new query gives a new one. Holds a token: do not log it. Only when finished. */
  download_url: text
}

/**
 * @since 1.0.0
 * @category schemas
 */
export const HashType = Wire.openEnum("SHA256", "SM3")

/**
 * `GENERATING`: being made; query again. `FINISHED`: ready. `FAILED`: see `fail_reason`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ReceiptState = Wire.openEnum("GENERATING", "FINISHED", "FAILED")
