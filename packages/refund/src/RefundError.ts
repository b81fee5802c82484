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
 * The user's account is closed or frozen (403). This refund is not possible; pay the user back in another way.
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
 * No such merchant (404).
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
 * The payment is more than a year old (365 days after it succeeded). Its status is not documented.
 *
 * @since 1.0.0
 * @category errors
 */
export class TradeOverdue extends ApiError.forCode<TradeOverdue>("@effect-wechatpay/refund/TradeOverdue")(
  "TradeOverdue",
  {
    codes: ["TRADE_OVERDUE"],
    advice: "payments are refunded within a year; pay the user back in another way;"
  }
) {}

/**
 * The amounts are not those of an earlier request with the same number. Its status is not documented.
 *
 * @since 1.0.0
 * @category errors
 */
export class RefundFeeMismatch extends ApiError.forCode<RefundFeeMismatch>(
  "@effect-wechatpay/refund/RefundFeeMismatch"
)("RefundFeeMismatch", {
  codes: ["REFUND_FEE_MISMATCH"],
  advice: "repeat a refund with the amounts that it had, or take another out_refund_no for another refund;"
}) {}

/**
 * Called too often (429). Unlike elsewhere the refund **may have been accepted**: WeChat Pay's advice is to query it, or to
 * repeat the identical request less often. Its `outcome` is therefore `Unknown`.
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
 * What a query of a refund fails with.
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
 * What the application for a refund fails with.
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
