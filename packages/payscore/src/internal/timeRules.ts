/**
 * The rules on the times of a service. Each names the field, never the value.
 */
import type * as Schema from "effect/Schema"

type Issue = Schema.FilterIssue

interface Range {
  readonly start_time?: string | undefined
  readonly end_time?: string | undefined
  readonly start_time_remark?: string | undefined
  readonly end_time_remark?: string | undefined
}

const remarks = (range: Range): ReadonlyArray<Issue> =>
  (["start_time", "end_time"] as const)
    .filter((name) => range[`${name}_remark`] !== undefined && range[name] === undefined)
    .map((name) => ({ path: [`${name}_remark`], message: `must not be given without ${name}` }))

const endsEarly: Issue = {
  path: ["end_time"],
  message: "must be later than start_time (the same day, where both are days)"
}

/**
 * Days may be equal, seconds may not. A day and a second are compared by their days. `OnAccept` is a time that
 * nobody knows yet.
 */
const beijingOrder = (start: string, end: string): boolean => {
  if (!/^\d/.test(start)) return true
  return start.length === 14 && end.length === 14 ? end > start : end.slice(0, 8) >= start.slice(0, 8)
}

export const beijingRange = (range: Range): ReadonlyArray<Issue> => {
  const { end_time, start_time } = range
  const ordered = start_time === undefined || end_time === undefined || beijingOrder(start_time, end_time)
  return ordered ? remarks(range) : [...remarks(range), endsEarly]
}
