/**
 * Explanations of the reasons for failed transfers, and who can fix the cause.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774966 page of 2026-07
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import * as Option from "effect/Option"
import { failReasons } from "./internal/failReasons.js"

/**
 * The explanation of a `fail_reason`.
 *
 * @since 1.0.0
 * @category models
 */
export interface Explanation {
  /** English description of the reason, for operators. */
  readonly meaning: string
  /**
   * Who can fix the cause: the `user` (identity, account, card), the `merchant` (permission, account, limit), the
   * author of the `request` (a parameter), or `nobody`: there is nothing to fix, or WeChat Pay gives no further
   * details.
   */
  readonly concerns: "user" | "merchant" | "request" | "nobody"
}

/**
 * Explains a `fail_reason`. `None` for an unknown value, because WeChat Pay may add values at any time.
 *
 * A failed transfer has moved no money, whatever the reason, so you may pay the same amount under another number.
 *
 * @since 1.0.0
 * @category accessors
 */
export const explain = (reason: string | undefined): Option.Option<Explanation> =>
  reason !== undefined && Object.hasOwn(failReasons, reason)
    ? Option.some(failReasons[reason as keyof typeof failReasons])
    : Option.none()
