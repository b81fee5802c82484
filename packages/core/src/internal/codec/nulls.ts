/** Members without a value. */
import * as Redacted from "effect/Redacted"

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** By earlier editions of WeChat Pay's rules, a member without a value may be `null` instead of absent. */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isRecord(value) || Redacted.isRedacted(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, withoutNulls(member)]]))
  )
}
