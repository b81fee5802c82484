/**
 * The business errors of PayScore parking (微信支付分停车): the errors of PayScore, and four others.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as PayscoreError from "./PayscoreError.js"

/**
 * The number has no deduction (404). Query 2 to 3 seconds after the deduction was accepted; the identical deduction
 * may be repeated under the same number.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotFound extends ApiError.forCode<NotFound>("@effect-wechatpay/payscore/NotFound")("NotFound", {
  codes: ["NOT_FOUND"],
  advice: "check the number and the merchant; right after the deduction query again in 2 to 3 seconds;"
}) {}

/**
 * The number was already used for a deduction with other parameters (400).
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
 * The user has too much debt, so WeChat Pay deducts nothing (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/payscore/NotEnough")(
  "NotEnough",
  {
    codes: ["NOT_ENOUGH", "NOTENOUGH"],
    advice: "ask the user to pay in another way and to repay the debt;"
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
    advice: "ask the user to pay in another way;"
  }
) {}

/**
 * All errors of this product.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [...PayscoreError.all, NotFound, AlreadyExists, NotEnough, RuleLimit] as const
