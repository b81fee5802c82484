/**
 * The business errors of transfers. If a wrong assumption could pay a user twice, `outcome` is `Unknown`: query the
 * number, or repeat the identical request.
 *
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as CommonError from "@effect-wechatpay/core/CommonError"

export {
  InvalidRequest,
  NoAuth,
  ParamError,
  SignError,
  SystemError
} from "@effect-wechatpay/core/CommonError"

/**
 * The number is already in use. The existing transfer may be the requested one, so the `outcome` is `Unknown`: query
 * the number. The HTTP status of this code is not documented.
 *
 * @since 1.0.0
 * @category errors
 */
export class AlreadyExists extends ApiError.forCode<AlreadyExists>(
  "@effect-wechatpay/transfer/AlreadyExists"
)("AlreadyExists", {
  codes: ["ALREADY_EXISTS"],
  advice: "query the number; use another number only for another transfer;",
  outcome: "Unknown"
}) {}

/**
 * The merchant is in an abnormal state. The HTTP status of this code is not documented.
 *
 * @since 1.0.0
 * @category errors
 */
export class UserError extends ApiError.forCode<UserError>("@effect-wechatpay/transfer/UserError")(
  "UserError",
  {
    codes: ["USER_ERROR"],
    advice: "check the merchant's state on the merchant platform;"
  }
) {}

/**
 * The operation account (运营账户) does not have enough money (403). Top it up, then repeat the identical request with
 * the same number. WeChat Pay requires the same number and does not document whether it has recorded the transfer, so
 * the `outcome` is `Unknown`: query the number before you abandon the transfer.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/transfer/NotEnough")(
  "NotEnough",
  {
    codes: ["NOT_ENOUGH"],
    advice: "top up the operation account, then repeat the identical request with the same number;",
    outcome: "Unknown"
  }
) {}

/**
 * The number is unknown, or its record is older than 30 days (404). If a query after a lost response fails with this
 * error, the request was not accepted: repeat the identical request.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotFound extends ApiError.forCode<NotFound>("@effect-wechatpay/transfer/NotFound")("NotFound", {
  codes: ["NOT_FOUND"],
  advice:
    "check the number and the merchant that created it; records older than 30 days are in the fund bill only;"
}) {}

/**
 * Too many requests (429). WeChat Pay uses four codes for this error. The request was not executed.
 *
 * @since 1.0.0
 * @category errors
 */
export class FrequencyLimited extends ApiError.forCode<FrequencyLimited>(
  "@effect-wechatpay/transfer/FrequencyLimited"
)("FrequencyLimited", {
  codes: [...CommonError.FrequencyLimited.codes, "FREQUENCY_LIMIT"],
  advice: "send requests less often, with the same number;"
}) {}

/**
 * Too many requests for a transfer (429). It is not documented whether the transfer was accepted, so the `outcome` is
 * `Unknown`: repeat the identical request less often, or query the number.
 *
 * @since 1.0.0
 * @category errors
 */
export class TransferFrequencyLimited extends ApiError.forCode<TransferFrequencyLimited>(
  "@effect-wechatpay/transfer/TransferFrequencyLimited"
)("FrequencyLimited", {
  codes: FrequencyLimited.codes,
  advice: "repeat the identical request less often, with the same number;",
  outcome: "Unknown"
}) {}

/**
 * The appid is not bound to the merchant (401). Only for batches of the old product.
 *
 * @since 1.0.0
 * @category errors
 */
export class AppidMchidNotMatch extends ApiError.forCode<AppidMchidNotMatch>(
  "@effect-wechatpay/transfer/AppidMchidNotMatch"
)("AppidMchidNotMatch", {
  codes: ["APPID_MCHID_NOT_MATCH"],
  advice: "bind the appid to the merchant on the merchant platform;"
}) {}

/**
 * The merchant's account is restricted (403). Only for batches of the old product.
 *
 * @since 1.0.0
 * @category errors
 */
export class AccountError extends ApiError.forCode<AccountError>("@effect-wechatpay/transfer/AccountError")(
  "AccountError",
  {
    codes: ["ACCOUNTERROR"],
    advice: "check the merchant's account on the merchant platform;"
  }
) {}

/**
 * The daily limit of the merchant is used up (429). Only for batches of the old product.
 *
 * @since 1.0.0
 * @category errors
 */
export class QuotaExceed extends ApiError.forCode<QuotaExceed>("@effect-wechatpay/transfer/QuotaExceed")(
  "QuotaExceed",
  {
    codes: ["QUOTA_EXCEED"],
    advice: "wait for another day, or ask WeChat Pay for a higher limit;"
  }
) {}

/**
 * A code that the documentation does not list. WeChat Pay adds codes at any time and requires that the result of a
 * transfer with an unknown code is treated as unknown: query the number, or repeat the identical request.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434 page of 2026-07
 * @since 1.0.0
 * @category errors
 */
export class UnlistedError extends ApiError.forCode<UnlistedError>(
  "@effect-wechatpay/transfer/UnlistedError"
)("ApiError", {
  codes: [],
  outcome: "Unknown"
}) {}

const common = [CommonError.ParamError, CommonError.InvalidRequest, CommonError.SignError] as const

/**
 * Errors of the creation of a transfer.
 *
 * @since 1.0.0
 * @category errors
 */
export const create = [
  ...common,
  AlreadyExists,
  UserError,
  CommonError.NoAuth,
  NotEnough,
  TransferFrequencyLimited,
  CommonError.SystemError,
  UnlistedError
] as const

/**
 * Errors of a query, and of an application for a receipt.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [
  ...common,
  CommonError.NoAuth,
  NotFound,
  FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of the cancellation of a transfer.
 *
 * @since 1.0.0
 * @category errors
 */
export const cancel = [...common, FrequencyLimited, CommonError.SystemError] as const

/**
 * Errors of an application for an authorisation, a permission or a budget. Also the errors of the query of a
 * permission or a balance, which always exists.
 *
 * @since 1.0.0
 * @category errors
 */
export const apply = [...common, CommonError.NoAuth, FrequencyLimited, CommonError.SystemError] as const

/**
 * Errors of the creation of a batch.
 *
 * @since 1.0.0
 * @category errors
 */
export const batch = [
  ...common,
  AppidMchidNotMatch,
  CommonError.NoAuth,
  NotEnough,
  AccountError,
  QuotaExceed,
  FrequencyLimited,
  CommonError.SystemError,
  UnlistedError
] as const

/**
 * Errors of the download of a receipt.
 *
 * @since 1.0.0
 * @category errors
 */
export const download = [...common, CommonError.SystemError] as const
