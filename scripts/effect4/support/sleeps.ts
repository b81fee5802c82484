/** What Effect 3 has as `TestClock.sleeps`. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

const watched = new WeakMap<Clock.Clock, Set<{ readonly end: number }>>()

const watch = (clock: Clock.Clock): ReadonlySet<{ readonly end: number }> => {
  const before = watched.get(clock)
  if (before !== undefined) return before
  const found = new Set<{ readonly end: number }>()
  watched.set(clock, found)
  const sleep = clock.sleep.bind(clock)
  clock.sleep = (duration) =>
    Effect.suspend(() => {
      const entry = { end: clock.currentTimeMillisUnsafe() + Duration.toMillis(duration) }
      found.add(entry)
      return Effect.ensuring(
        sleep(duration),
        Effect.sync(() => found.delete(entry))
      )
    })
  return found
}

/** The times to which fibers sleep: of those that began to sleep after the first call of this for their clock. */
export const sleeps = (): Effect.Effect<ReadonlyArray<number>> =>
  Clock.clockWith((clock) => Effect.sync(() => [...watch(clock)].map(({ end }) => end)))
