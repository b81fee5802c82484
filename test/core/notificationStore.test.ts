import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { NotificationError, NotificationStore } from "@effect-wechatpay/core"
import {
  type Clock,
  Data,
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Logger,
  Option,
  Ref,
  Schedule,
  TestClock
} from "effect"
import { forbidden } from "../support/storeErrors.js"

const store = NotificationStore.NotificationStore

const once = <A, E, R>(keys: ReadonlyArray<string>, handle: Effect.Effect<A, E, R>) =>
  Effect.flatMap(store, (service) => service.once(keys, handle))

/** What became of a handling that does nothing. */
const seen = (...keys: ReadonlyArray<string>) => Effect.map(once(keys, Effect.void), ({ _tag }) => _tag)

const layers: ReadonlyArray<
  readonly [string, (options?: NotificationStore.Options) => Layer.Layer<NotificationStore.NotificationStore>]
> = [
  ["memory", (options) => NotificationStore.layerMemory(options)],
  [
    "KeyValueStore",
    (options) => NotificationStore.layerKeyValueStore(options).pipe(Layer.provide(KeyValueStore.layerMemory))
  ]
]

describe.each(layers)("the store in %s", (_name, layer) => {
  const inStore = (
    name: string,
    test: Effect.Effect<void, string | NotificationError.StoreFailure, NotificationStore.NotificationStore>
  ) => it.effect(name, () => Effect.provide(test, layer()))

  inStore(
    "a notification store handles an occurrence once",
    Effect.gen(function* () {
      const count = yield* Ref.make(0)
      const handle = Ref.updateAndGet(count, (n) => n + 1)
      assert.deepStrictEqual(yield* once(["a"], handle), { _tag: "Handled", value: 1 })
      assert.deepStrictEqual(yield* once(["a"], handle), { _tag: "Duplicate" })
      assert.deepStrictEqual(yield* once(["b"], handle), { _tag: "Handled", value: 2 })
    })
  )

  inStore(
    "a notification store knows an occurrence by any of its keys",
    Effect.gen(function* () {
      assert.strictEqual(yield* seen("id-1", "order"), "Handled")
      assert.strictEqual(yield* seen("id-2", "order"), "Duplicate")
      assert.strictEqual(yield* seen("id-1"), "Duplicate")
      // The other id of a known occurrence is remembered as well.
      assert.strictEqual(yield* seen("id-2"), "Duplicate")
      assert.strictEqual(yield* seen("id-3", "other"), "Handled")
    })
  )

  inStore(
    "a notification store handles an occurrence again that failed, died or was interrupted",
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      assert.isTrue(Exit.isFailure(yield* Effect.exit(once(["a", "b"], Effect.fail("no")))))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(once(["a", "b"], Effect.die("no")))))
      const fiber = yield* Effect.fork(
        once(["a", "b"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* seen("b"), "Handled")
      assert.strictEqual(yield* seen("a"), "Handled")
    })
  )

  inStore(
    "a notification store does not handle an occurrence that is being handled, under any of its keys",
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(
        once(["id-1", "order"], Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(go)))
      )
      yield* Deferred.await(started)
      assert.strictEqual(yield* seen("id-1", "order"), "InProgress")
      assert.strictEqual(yield* seen("id-2", "order"), "InProgress")
      // The claims of the rejected one are free again.
      assert.strictEqual(yield* seen("id-2"), "Handled")
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(fiber)
      assert.strictEqual(yield* seen("id-1", "order"), "Duplicate")
    })
  )

  inStore(
    "a notification store lets one of many simultaneous handlers run",
    Effect.gen(function* () {
      const count = yield* Ref.make(0)
      const results = yield* Effect.forEach(
        Array.from({ length: 50 }, (_, index) => index),
        (index) =>
          once(
            [`id-${index}`, "order"],
            Effect.andThen(
              Effect.yieldNow(),
              Ref.update(count, (n) => n + 1)
            )
          ),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(yield* Ref.get(count), 1)
      assert.strictEqual(results.filter(({ _tag }) => _tag === "Handled").length, 1)
    })
  )

  inStore(
    "a notification store keeps an uninterruptible handler's claim until it ends, and then counts it as interrupted",
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(
        once(
          ["a"],
          Effect.uninterruptible(Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(go)))
        )
      )
      yield* Deferred.await(started)
      yield* Fiber.interruptFork(fiber)
      yield* Effect.yieldNow()
      assert.strictEqual(yield* seen("a"), "InProgress")
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.await(fiber)
      assert.strictEqual(yield* seen("a"), "Handled")
    })
  )

  it.effect("a notification store keeps a claim while its handler runs longer than the lease", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const slow = (time: Duration.DurationInput) =>
        Effect.uninterruptible(Effect.andThen(Deferred.succeed(started, undefined), Effect.sleep(time)))
      const interrupted = yield* Effect.fork(once(["a", "b"], slow("60 seconds")))
      yield* Deferred.await(started)
      yield* Fiber.interruptFork(interrupted)
      for (let seconds = 0; seconds < 59; seconds++) {
        yield* TestClock.adjust("1 seconds")
        assert.strictEqual(yield* seen(seconds % 2 === 0 ? "a" : "b"), "InProgress")
      }
      yield* TestClock.adjust("1 seconds")
      yield* Fiber.await(interrupted)
      const fiber = yield* Effect.fork(once(["a", "b"], slow("60 seconds")))
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(yield* seen("a"), "InProgress")
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Handled")
      assert.strictEqual(yield* seen("b"), "Duplicate")
      // Nobody goes on claiming what has ended.
      assert.strictEqual(yield* seen("c"), "Handled")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* seen("a", "b"), "Duplicate")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a notification store forgets an occurrence after its retention time", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* seen("a"), "Handled")
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual(yield* seen("a"), "Duplicate")
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(yield* seen("a"), "Handled")
      assert.strictEqual(yield* seen("a"), "Duplicate")
    }).pipe(Effect.provide(layer({ retain: "1 hour" })))
  )

  it.effect("a notification store accepts a lease that is not a whole number of milliseconds", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(
        once(["a"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
      )
      yield* Deferred.await(started)
      assert.strictEqual(yield* seen("a"), "InProgress")
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(layer({ lease: Duration.millis(3333.4) })))
  )

  it.effect("a notification store remembers occurrences for 3 days by default", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* seen("a"), "Handled")
      yield* TestClock.adjust("71 hours")
      assert.strictEqual(yield* seen("a"), "Duplicate")
      yield* TestClock.adjust("61 minutes")
      assert.strictEqual(yield* seen("a"), "Handled")
    }).pipe(Effect.provide(layer()))
  )
})

