/** Schedules by another clock than that of the system. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleInterval from "effect/ScheduleInterval"
import * as ScheduleIntervals from "effect/ScheduleIntervals"

/** The same schedule by the time, in milliseconds, that `now` gives. */
export const byClock = <Out, In, R>(
  self: Schedule.Schedule<Out, In, R>,
  now: Effect.Effect<number>
): Schedule.Schedule<Out, In, R> =>
  Schedule.makeWithState(self.initial, (wall, input: In, state) =>
    Effect.flatMap(now, (millis) =>
      Effect.map(self.step(millis, input, state), ([next, out, decision]) => {
        if (ScheduleDecision.isDone(decision)) return [next, out, decision] as const
        const start = ScheduleIntervals.start(decision.intervals) + wall - millis
        return [next, out, ScheduleDecision.continueWith(ScheduleInterval.after(start))] as const
      })
    )
  )
