/** Waiting that does not depend on the time of day, and is not limited by the timers of JavaScript. */
import { assert, describe, it } from "@effect/vitest"
import { MonotonicClock } from "@effect-wechatpay/core"
import { Duration, Effect, Fiber, Option, Schedule, TestClock } from "effect"
import { steppedClock } from "../support/steppedClock.js"

describe("MonotonicClock", () => {
  it.effect("MonotonicClock sleeps longer than a JavaScript timer can, in several parts", () =>
    Effect.gen(function* () {
      let longest = 0
      const clock = yield* steppedClock({
        onSleep: (duration) => {
          longest = Math.max(longest, Duration.toMillis(duration))
        }
      })
      const fiber = yield* Effect.fork(Effect.withClock(MonotonicClock.sleep("60 days"), clock))
      for (let day = 0; day < 60; day++) {
        assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
        yield* TestClock.adjust("1 day")
      }
      yield* Fiber.join(fiber)
      assert.isBelow(longest, 2 ** 31)
    })
  )

  it.effect("MonotonicClock interrupts an effect after a timeout of every length", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(MonotonicClock.timeoutOption(Effect.never, "30 days"))
      yield* TestClock.adjust("29 days")
      assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
      yield* TestClock.adjust("1 day")
      assert.isTrue(Option.isNone(yield* Fiber.join(fiber)))
      assert.deepStrictEqual(
        Option.getOrUndefined(yield* MonotonicClock.timeoutOption(Effect.succeed(1), "30 days")),
        1
      )
      assert.deepStrictEqual(
        Option.getOrUndefined(yield* Effect.succeed(1).pipe(MonotonicClock.timeoutOption("30 days"))),
        1
      )
    })
  )

  it.effect(
    "MonotonicClock ends a schedule by elapsed time even if the system clock is set back by an hour",
    () =>
      Effect.gen(function* () {
        const clock = yield* steppedClock()
        const delay = yield* MonotonicClock.delays(
          Schedule.spaced("5 seconds").pipe(Schedule.upTo("30 seconds"))
        )
        const since = yield* MonotonicClock.now
        const all: Effect.Effect<number> = Effect.flatMap(delay, (goesOn) =>
          goesOn ? Effect.map(all, (count) => count + 1) : Effect.succeed(0)
        )
        const fiber = yield* Effect.fork(Effect.withClock(all, clock))
        yield* TestClock.adjust("12 seconds")
        clock.offset = -3_600_000
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* Fiber.join(fiber), 6)
        assert.strictEqual((yield* MonotonicClock.now) - since, 72_000)
      })
  )
})
