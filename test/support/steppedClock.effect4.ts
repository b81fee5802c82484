// Effect 4 edition of steppedClock.ts as of 28bd3fa577a40f5c.
import { Clock, type Duration, Effect } from "effect"

/** A clock of which somebody sets the time of day: by `offset` milliseconds. Its monotonic time is not changed. */
export interface SteppedClock extends Clock.Clock {
  offset: number
}

/** `onSleep` runs before the clock sleeps, `onWake` after it. */
export const steppedClock = (
  on: {
    readonly onSleep?: (duration: Duration.Duration, clock: SteppedClock) => void
    readonly onWake?: (clock: SteppedClock) => void
  } = {}
): Effect.Effect<SteppedClock> =>
  Clock.clockWith((real) => {
    const millis = () => real.currentTimeMillisUnsafe() + clock.offset
    const nanos = () => real.currentTimeNanosUnsafe() + BigInt(clock.offset) * 1_000_000n
    const clock: SteppedClock = {
      offset: 0,
      currentTimeMillisUnsafe: millis,
      currentTimeNanosUnsafe: nanos,
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanos: real.monotonicTimeNanos,
      sleep: (duration) =>
        Effect.suspend(() => {
          on.onSleep?.(duration, clock)
          return Effect.tap(real.sleep(duration), () => Effect.sync(() => on.onWake?.(clock)))
        })
    }
    return Effect.succeed(clock)
  })
