/**
 * The test clock as it is in Effect 3: before time passes, and after each sleep that ends, what takes real time (a signature,
 * a digest) goes on until it sleeps or waits. Effect 4's passes time at once.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"

type Sleeping = ReadonlySet<{ readonly end: number }>

const watched = new WeakMap<Clock.Clock, Sleeping>()

const watch = (clock: Clock.Clock): Sleeping => {
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

/** The times to which fibers sleep: of those that began to sleep after the first use of this module with their clock. */
export const sleeps = (): Effect.Effect<ReadonlyArray<number>> =>
  Clock.clockWith((clock) => Effect.sync(() => [...watch(clock)].map(({ end }) => end)))

/** As long as Effect 3 waits. */
const pause = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10)))

/** The test clock's warning, which a first sleep forks, can be interrupted even where the sleep cannot. A step of no time ends it. */
const settled = Effect.andThen(TestClock.adjust(0), pause)

const passTo = (clock: Clock.Clock, end: number): Effect.Effect<void> =>
  Effect.suspend(() => {
    const now = clock.currentTimeMillisUnsafe()
    const due = [...watch(clock)].map((entry) => entry.end).filter((time) => time > now && time <= end)
    return due.length === 0
      ? TestClock.setTime(end)
      : TestClock.setTime(Math.min(...due)).pipe(Effect.andThen(settled), Effect.andThen(passTo(clock, end)))
  })

/** `TestClock.adjust`. */
export const adjust = (duration: Duration.Input): Effect.Effect<void> =>
  Clock.clockWith((clock) => {
    watch(clock)
    return Effect.andThen(
      settled,
      Effect.suspend(() =>
        passTo(clock, clock.currentTimeMillisUnsafe() + Duration.toMillis(Duration.fromInputUnsafe(duration)))
      )
    )
  })

/** `TestClock.setTime`. */
export const setTime = (time: number): Effect.Effect<void> =>
  Clock.clockWith((clock) => {
    watch(clock)
    return Effect.andThen(settled, passTo(clock, time))
  })
