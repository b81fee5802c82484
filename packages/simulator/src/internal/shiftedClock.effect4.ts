// Effect 4 edition of shiftedClock.ts as of 06df02cbcd71a586.
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** A clock with another time that sleeps as a given one does. */
export const shiftedClock = (real: Clock.Clock, millis: () => number, nanos: () => bigint): Clock.Clock => ({
  currentTimeMillisUnsafe: millis,
  currentTimeNanosUnsafe: nanos,
  monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: real.monotonicTimeNanos,
  currentTimeMillis: Effect.sync(millis),
  currentTimeNanos: Effect.sync(nanos),
  sleep: (duration) => real.sleep(duration)
})
