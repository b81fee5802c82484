// Effect 4 edition of monotonicSchedule.ts as of 99249a520b3c849e.
/** Schedules by another clock than that of the system. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** The same schedule by the time, in milliseconds, that `now` gives. */
export const byClock = <Out, In, R>(
  self: Schedule.Schedule<Out, In, never, R>,
  now: Effect.Effect<number>
): Schedule.Schedule<Out, In, never, R> =>
  Schedule.fromStep(
    Effect.map(
      Schedule.toStep(self),
      (step) => (_, input: In) => Effect.flatMap(now, (millis) => step(millis, input))
    )
  )
