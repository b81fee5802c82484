/**
 * The business errors of refunds.
 *
 * Tested in `test/refund/Refund.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as CommonError from "@effect-wechatpay/core/CommonError"

export {
  InvalidRequest,
  NoAuth,
  ParamError,
  ResourceNotExists,
  SignError,
  SystemError
} from "@effect-wechatpay/core/CommonError"

/**
 * The merchant's balance does not cover the refund (403). Top up, then repeat the identical request.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/refund/NotEnough")(
  "NotEnough",
  {
    codes: ["NOT_ENOUGH", "NOTENOUGH"],
    advice: "top up the merchant's balance, then repeat the identical request with the same out_refund_no;"
  }
) {}

/**
 * The user's account is closed or frozen (403). WeChat Pay cannot refund this payment. Pay the user back in another
 * way.
 *
 * @since 1.0.0
 * @category errors
 */
export class UserAccountAbnormal extends ApiError.forCode<UserAccountAbnormal>(
  "@effect-wechatpay/refund/UserAccountAbnormal"
)("UserAccountAbnormal", {
  codes: ["USER_ACCOUNT_ABNORMAL"],
  advice: "pay the user back in another way;"
}) {}

/**
 * The merchant does not exist (404).
 *
 * @since 1.0.0
 * @category errors
 */
export class MchNotExists extends ApiError.forCode<MchNotExists>("@effect-wechatpay/refund/MchNotExists")(
  "MchNotExists",
  {
    codes: ["MCH_NOT_EXISTS"],
    advice: "check merchant number and sub_mchid;"
  }
) {}

/**
 * The payment is more than a year old (365 days after it succeeded). The HTTP status of this error is not documented.
 *
 * @since 1.0.0
 * @category errors
 */
export class TradeOverdue extends ApiError.forCode<TradeOverdue>("@effect-wechatpay/refund/TradeOverdue")(
  "TradeOverdue",
  {
    codes: ["TRADE_OVERDUE"],
    advice: "payments can be refunded only within a year; pay the user back in another way;"
  }
) {}

/**
 * The amounts differ from those of an earlier request with the same number. The HTTP status of this error is not
 * documented.
 *
 * @since 1.0.0
 * @category errors
 */
export class RefundFeeMismatch extends ApiError.forCode<RefundFeeMismatch>(
  "@effect-wechatpay/refund/RefundFeeMismatch"
)("RefundFeeMismatch", {
  codes: ["REFUND_FEE_MISMATCH"],
  advice: "repeat a refund with its original amounts, or use another out_refund_no for another refund;"
}) {}

/**
 * Too many requests (429). Unlike with other calls, WeChat Pay **may have accepted** the refund, so the `outcome` of
 * this error is `Unknown`. Query the refund, or repeat the identical request less often.
 *
 * @since 1.0.0
 * @category errors
 */
export class FrequencyLimited extends ApiError.forCode<FrequencyLimited>(
  "@effect-wechatpay/refund/FrequencyLimited"
)("FrequencyLimited", {
  codes: CommonError.FrequencyLimited.codes,
  advice: "wait at least a minute;",
  outcome: "Unknown"
}) {}

/**
 * Errors of a query of a refund.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.NoAuth,
  MchNotExists,
  CommonError.ResourceNotExists,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of an application for a refund.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  RefundFeeMismatch,
  TradeOverdue,
  CommonError.SignError,
  CommonError.NoAuth,
  NotEnough,
  UserAccountAbnormal,
  MchNotExists,
  CommonError.ResourceNotExists,
  FrequencyLimited,
  CommonError.SystemError
] as const
