/**
 * A clock that only goes forward. Deadlines and waits that it measures do not change when the system time is set: setting
 * it back by an hour does not prolong a wait by an hour.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Function from "effect/Function"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { byClock } from "./internal/call/monotonicSchedule.js"

/**
 * Milliseconds since a fixed moment of the process.
 *
 * @since 1.0.0
 * @category accessors
 */
export const now: Effect.Effect<number> = Effect.map(Clock.currentTimeNanos, (nanos) =>
  Number(nanos / 1_000_000n)
)

/** The maximum of JavaScript timers is 24.8 days; a longer `Effect.sleep` never ends. */
const longest = Duration.toMillis("1 day")

/**
 * Sleeps until a moment of {@link now}.
 *
 * @since 1.0.0
 * @category combinators
 */
export const sleepUntil = (end: number): Effect.Effect<void> =>
  Effect.flatMap(now, (millis) =>
    end <= millis
      ? Effect.void
      : Effect.andThen(
          Effect.sleep(Math.min(end - millis, longest)),
          Effect.suspend(() => sleepUntil(end))
        )
  )

/**
 * Sleeps for a time of any length. `Effect.sleep` never ends if it is longer than 24.8 days.
 *
 * @since 1.0.0
 * @category combinators
 */
export const sleep = (duration: Duration.DurationInput): Effect.Effect<void> =>
  Duration.toMillis(duration) === Number.POSITIVE_INFINITY
    ? Effect.never
    : Effect.flatMap(now, (millis) => sleepUntil(millis + Duration.toMillis(duration)))

/**
 * Interrupts an effect after a time of any length, with the result `None`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const timeoutOption: {
  (
    duration: Duration.DurationInput
  ): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<Option.Option<A>, E, R>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    duration: Duration.DurationInput
  ): Effect.Effect<Option.Option<A>, E, R>
} = /* @__PURE__ */ Function.dual(
  2,
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    duration: Duration.DurationInput
  ): Effect.Effect<Option.Option<A>, E, R> =>
    Effect.raceFirst(Effect.asSome(effect), Effect.as(sleep(duration), Option.none()))
)

/**
 * The same schedule by this clock: elapsed times, as of `Schedule.upTo`, no longer depend on the time of day.
 *
 * ```ts
 * Effect.retry(call, MonotonicClock.schedule(Schedule.spaced("5 seconds").pipe(Schedule.upTo("30 seconds"))))
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const schedule = <Out, In, R>(self: Schedule.Schedule<Out, In, R>): Schedule.Schedule<Out, In, R> =>
  byClock(self, now)

/**
 * Steps through a schedule by this clock: each run sleeps for the next delay; it gives `false` without
 * sleeping when the schedule is complete.
 *
 * @since 1.0.0
 * @category constructors
 */
export const delays = <Out, R>(
  self: Schedule.Schedule<Out, unknown, R>
): Effect.Effect<Effect.Effect<boolean, never, R>> =>
  Effect.map(Schedule.driver(schedule(self)), (driver) =>
    Effect.match(driver.next(undefined), { onFailure: () => false, onSuccess: () => true })
  )
