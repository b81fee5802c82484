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

/** The end comes after the start; remarks come with their time only. */
export const checkRange = (
  range: Range,
  inOrder: (start: string, end: string) => boolean,
  message: string
): ReadonlyArray<Issue> => {
  const { end_time, start_time } = range
  return start_time === undefined || end_time === undefined || inOrder(start_time, end_time)
    ? remarks(range)
    : [...remarks(range), { path: ["end_time"], message }]
}

/**
 * Days may be equal, seconds may not. A day and a second are compared by their days. `OnAccept` is a time that
 * nobody knows yet.
 */
const beijingOrder = (start: string, end: string): boolean => {
  if (start === "OnAccept") return true
  return start.length === 14 && end.length === 14 ? end > start : end.slice(0, 8) >= start.slice(0, 8)
}

/** Beijing times, `yyyyMMddHHmmss` or `yyyyMMdd`. */
export const beijingRange = (range: Range): ReadonlyArray<Issue> =>
  checkRange(range, beijingOrder, "must be later than start_time (the same day, where one is a day)")
