/**
 * The rules for the times of a service. Each issue contains the name of the field, never its value.
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

/** Checks the end by the rule of the mode. A remark is allowed only with its time. */
export const checkRange = (
  range: Range,
  checkEnd: (start: string, end: string) => string | undefined
): ReadonlyArray<Issue> => {
  const { end_time, start_time } = range
  const message =
    start_time === undefined || end_time === undefined ? undefined : checkEnd(start_time, end_time)
  return message === undefined ? remarks(range) : [...remarks(range), { path: ["end_time"], message }]
}

/** The end must have the format of the start. `OnAccept` counts as a time with seconds. */
const otherFormat = (start: string, end: string): string | undefined =>
  end.length === (start === "OnAccept" ? 14 : start.length)
    ? undefined
    : "must have the format of start_time (yyyyMMddHHmmss if it is OnAccept)"

/** Equal days are allowed, equal seconds are not. The time of `OnAccept` is not known yet. */
const plannedEnd = (start: string, end: string): string | undefined => {
  const problem = otherFormat(start, end)
  if (problem !== undefined || start === "OnAccept") return problem
  return (start.length === 14 ? end > start : end >= start)
    ? undefined
    : "must be later than start_time (for days the same day is allowed)"
}

/**
 * Equal seconds are also allowed. The pages of a completion require a later second, but the error text of WeChat Pay
 * (internal code 271316637) only rejects an earlier one. The client sends what WeChat Pay may accept.
 */
const realEnd = (start: string, end: string): string | undefined => {
  const problem = otherFormat(start, end)
  if (problem !== undefined || start === "OnAccept") return problem
  return end >= start ? undefined : "must not be earlier than start_time (the same second or day is allowed)"
}

/** Beijing times of a future service, `yyyyMMddHHmmss` or `yyyyMMdd`. */
export const plannedRange = (range: Range): ReadonlyArray<Issue> => checkRange(range, plannedEnd)

/** Beijing times of a service that is over, `yyyyMMddHHmmss` or `yyyyMMdd`. */
export const realRange = (range: Range): ReadonlyArray<Issue> => checkRange(range, realEnd)