describe("the store in memory", () => {
  it.effect("the in-memory store forgets the oldest occurrence when it is full", () =>
    Effect.gen(function* () {
      for (const key of ["a", "b", "c", "d"]) assert.strictEqual(yield* seen(key), "Handled")
      assert.strictEqual(yield* seen("d"), "Duplicate")
      assert.strictEqual(yield* seen("c"), "Duplicate")
      assert.strictEqual(yield* seen("b"), "Duplicate")
      assert.strictEqual(yield* seen("a"), "Handled")
    }).pipe(Effect.provide(NotificationStore.layerMemory({ capacity: 3 })))
  )

  it.effect("the in-memory store never forgets an occurrence that is being handled", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(
        once(["busy"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
      )
      yield* Deferred.await(started)
      for (let index = 0; index < 100; index++) yield* seen(`${index}`)
      assert.strictEqual(yield* seen("busy"), "InProgress")
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(NotificationStore.layerMemory({ capacity: 3 })))
  )
})

describe("the store in KeyValueStore", () => {
  const layer = NotificationStore.layerKeyValueStore().pipe(Layer.provideMerge(KeyValueStore.layerMemory))
  /** A process that has claimed, and for which no time passes any more. */
  const killed = Effect.gen(function* () {
    const started = yield* Deferred.make<void>()
    const other = yield* Effect.provide(Layer.build(NotificationStore.layerKeyValueStore()), Layer.empty)
    const clock: Clock.Clock = Object.assign(Object.create(yield* Effect.clock), {
      sleep: () => Effect.never
    })
    const fiber = yield* Effect.fork(
      Effect.provide(
        once(["a"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never)),
        other
      ).pipe(Effect.withClock(clock))
    )
    yield* Deferred.await(started)
    return fiber
  })

  it.scoped("the KeyValueStore store frees the claim of a killed process after its lease", () =>
    Effect.gen(function* () {
      yield* killed
      assert.strictEqual(yield* seen("a"), "InProgress")
      yield* TestClock.adjust("9 seconds")
      assert.strictEqual(yield* seen("a"), "InProgress")
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* seen("a"), "Handled")
    }).pipe(Effect.provide(layer))
  )

  it.scoped("the KeyValueStore store does not release a claim that another process took over", () =>
    Effect.gen(function* () {
      const slow = yield* killed
      yield* TestClock.adjust("11 seconds")
      const started = yield* Deferred.make<void>()
      const second = yield* Effect.fork(
        once(["a"], Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(slow)
      assert.strictEqual(yield* seen("a"), "InProgress")
      yield* Fiber.interrupt(second)
      assert.strictEqual(yield* seen("a"), "Handled")
    }).pipe(Effect.provide(layer))
  )

  it.effect.each(["", "16", "not a claim", "x".repeat(1000), "{}"])(
    "the KeyValueStore store reads a partially written entry (%j) as handled",
    (torn) =>
      Effect.gen(function* () {
        const kv = yield* KeyValueStore.KeyValueStore
        yield* kv.set("wechatpay-notification-claim-a", torn)
        assert.strictEqual(yield* seen("a"), "Handled")
        yield* kv.set("wechatpay-notification-done-b", torn)
        assert.strictEqual(yield* seen("b"), "Duplicate")
      }).pipe(Effect.provide(layer))
  )

  it.effect("the KeyValueStore store leaves one entry for each key", () =>
    Effect.gen(function* () {
      const kv = yield* KeyValueStore.KeyValueStore
      yield* seen("a", "b")
      yield* Effect.exit(once(["c"], Effect.fail("no")))
      assert.strictEqual(yield* kv.size, 2)
    }).pipe(Effect.provide(layer))
  )

  it.effect("the KeyValueStore store keeps different prefixes separate", () =>
    Effect.gen(function* () {
      const kv = yield* KeyValueStore.KeyValueStore
      const under = (prefix: string) =>
        Effect.provide(
          seen("a"),
          NotificationStore.layerKeyValueStore({ prefix }).pipe(
            Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, kv))
          )
        )
      assert.strictEqual(yield* under("one-"), "Handled")
      assert.strictEqual(yield* under("two-"), "Handled")
      assert.strictEqual(yield* under("one-"), "Duplicate")
    }).pipe(Effect.provide(KeyValueStore.layerMemory))
  )
})

