/** Names of failures, without their messages, which may contain personal data. */
import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"

const tagOf = (value: unknown): string | undefined =>
  Predicate.hasProperty(value, "_tag") && typeof value._tag === "string" ? value._tag : undefined

export const nameOf = (cause: Cause.Cause<unknown>): string => {
  const error = Option.getOrUndefined(Cause.failureOption(cause))
  if (error === undefined) return Cause.isInterruptedOnly(cause) ? "interruption" : "a defect"
  const reason = Predicate.hasProperty(error, "reason") ? tagOf(error.reason) : undefined
  return [tagOf(error) ?? "a failure", ...(reason === undefined ? [] : [reason])].join(": ")
}
