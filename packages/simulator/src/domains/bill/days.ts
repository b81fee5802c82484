/** The day of a bill, and when the bill is ready. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { rfc3339 } from "../../internal/rfc3339.js"
import { invalidRequest, make, type SimulatedError } from "../../SimulatedError.js"

/** A day in Beijing: from its first moment to the first moment of the next day. Unix time in milliseconds. */
export interface Day {
  readonly from: number
  readonly to: number
}

/** Bills are ready at 10:00 of the next day. */
const readyAfter = Duration.toMillis("10 hours")

/** `date` is `yyyy-MM-dd`. */
export const requireDay = (date: string, now: number): Effect.Effect<Day, SimulatedError> => {
  const from = Date.parse(`${date}T00:00:00+08:00`)
  const to = from + Duration.toMillis("1 day")
  const oldest = DateTime.toEpochMillis(DateTime.subtract(DateTime.unsafeMake(now), { months: 3 }))
  if (now < to) return Effect.fail(invalidRequest("账单日期必须早于当天"))
  if (to <= oldest) return Effect.fail(invalidRequest("仅支持三个月内的账单下载申请"))
  return now < to + readyAfter
    ? Effect.fail(make(400, "STATEMENT_CREATING", "账单生成中，请稍后再试"))
    : Effect.succeed({ from, to })
}

export const isWithin = ({ from, to }: Day, millis: number): boolean => from <= millis && millis < to

/** A time as in bills: `2024-05-01 10:00:00`. */
export const timeOf = (millis: number): string => rfc3339(millis).slice(0, 19).replace("T", " ")