describe("a store that does not respond", () => {
  const operations = ["get", "set", "remove"] as const

  /** Hangs at the operations on some keys, until it is mended; tells how many run at once. */
  const hanging = (hangs: (operation: (typeof operations)[number], key: string) => boolean) => {
    const entries = new Map<string, string>()
    const state = { broken: true, running: 0, most: 0 }
    const run = <A>(operation: (typeof operations)[number], key: string, effect: () => A): Effect.Effect<A> =>
      Effect.suspend(() => {
        if (state.broken && hangs(operation, key)) return Effect.never
        state.most = Math.max(state.most, ++state.running)
        return Effect.yieldNow().pipe(
          Effect.map(effect),
          Effect.ensuring(Effect.sync(() => void state.running--))
        )
      })
    const kv = KeyValueStore.makeStringOnly({
      get: (key) => run("get", key, () => Option.fromNullable(entries.get(key))),
      set: (key, value) => run("set", key, () => void entries.set(key, value)),
      remove: (key) => run("remove", key, () => void entries.delete(key)),
      clear: Effect.sync(() => entries.clear()),
      size: Effect.sync(() => entries.size)
    })
    const layer = NotificationStore.layerKeyValueStore().pipe(
      Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, kv))
    )
    return { layer, state }
  }

  it.effect(
    "a store without a timely response fails, and blocks neither other notifications nor later ones",
    () =>
      Effect.gen(function* () {
        const { layer, state } = hanging((_, key) => key.endsWith("-a"))
        yield* Effect.gen(function* () {
          const stuck = yield* Effect.fork(Effect.flip(seen("a")))
          yield* Effect.yieldNow()
          assert.strictEqual(yield* seen("b"), "Handled")
          yield* TestClock.adjust("3 seconds")
          assert.deepStrictEqual(
            yield* Fiber.join(stuck),
            new NotificationError.StoreFailure({ problem: "the store did not respond within 3 seconds" })
          )
          state.broken = false
          assert.strictEqual(yield* seen("a"), "Handled")
        }).pipe(Effect.provide(layer))
      })
  )

  it.effect(
    "a store that hangs after the handler does not undo it, and while releasing the handler's error is reported",
    () =>
      Effect.gen(function* () {
        for (const [operation, handle] of [
          ["set", Effect.void],
          ["remove", Effect.fail("the handler's")]
        ] as const) {
          const { layer } = hanging(
            (at, key) => at === operation && (at === "remove" || key.includes("done-"))
          )
          const fiber = yield* Effect.fork(Effect.exit(Effect.provide(once(["a"], handle), layer)))
          yield* TestClock.adjust("3 seconds")
          assert.deepStrictEqual(
            yield* Fiber.join(fiber),
            operation === "set"
              ? Exit.succeed({ _tag: "Handled" as const, value: undefined })
              : Exit.fail("the handler's")
          )
        }
      })
  )

  it.effect(
    "a slow store is queried for several notifications at a time, and for the keys of each one in order",
    () =>
      Effect.gen(function* () {
        const { layer, state } = hanging(() => false)
        const all = yield* Effect.forEach(
          Array.from({ length: 20 }, (_, index) => `${index % 10}`),
          (key) => seen(key),
          { concurrency: "unbounded" }
        ).pipe(Effect.provide(layer))
        assert.strictEqual(all.filter((tag) => tag === "Handled").length, 10)
        assert.isAtLeast(state.most, 5)
      })
  )

  it.effect(
    "a store that fails to renew a claim is logged, a lost claim is logged, and the handler continues",
    () =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const logger = Logger.make(({ message }) => void lines.push(String(message)))
        const responses = ["Granted", "Granted", "Taken", undefined, "Granted", "Granted"] as const
        let asked = 0
        const { once } = NotificationStore.fromClaims({
          claim: () => {
            const response = responses[asked++]
            return response === undefined ? Effect.never : Effect.succeed(response)
          },
          complete: () => Effect.void,
          release: () => Effect.void
        })
        const fiber = yield* Effect.fork(
          Effect.provide(
            once(["a", "b"], Effect.sleep("12 seconds")),
            Logger.replace(Logger.defaultLogger, logger)
          )
        )
        yield* TestClock.adjust("12 seconds")
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "Handled")
        assert.strictEqual(asked, 6)
        const text = "a notification that is being handled may be handled twice, its claim was not renewed"
        assert.deepStrictEqual(lines, [
          `${text}: another delivery has the claim`,
          `${text}: the store did not respond within 3 seconds`
        ])
      })
  )

  it.effect("a notification store renews the claims of all handlers by the schedule of its options", () =>
    Effect.gen(function* () {
      const claimed: Array<string> = []
      const make = (renewal: Schedule.Schedule<unknown>) =>
        NotificationStore.fromClaims(
          {
            claim: (key) =>
              Effect.as(
                Effect.sync(() => void claimed.push(key)),
                "Granted" as const
              ),
            complete: () => Effect.void,
            release: () => Effect.void
          },
          { renewal }
        )
      const { once } = make(Schedule.spaced("4 seconds"))
      const handled = once(["a"], Effect.sleep("9 seconds"))
      const one = yield* Effect.fork(handled)
      yield* TestClock.adjust("2 seconds")
      // The same effect again, while it runs: a handler of its own.
      const other = yield* Effect.fork(handled)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(claimed, ["a", "a"])
      yield* TestClock.adjust("1 second")
      assert.lengthOf(claimed, 4)
      yield* TestClock.adjust("7 seconds")
      yield* Fiber.join(one)
      yield* Fiber.join(other)
      assert.lengthOf(claimed, 6)
      yield* TestClock.adjust("1 minute")
      assert.lengthOf(claimed, 6)

      claimed.length = 0
      const twice = make(Schedule.spaced("1 second").pipe(Schedule.intersect(Schedule.recurs(2))))
      for (const seconds of [30, 30]) {
        const fiber = yield* Effect.fork(twice.once(["b"], Effect.sleep(`${seconds} seconds`)))
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.join(fiber)
      }
      assert.lengthOf(claimed, 6)
    })
  )

  it.effect("a store that hangs before a failing handler leaves no claim", () =>
    Effect.gen(function* () {
      const owners = new Map<string, string>()
      let asked = 0
      const { once } = NotificationStore.fromClaims({
        claim: (key, owner) =>
          Effect.suspend(() => Effect.delay(Effect.void, asked++ === 0 ? 0 : 1000)).pipe(
            Effect.map(() => {
              owners.set(key, owner)
              return "Granted"
            })
          ),
        complete: () => Effect.void,
        release: (key) => Effect.sync(() => void owners.delete(key))
      })
      const fiber = yield* Effect.fork(Effect.exit(once(["a"], Effect.delay(Effect.fail("no"), "4 seconds"))))
      yield* TestClock.adjust("3900 millis")
      assert.deepStrictEqual([asked, owners.size], [2, 1])
      yield* TestClock.adjust("200 millis")
      assert.deepStrictEqual(yield* Fiber.join(fiber), Exit.fail("no"))
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual([asked, owners.size], [2, 0])
    })
  )

  it.effect("a custom store that hangs leaves no claim either", () =>
    Effect.gen(function* () {
      const { once } = NotificationStore.fromClaims({
        claim: () => Effect.never,
        complete: () => Effect.never,
        release: () => Effect.never
      })
      const fiber = yield* Effect.fork(Effect.flip(once(["a"], Effect.void)))
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "StoreFailure")
    })
  )
})

