/**
 * The business errors of PayScore parking (微信支付分停车): those of PayScore, and four of its own.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as PayscoreError from "./PayscoreError.js"

/**
 * No deduction has this number (404). Query 2 to 3 seconds after the deduction was accepted; the identical deduction may be
 * repeated under the same number.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotFound extends ApiError.forCode<NotFound>("@effect-wechatpay/payscore/NotFound")("NotFound", {
  codes: ["NOT_FOUND"],
  advice: "check the number and the merchant; right after the deduction query again in 2 to 3 seconds;"
}) {}

/**
 * The number of the deduction was used with other parameters (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class AlreadyExists extends ApiError.forCode<AlreadyExists>(
  "@effect-wechatpay/payscore/AlreadyExists"
)("AlreadyExists", {
  codes: ["ALREADY_EXISTS"],
  advice: "query the number; repeat it only with identical parameters;"
}) {}

/**
 * The user owes too much, so nothing is deducted (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/payscore/NotEnough")(
  "NotEnough",
  {
    codes: ["NOT_ENOUGH", "NOTENOUGH"],
    advice: "let the user pay otherwise, and repay what is owed;"
  }
) {}

/**
 * Too many deductions of the user in a day (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class RuleLimit extends ApiError.forCode<RuleLimit>("@effect-wechatpay/payscore/RuleLimit")(
  "RuleLimit",
  {
    codes: ["RULE_LIMIT"],
    advice: "let the user pay otherwise;"
  }
) {}

/**
 * Every error of the family.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [...PayscoreError.all, NotFound, AlreadyExists, NotEnough, RuleLimit] as const
