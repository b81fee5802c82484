/**
 * The business errors of profit sharing.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
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
 * All shares of the order together would exceed the maximum ratio of the payer (403). The ratio is set on the
 * platform and is 30 % by default. A refund lowers the amount to which the ratio applies.
 *
 * @since 1.0.0
 * @category errors
 */
export class RuleLimit extends ApiError.forCode<RuleLimit>("@effect-wechatpay/profit-sharing/RuleLimit")(
  "RuleLimit",
  {
    codes: ["RULE_LIMIT"],
    advice: "share less, or ask the payer to raise the ratio on the platform;"
  }
) {}

/**
 * The amount exceeds the remaining amount (403): more than `unsplit_amount` for a share, nothing left for an
 * unfreeze, or more than the receiver received for a return.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/profit-sharing/NotEnough")(
  "NotEnough",
  {
    codes: ["NOT_ENOUGH", "NOTENOUGH"],
    advice: "query the remaining amount of the order, and share at most that;"
  }
) {}

/**
 * Too many requests, or several requests for one order at the same time (429). It is not documented whether such a
 * request may have been accepted, so the `outcome` is `Unknown`: repeat the identical request with the same number. A
 * new number could move the money twice.
 *
 * @since 1.0.0
 * @category errors
 */
export class FrequencyLimited extends ApiError.forCode<FrequencyLimited>(
  "@effect-wechatpay/profit-sharing/FrequencyLimited"
)("FrequencyLimited", {
  codes: CommonError.FrequencyLimited.codes,
  advice: "send one request for an order at a time;",
  outcome: "Unknown"
}) {}

/**
 * Errors of a request that shares an order.
 *
 * @since 1.0.0
 * @category errors
 */
export const share = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.NoAuth,
  RuleLimit,
  NotEnough,
  FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of a request that unfreezes the rest of an order, and of one that takes shared money back.
 *
 * @since 1.0.0
 * @category errors
 */
export const move = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.NoAuth,
  NotEnough,
  FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of a query.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.ResourceNotExists,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of a request that changes the list of receivers. Here the `outcome` of `FrequencyLimited` is `Refused`:
 * nothing changed.
 *
 * @since 1.0.0
 * @category errors
 */
export const receiver = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.NoAuth,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of the calls whose pages list none: the common errors of all products.
 *
 * @since 1.0.0
 * @category errors
 */
export const common = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.SystemError
] as const