describe("a store that fails", () => {
  const { error: broken, problem } = forbidden("/secret")

  /** Fails at the operations named. */
  const failing = (fails: Partial<Record<"get" | "set" | "remove", (key: string) => boolean>>) => {
    const entries = new Map<string, string>()
    const check = (operation: "get" | "set" | "remove", key: string) =>
      fails[operation]?.(key) === true ? Effect.fail(broken) : Effect.void
    const kv = KeyValueStore.makeStringOnly({
      get: (key) =>
        Effect.andThen(
          check("get", key),
          Effect.sync(() => Option.fromNullable(entries.get(key)))
        ),
      set: (key, value) =>
        Effect.andThen(
          check("set", key),
          Effect.sync(() => void entries.set(key, value))
        ),
      remove: (key) =>
        Effect.andThen(
          check("remove", key),
          Effect.sync(() => void entries.delete(key))
        ),
      clear: Effect.sync(() => entries.clear()),
      size: Effect.sync(() => entries.size)
    })
    return NotificationStore.layerKeyValueStore().pipe(
      Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, kv))
    )
  }

  it.effect("a store that fails before the handler prevents the handling", () =>
    Effect.gen(function* () {
      for (const operation of ["get", "set"] as const) {
        const count = yield* Ref.make(0)
        const error = yield* Effect.flip(
          Effect.provide(
            once(
              ["a"],
              Ref.update(count, (n) => n + 1)
            ),
            failing({ [operation]: () => true })
          )
        )
        assert.deepStrictEqual(error, new NotificationError.StoreFailure({ problem }))
        assert.strictEqual(yield* Ref.get(count), 0)
      }
    })
  )

  it.effect("a store that fails at the second key frees the first one", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* Effect.isFailure(seen("a", "b")))
      assert.strictEqual(yield* seen("a"), "Handled")
    }).pipe(Effect.provide(failing({ set: (key) => key.endsWith("claim-b") })))
  )

  it.effect("a store that fails after the handler does not undo the handling", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* seen("a"), "Handled")
    }).pipe(Effect.provide(failing({ set: (key) => key.includes("done-") })))
  )

  it.effect("a store that fails while releasing reports the handler's error", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Effect.flip(once(["a"], Effect.fail("the handler's"))), "the handler's")
    }).pipe(Effect.provide(failing({ remove: () => true })))
  )
})

