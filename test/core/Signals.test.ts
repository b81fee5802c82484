/** Waiting for something by being told and by asking, whichever comes first. */
import { assert, describe, it } from "@effect/vitest"
import { Signals } from "@effect-wechatpay/core"
import { Effect, Fiber, Option, Ref, Schedule, TestClock } from "effect"

const everyMinute = Schedule.fromDelays("1 second").pipe(Schedule.andThen(Schedule.spaced("1 minute")))

const waiting = Effect.fnUntraced(function* (
  signals: Signals.Signals<string>,
  schedule: Schedule.Schedule<unknown> = everyMinute
) {
  const state = yield* Ref.make<number | "down" | "broken">(0)
  const looks = yield* Ref.make(0)
  const look = Effect.gen(function* () {
    yield* Ref.update(looks, (count) => count + 1)
    const now = yield* Ref.get(state)
    return typeof now === "number" ? now : yield* Effect.fail(now)
  })
  const fiber = yield* Effect.fork(
    Signals.awaitUntil({
      subscribe: signals.subscribe("a"),
      look,
      isReached: (value) => value === 1,
      isTransient: (error) => error === "down",
      schedule
    })
  )
  yield* Effect.yieldNow()
  return { fiber, looks, state }
})

describe("awaitUntil", () => {
  it.effect("awaitUntil queries by its schedule and continues after transient errors", () =>
    Effect.gen(function* () {
      const { fiber, looks, state } = yield* waiting(Signals.noop)
      for (const [delay, count] of [
        ["999 millis", 1],
        ["1 millis", 2],
        ["59 seconds", 2],
        ["1 second", 3],
        ["1 minute", 4]
      ] as const) {
        yield* TestClock.adjust(delay)
        assert.strictEqual(yield* Ref.get(looks), count)
      }
      yield* Ref.set(state, "down")
      yield* TestClock.adjust("1 minute")
      yield* Ref.set(state, 1)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(fiber), 1)
    })
  )

  it.effect("awaitUntil fails with the error of a query that is not transient", () =>
    Effect.gen(function* () {
      const { fiber, state } = yield* waiting(Signals.noop)
      yield* Ref.set(state, "broken")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Effect.flip(Fiber.join(fiber)), "broken")
    })
  )

  it.effect("awaitUntil queries at once after a signal for its key, and not for other keys", () =>
    Effect.gen(function* () {
      const signals = yield* Signals.makeMemory((key: string) => key)
      const { fiber, looks, state } = yield* waiting(signals)
      yield* TestClock.adjust("1 millis")
      yield* Ref.set(state, 1)
      yield* signals.publish("b")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* Ref.get(looks), 1)
      yield* signals.publish("a")
      assert.strictEqual(yield* Fiber.join(fiber), 1)
    })
  )

  it.effect("awaitUntil keeps its schedule however many signals arrive", () =>
    Effect.gen(function* () {
      const signals = yield* Signals.makeMemory((key: string) => key)
      const { fiber, looks } = yield* waiting(signals, Schedule.fromDelays("1 minute", "1 hour"))
      for (let count = 1; count <= 10; count++) {
        yield* TestClock.adjust("1 second")
        yield* signals.publish("a")
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(yield* Ref.get(looks), count + 1)
      }
      yield* TestClock.adjust("50 seconds")
      assert.strictEqual(yield* Ref.get(looks), 12)
      yield* TestClock.adjust("59 minutes")
      assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(fiber), 0)
    })
  )
})

describe("signals", () => {
  it.effect("a subscriber receives signals from the subscription on, and none from before", () =>
    Effect.gen(function* () {
      const signals = yield* Signals.makeMemory((key: string) => key)
      yield* signals.publish("a")
      const heard = yield* signals.subscribe("a")
      const early = yield* Effect.fork(heard)
      yield* TestClock.adjust("1 second")
      assert.isNull(early.unsafePoll(), "what came before is not heard")
      yield* signals.publish("a")
      yield* heard
    }).pipe(Effect.scoped)
  )
})
