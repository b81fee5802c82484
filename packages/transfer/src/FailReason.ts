/**
 * Why transfers fail, in words, and who can do something about it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013774966 page of 2026-07
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import * as Option from "effect/Option"
import { failReasons } from "./internal/failReasons.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface Explanation {
  /** What happened, in English, for operators. */
  readonly meaning: string
  /**
   * Who can do something about it: the `user` (identity, account, card), the `merchant` (permission, account, limit), whoever
   * writes the `request` (a parameter), or `nobody`: it took its course, or WeChat Pay does not say more.
   */
  readonly concerns: "user" | "merchant" | "request" | "nobody"
}

/**
 * What a `fail_reason` means; `None` for one that nobody described, as WeChat Pay adds values at any time.
 *
 * A transfer that failed for whatever reason has moved no money: the same thing may be paid under another number.
 *
 * @since 1.0.0
 * @category accessors
 */
export const explain = (reason: string | undefined): Option.Option<Explanation> =>
  reason !== undefined && Object.hasOwn(failReasons, reason)
    ? Option.some(failReasons[reason as keyof typeof failReasons])
    : Option.none()
