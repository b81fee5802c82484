import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** A clock with another time that sleeps as a given one does. */
export const shiftedClock = (real: Clock.Clock, millis: () => number, nanos: () => bigint): Clock.Clock => ({
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: millis,
  unsafeCurrentTimeNanos: nanos,
  currentTimeMillis: Effect.sync(millis),
  currentTimeNanos: Effect.sync(nanos),
  sleep: (duration) => real.sleep(duration)
})