describe("the store in transactions", () => {
  class Deadlock extends Data.TaggedError("Deadlock")<{ readonly statement: string }> {}

  /** A database of one table, whose transactions run one after the other. */
  const database = Effect.map(Effect.makeSemaphore(1), (one) => {
    let committed: ReadonlyArray<string> = []
    let open: ReadonlyArray<string> = []
    let fails: "insert" | "commit" | undefined
    return {
      rows: () => committed,
      fail: (at: "insert" | "commit" | undefined) => {
        fails = at
      },
      write: (row: string) =>
        Effect.sync(() => {
          open = [...open, row]
        }),
      store: NotificationStore.fromTransaction({
        transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | Deadlock, R> =>
          one.withPermits(1)(
            Effect.suspend(() => {
              open = committed
              return Effect.tap(effect, () => {
                if (fails === "commit") return new Deadlock({ statement: "COMMIT" })
                committed = open
                return Effect.void
              })
            })
          ),
        insert: (keys) =>
          Effect.suspend(() => {
            if (fails === "insert") return new Deadlock({ statement: "INSERT" })
            const added = keys.filter((key) => !open.includes(key))
            open = [...open, ...added]
            return Effect.succeed(added.length === keys.length)
          })
      })
    }
  })

  it.effect("the transactional store commits marks and writes together, once", () =>
    Effect.gen(function* () {
      const { rows, store, write } = yield* database
      const run = (...keys: ReadonlyArray<string>) =>
        Effect.map(store.once(keys, write("written")), ({ _tag }) => _tag)
      assert.strictEqual(yield* run("id-1", "order"), "Handled")
      assert.strictEqual(yield* run("id-2", "order"), "Duplicate")
      assert.strictEqual(yield* run("id-2"), "Duplicate")
      assert.deepStrictEqual(rows(), ["id-1", "order", "written", "id-2"])
      const many = yield* Effect.all(
        Array.from({ length: 20 }, () => run("id-3")),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(many.filter((tag) => tag === "Handled").length, 1)
    })
  )

  it.effect(
    "the transactional store does not count a notification as handled if the database has undone its transaction",
    () =>
      Effect.gen(function* () {
        const undone = (check: boolean) =>
          NotificationStore.fromTransaction<never>({
            transaction: (effect) => effect,
            insert: () => Effect.succeed(true),
            check: () => Effect.succeed(check)
          })
        const error = yield* Effect.flip(undone(false).once(["id-1"], Effect.void))
        assert.strictEqual(error._tag, "StoreFailure")
        assert.include(error.message, "undone")
        assert.strictEqual((yield* undone(true).once(["id-1"], Effect.void))._tag, "Handled")
        // What the handler fails with comes first.
        assert.strictEqual(yield* Effect.flip(undone(false).once(["id-1"], Effect.fail("no"))), "no")
      })
  )

  it.effect("the transactional store commits nothing if the handler fails, dies or is interrupted", () =>
    Effect.gen(function* () {
      const { rows, store, write } = yield* database
      for (const end of [Effect.fail("no"), Effect.die("no"), Effect.interrupt]) {
        const exit = yield* Effect.exit(store.once(["a"], Effect.andThen(write("written"), end)))
        assert.isTrue(Exit.isFailure(exit))
      }
      const own = yield* Effect.flip(store.once(["a"], new Deadlock({ statement: "the handler's own" })))
      assert.deepStrictEqual(own, new Deadlock({ statement: "the handler's own" }))
      assert.deepStrictEqual(rows(), [])
      assert.strictEqual((yield* store.once(["a"], Effect.void))._tag, "Handled")
    })
  )

  it.effect("the transactional store reports a failed database", () =>
    Effect.gen(function* () {
      const { fail, rows, store, write } = yield* database
      for (const at of ["insert", "commit"] as const) {
        fail(at)
        const error = yield* Effect.flip(store.once(["a"], write("written")))
        assert.deepStrictEqual(
          error,
          new NotificationError.StoreFailure({ problem: "the transaction failed with Deadlock" })
        )
      }
      fail(undefined)
      assert.deepStrictEqual(rows(), [])
      assert.strictEqual((yield* store.once(["a"], Effect.void))._tag, "Handled")
    })
  )
})
