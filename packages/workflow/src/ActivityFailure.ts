/**
 * The failure of an activity, in a form that can be stored. It contains no personal data.
 *
 * Tested in `test/workflow/workflows.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/**
 * Why an activity failed. The texts of WeChat Pay and of your services are left out, because they may contain personal data:
 * they are in the log of the process that ran the activity.
 *
 * @since 1.0.0
 * @category errors
 */
export class ActivityFailure extends Schema.TaggedError<ActivityFailure>(
  "@effect-wechatpay/workflow/ActivityFailure"
)("ActivityFailure", {
  /** Name of the activity. */
  activity: Schema.String,
  /** Tag of the error, such as `NotEnough`, `UnexpectedOrderState` or `WechatPayError`. */
  error: Schema.String,
  /** Error code of WeChat Pay, if it rejected the request. */
  code: Schema.optional(Schema.String),
  /** `Request-ID` of the response; WeChat Pay's support asks for it. */
  requestId: Schema.optional(Schema.String),
  /** Whether the operation happened. */
  outcome: Outcome.Outcome,
  /**
   * Whether the same activity may succeed later. `Activities.untilKnown` and all workflows of this package run it again. The
   * failure of a workflow is never one of these.
   */
  isRetried: Schema.Boolean
}) {
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    const advice = this.isRetried
      ? "run it again with the same numbers"
      : this.outcome === "Unknown"
        ? "query it"
        : "the operation did not happen"
    return `${this.activity}: ${this.error}${code}: ${advice}. Request-ID ${this.requestId ?? "none"}`
  }
}

/** Errors that say that the operation could not be tried now. */
const notNow = new Set(["OperationInProgress", "RecordsUnavailable", "MerchantUnavailable", "ServiceFailed"])

const tagOf = (error: unknown): string =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string" ? error._tag : "Error"

const textOf = (error: unknown, name: string): string | undefined => {
  const value = Predicate.hasProperty(error, name) ? error[name] : undefined
  return typeof value === "string" ? value : undefined
}

const isOutcome = Schema.is(Outcome.Outcome)

/**
 * The failure of an activity from the error of its effect. The outcome of an error that has none is `Unknown`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromError = (
  activity: string,
  error: unknown,
  options: { readonly isRetried?: boolean } = {}
): ActivityFailure => {
  if (Schema.is(ActivityFailure)(error)) return error
  const given = textOf(error, "outcome")
  const outcome = isOutcome(given) ? given : "Unknown"
  const isCall = ApiError.isApiError(error) || error instanceof WechatPayError
  return new ActivityFailure({
    activity,
    error: tagOf(error),
    code: textOf(error, "code"),
    requestId: textOf(error, "requestId"),
    outcome,
    isRetried:
      options.isRetried === true ||
      outcome === "Unknown" ||
      notNow.has(tagOf(error)) ||
      (isCall && Retry.isTransient(error))
  })
}

/**
 * The failure of an activity from its cause. A defect leaves the outcome unknown.
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromCause = (
  activity: string,
  cause: Cause.Cause<unknown>,
  isRetried?: (error: unknown) => boolean
): ActivityFailure =>
  Option.match(Cause.failureOption(cause), {
    onNone: () => fromError(activity, { _tag: "Defect" }),
    onSome: (error) => fromError(activity, error, { isRetried: isRetried?.(error) === true })
  })
