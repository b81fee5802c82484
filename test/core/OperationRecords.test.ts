/** Who acts on a number, what is open, and what the number is used for. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords } from "@effect-wechatpay/core"
import { Deferred, Effect, Exit, Fiber, Number, Redacted, Ref, Schedule, Scope, TestClock } from "effect"

const key = { kind: "test.payment", number: ["wx1", undefined, "N1"] } as const

const shared = Effect.map(
  OperationRecords.makeMemory({ lease: "30 seconds" }),
  (records) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provideService(effect, OperationRecords.OperationRecords, records)
)

describe("OperationRecords", () => {
  it.effect("without records each run knows only what it sent itself, and nothing is rejected", () =>
    Effect.gen(function* () {
      for (const request of [{ total: 1 }, { total: 2 }]) {
        const { open } = yield* Effect.scoped(
          Effect.gen(function* () {
            const held = yield* OperationRecords.hold(key, request)
            yield* held.sending("pay")
            return yield* held.record
          })
        )
        assert.deepStrictEqual(
          open.map((one) => one.request),
          ["pay"]
        )
      }
    })
  )

  it.effect("one run at a time acts on a number, and the next one knows what is open", () =>
    Effect.gen(function* () {
      const provided = yield* shared
      const scope = yield* Scope.make()
      const first = yield* Scope.extend(provided(OperationRecords.hold(key, { total: 1 })), scope)
      yield* first.sending("pay")
      yield* TestClock.adjust("5 minutes")
      const busy = yield* Effect.flip(Effect.scoped(provided(OperationRecords.hold(key))))
      assert.deepInclude(busy, { _tag: "OperationInProgress", outcome: "NotSent" })
      yield* Scope.close(scope, Exit.void)

      const second = yield* provided(OperationRecords.hold(key))
      const { open } = yield* second.record
      assert.deepStrictEqual(
        open.map((one) => one.request),
        ["pay"]
      )
      yield* second.ended("Paid")
      assert.deepInclude(yield* second.record, { open: [], result: "Paid" })
    }).pipe(Effect.scoped)
  )

  it.effect("a process that lost its lease must not send any more", () =>
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory({ lease: "30 seconds" })
      assert(records._tag === "Some")
      const { store } = records.value
      let frozen = true
      // It is stopped: nothing renews its lease.
      const held = yield* Effect.provideService(
        OperationRecords.hold(key),
        OperationRecords.OperationRecords,
        OperationRecords.make({
          ...store,
          save: (...args) => (frozen ? Effect.succeed(true) : store.save(...args))
        })
      )
      yield* TestClock.adjust("31 seconds")
      const taken = yield* Effect.provideService(
        OperationRecords.hold(key),
        OperationRecords.OperationRecords,
        records
      )
      frozen = false
      const lost = yield* Effect.flip(held.sending("reverse"))
      assert.strictEqual(lost._tag, "OperationInProgress")
      yield* taken.sending("reverse")
    }).pipe(Effect.scoped)
  )

  it.effect("a lease is renewed by the schedule of the options, until the program ends", () =>
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      assert(records._tag === "Some")
      const { store } = records.value
      const saved = yield* Ref.make(0)
      const counted = OperationRecords.make(
        {
          ...store,
          save: (...args) => Effect.zipRight(Ref.update(saved, Number.increment), store.save(...args))
        },
        { renewal: Schedule.spaced("10 seconds").pipe(Schedule.intersect(Schedule.recurs(3))) }
      )
      for (const renewals of [2, 4]) {
        const isHeld = yield* Deferred.make<void>()
        const fiber = yield* OperationRecords.hold(key).pipe(
          Effect.zipRight(Deferred.succeed(isHeld, undefined)),
          Effect.zipRight(Effect.sleep("25 seconds")),
          Effect.scoped,
          Effect.provideService(OperationRecords.OperationRecords, counted),
          Effect.fork
        )
        // The digest of the key takes real time, which the test clock does not wait for.
        yield* Deferred.await(isHeld)
        yield* TestClock.adjust("25 seconds")
        yield* Fiber.join(fiber)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* Ref.get(saved), renewals)
      }
      const scope = yield* Scope.make()
      yield* OperationRecords.hold(key).pipe(
        Effect.provideService(OperationRecords.OperationRecords, counted),
        Scope.extend(scope)
      )
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual(yield* Ref.get(saved), 7)
      yield* Scope.close(scope, Exit.void)
    })
  )

  it.effect("a number that is used for another request is rejected, for every order of members", () =>
    Effect.gen(function* () {
      const provided = yield* shared
      const use = (request: unknown) =>
        Effect.scoped(
          provided(Effect.flatMap(OperationRecords.hold(key, request), (held) => held.sending("pay")))
        )
      yield* use({ total: 1, user: Redacted.make("one"), note: undefined })
      yield* use({ user: Redacted.make("one"), total: 1 })
      for (const other of [
        { total: 2, user: Redacted.make("one") },
        { total: 1, user: Redacted.make("two") }
      ]) {
        const error = yield* Effect.flip(use(other))
        assert.deepInclude(error, { _tag: "NumberReused", outcome: "NotSent" })
      }
    })
  )
})
