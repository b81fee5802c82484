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
  Effect.map(Effect.clock, (real) => {
    const millis = () => real.unsafeCurrentTimeMillis() + clock.offset
    const clock: SteppedClock = {
      offset: 0,
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: millis,
      unsafeCurrentTimeNanos: () => real.unsafeCurrentTimeNanos(),
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanos: real.currentTimeNanos,
      sleep: (duration) =>
        Effect.suspend(() => {
          on.onSleep?.(duration, clock)
          return Effect.zipLeft(
            real.sleep(duration),
            Effect.sync(() => on.onWake?.(clock))
          )
        })
    }
    return clock
  })
