/** Who acts on a number, what is open, and what the number is used for. */
import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords } from "@effect-wechatpay/core"
import {
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Number,
  Option,
  Redacted,
  Ref,
  Schedule,
  Scope,
  TestClock
} from "effect"

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

  it.effect("a digest is that of JSON with sorted members, however deep, of what was redacted too", () =>
    Effect.gen(function* () {
      const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
      const value = {
        c: [{ z: 1, y: undefined, a: Redacted.make({ d: 2, b: "x" }) }, null, "2", true],
        a: { b: undefined, a: null }
      }
      assert.strictEqual(
        yield* OperationRecords.digest(value),
        sha256('{"a":{"a":null},"c":[{"a":{"b":"x","d":2},"z":1},null,"2",true]}')
      )
      assert.strictEqual(yield* OperationRecords.digest("text"), sha256('"text"'))
      const keys: Array<string> = []
      const store: OperationRecords.Store = {
        acquire: (key) => Effect.sync(() => Option.some({ open: [], key: keys.push(key) })),
        save: () => Effect.succeed(true),
        release: () => Effect.void
      }
      yield* Effect.scoped(
        Effect.provideService(
          OperationRecords.hold(key),
          OperationRecords.OperationRecords,
          OperationRecords.make(store)
        )
      )
      assert.deepStrictEqual(keys, [sha256('["test.payment","wx1",null,"N1"]')])
    })
  )

  it.effect("a record has each open request once, with its latest time, until it got its response", () =>
    Effect.gen(function* () {
      const provided = yield* shared
      for (const isKept of [false, true]) {
        yield* TestClock.setTime(1_000)
        const held = yield* isKept ? provided(OperationRecords.hold(key)) : OperationRecords.hold(key)
        assert.strictEqual(held.isKept, isKept)
        yield* held.sending("pay")
        yield* held.sending("reverse")
        yield* TestClock.setTime(2_000)
        yield* held.sending("pay")
        assert.deepStrictEqual((yield* held.record).open, [
          { request: "reverse", sentAt: 1_000 },
          { request: "pay", sentAt: 2_000 }
        ])
        yield* held.responded("reverse")
        assert.deepStrictEqual((yield* held.record).open, [{ request: "pay", sentAt: 2_000 }])
        yield* held.sending("reverse")
        yield* held.responded()
        assert.deepStrictEqual((yield* held.record).open, [])
        assert.notProperty(yield* held.record, "digest")
        yield* held.sending("pay")
        yield* held.ended("Paid")
        if (isKept) assert.deepStrictEqual(yield* held.record, { open: [], result: "Paid" })
      }
    }).pipe(Effect.scoped)
  )

  it.effect("a number that was used without a request accepts one, and keeps the first", () =>
    Effect.gen(function* () {
      const provided = yield* shared
      const use = (request?: unknown) =>
        Effect.scoped(
          provided(
            Effect.gen(function* () {
              const held = yield* OperationRecords.hold(key, request)
              yield* held.sending("pay")
              return (yield* held.record).digest
            })
          )
        )
      assert.isUndefined(yield* use())
      const first = yield* use({ total: 1 })
      assert.isDefined(first)
      assert.strictEqual(yield* use(), first)
      const error = yield* Effect.flip(use({ total: 2 }))
      assert(error._tag === "NumberReused")
      assert.include(error.message, "test.payment: the number was used for another request: use another")
    })
  )

  it.effect(
    "a store that fails or gives the record away leaves open what was sent before, and only that",
    () =>
      Effect.gen(function* () {
        const down = new OperationRecords.StoreError({ problem: "the database is down" })
        assert.strictEqual(down.outcome, "NotSent")
        let saving: Effect.Effect<boolean, OperationRecords.StoreError> = Effect.succeed(true)
        let releases = 0
        const provided = (acquired: OperationRecords.Store["acquire"]) =>
          Effect.provideService(
            OperationRecords.hold(key),
            OperationRecords.OperationRecords,
            OperationRecords.make({
              acquire: acquired,
              save: () => Effect.suspend(() => saving),
              release: () =>
                Effect.suspend(() => {
                  releases++
                  return Effect.fail(down)
                })
            })
          )
        const unread = yield* Effect.flip(Effect.scoped(provided(() => Effect.fail(down))))
        assert.deepInclude(unread, { _tag: "RecordsUnavailable", outcome: "NotSent" })
        assert.include(
          unread.message,
          "test.payment: the operation records failed (the database is down): run it"
        )
        const busy = yield* Effect.flip(Effect.scoped(provided(() => Effect.succeedNone)))
        assert.include(busy.message, "test.payment: another process acts on it: wait until the other process")
        assert.strictEqual(releases, 0)

        for (const [response, tag] of [
          [Effect.fail(down), "RecordsUnavailable"],
          [Effect.succeed(false), "OperationInProgress"]
        ] as const) {
          releases = 0
          yield* Effect.scoped(
            Effect.gen(function* () {
              const held = yield* provided(() => Effect.succeedSome({ open: [] }))
              const outcomes = () =>
                Effect.forEach([held.sending("pay"), held.responded("pay"), held.ended("Paid")], (change) =>
                  Effect.map(Effect.flip(change), ({ _tag, outcome }) => [_tag, outcome])
                )
              saving = response
              assert.deepStrictEqual(yield* outcomes(), [
                [tag, "NotSent"],
                [tag, "Unknown"],
                [tag, "Unknown"]
              ])
              saving = Effect.succeed(true)
              yield* held.sending("pay")
              saving = response
              assert.deepStrictEqual((yield* outcomes())[0], [tag, "Unknown"])
              const error = yield* Effect.flip(held.sending("pay"))
              if (tag === "OperationInProgress")
                assert.include(error.message, "another process has taken it over")
              // What could not be written is not true.
              assert.lengthOf((yield* held.record).open, 1)
              assert.notProperty(yield* held.record, "result")
            })
          )
          assert.strictEqual(releases, 1)
        }
      })
  )

  it.effect(
    "a lease of 30 seconds is renewed every 10, and does not undo what the program writes meanwhile",
    () =>
      Effect.gen(function* () {
        const leases: Array<number> = []
        let saved: OperationRecords.OperationRecord = { open: [] }
        let writing = 0
        const records = OperationRecords.make({
          acquire: (_, __, lease) =>
            Effect.sync(() => {
              leases.push(Duration.toMillis(lease))
              return Option.some(saved)
            }),
          save: (_, __, lease, record) =>
            Effect.gen(function* () {
              assert.strictEqual(++writing, 1)
              leases.push(Duration.toMillis(lease))
              yield* Effect.sleep("2 seconds")
              saved = record
              writing--
              return true
            }),
          release: () => Effect.void
        })
        yield* Effect.scoped(
          Effect.gen(function* () {
            const held = yield* Effect.provideService(
              OperationRecords.hold(key),
              OperationRecords.OperationRecords,
              records
            )
            yield* TestClock.adjust("11 seconds")
            assert.strictEqual(writing, 1)
            // The renewal is being written.
            const sending = yield* Effect.fork(held.sending("pay"))
            yield* TestClock.adjust("5 seconds")
            yield* Fiber.join(sending)
            assert.lengthOf(saved.open, 1)
            yield* TestClock.adjust("20 seconds")
            assert.lengthOf(saved.open, 1)
          })
        )
        assert.isAtLeast(leases.length, 4)
        assert.deepStrictEqual([...new Set(leases)], [30_000])
      })
  )

  it.effect(
    "records in memory belong to one owner until the lease ends, and the oldest free ones are forgotten",
    () =>
      Effect.gen(function* () {
        const records = yield* OperationRecords.makeMemory({ capacity: 2 })
        assert(records._tag === "Some")
        const { release, save, ...store } = records.value.store
        const acquire = (name: string, owner: string, lease: Duration.Duration) =>
          store.acquire(name, owner, lease, key)
        const lease = Duration.seconds(10)
        const record = { open: [{ request: "pay", sentAt: 1 }] }
        const isFree = (name: string, owner = "z") => Effect.map(acquire(name, owner, lease), Option.isSome)
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("a", "x", lease)), { open: [] })
        assert.isTrue(yield* save("a", "x", lease, record))
        assert.isFalse(yield* isFree("a"))
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("a", "x", lease)), record)
        // Others neither write nor release it.
        assert.isFalse(yield* save("a", "y", lease, { open: [] }))
        assert.isFalse(yield* save("none", "y", lease, { open: [] }))
        yield* release("a", "y")
        yield* release("none", "y")
        assert.isFalse(yield* isFree("a"))
        // A write renews the lease, which ends with its last millisecond.
        yield* TestClock.adjust("6 seconds")
        assert.isTrue(yield* save("a", "x", lease, record))
        yield* TestClock.adjust("9999 millis")
        assert.isFalse(yield* isFree("a"))
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("a", "y", lease)), record)
        assert.isFalse(yield* save("a", "x", lease, { open: [] }))
        yield* release("a", "y")
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("a", "x", lease)), record)
        yield* release("a", "x")

        // As many as the capacity are kept.
        yield* acquire("b", "x", lease)
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("a", "x", lease)), record)
        yield* release("a", "x")

        // "a" is the oldest free one, "b" is held.
        yield* acquire("b", "x", lease)
        yield* acquire("c", "x", lease)
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("a", "x", lease)), { open: [] })
        assert.isTrue(yield* save("b", "x", lease, record))
        assert.isTrue(yield* save("c", "x", lease, record))
        yield* release("c", "x")
        yield* acquire("d", "x", lease)
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("b", "x", lease)), record)
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("c", "x", lease)), { open: [] })
        // Held ones are forgotten when their lease has ended.
        yield* save("b", "x", lease, record)
        yield* TestClock.adjust("10 seconds")
        yield* acquire("e", "x", lease)
        yield* acquire("f", "x", lease)
        assert.deepStrictEqual(Option.getOrUndefined(yield* acquire("b", "x", lease)), { open: [] })
      })
  )
})
