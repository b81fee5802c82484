/** Claims in memory and in a `KeyValueStore`: to the millisecond, by owner, and without anything left. */
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { NotificationStore } from "@effect-wechatpay/core"
import { Duration, Effect, Fiber, Option, TestClock } from "effect"
import { keyValueClaims } from "../../packages/core/src/internal/notification/keyValueClaims.js"
import { memoryClaims } from "../../packages/core/src/internal/notification/memoryClaims.js"
import { badArgument, forbidden } from "../support/storeErrors.js"

const lease = Duration.seconds(10)
const retain = Duration.minutes(1)

/** Each operation takes a second. */
const slow = () => {
  const entries = new Map<string, string>()
  const after = <A>(effect: () => A) => Effect.delay(Effect.sync(effect), "1 second")
  return KeyValueStore.makeStringOnly({
    get: (key) => after(() => Option.fromNullable(entries.get(key))),
    set: (key, value) => after(() => void entries.set(key, value)),
    remove: (key) => after(() => void entries.delete(key)),
    clear: Effect.void,
    size: Effect.succeed(0)
  })
}

const stores: ReadonlyArray<readonly [string, Effect.Effect<NotificationStore.Claims>]> = [
  ["memory", Effect.sync(() => memoryClaims(10))],
  [
    "KeyValueStore",
    Effect.provide(Effect.map(KeyValueStore.KeyValueStore, keyValueClaims), KeyValueStore.layerMemory)
  ]
]

describe.each(stores)("claims in %s", (_, make) => {
  it.effect("a claim ends with its lease, to the millisecond, and can be renewed by its owner", () =>
    Effect.gen(function* () {
      const { claim } = yield* make
      assert.strictEqual(yield* claim("a", "one", lease), "Granted")
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(yield* claim("a", "two", lease), "Taken")
      assert.strictEqual(yield* claim("a", "one", lease), "Granted")
      yield* TestClock.adjust("9999 millis")
      assert.strictEqual(yield* claim("a", "two", lease), "Taken")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* claim("a", "two", lease), "Granted")
      assert.strictEqual(yield* claim("a", "one", lease), "Taken")
    })
  )

  it.effect("a claim is released by its owner only, and a key that nobody claimed may be released", () =>
    Effect.gen(function* () {
      const { claim, release } = yield* make
      yield* release("a", "one")
      yield* claim("a", "one", lease)
      yield* release("a", "two")
      assert.strictEqual(yield* claim("a", "two", lease), "Taken")
      yield* release("a", "one")
      assert.strictEqual(yield* claim("a", "two", lease), "Granted")
    })
  )

  it.effect("a completed key is done until its retention ends, to the millisecond", () =>
    Effect.gen(function* () {
      const { claim, complete } = yield* make
      yield* claim("a", "one", lease)
      yield* complete("a", retain)
      assert.strictEqual(yield* claim("a", "one", lease), "Done")
      yield* TestClock.adjust("59999 millis")
      assert.strictEqual(yield* claim("a", "two", lease), "Done")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* claim("a", "two", lease), "Granted")
    })
  )
})

describe("claims in a KeyValueStore", () => {
  it.effect("operations on one key run one after the other, also those that begin while others wait", () =>
    Effect.gen(function* () {
      const { claim, release } = keyValueClaims(slow())
      // Until the first second; the claim waits, and takes three seconds.
      const released = yield* Effect.fork(release("a", "nobody"))
      const first = yield* Effect.fork(claim("a", "one", lease))
      yield* TestClock.adjust("1500 millis")
      const second = yield* Effect.fork(claim("a", "two", lease))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(released)
      assert.strictEqual(yield* Fiber.join(first), "Granted")
      assert.strictEqual(yield* Fiber.join(second), "Taken")
    })
  )

  it.effect("nothing is kept in memory of a key when no operation runs", () =>
    Effect.gen(function* () {
      const { claim, complete, release } = keyValueClaims(slow())
      const key = "a key of this test"
      const holding = new Set<Map<unknown, unknown>>()
      const { set } = Map.prototype
      yield* Effect.acquireUseRelease(
        Effect.sync(() => {
          Map.prototype.set = function (this: Map<unknown, unknown>, name: unknown, value: unknown) {
            if (name === key) holding.add(this)
            return set.call(this, name, value)
          }
        }),
        () =>
          Effect.gen(function* () {
            const all = yield* Effect.fork(
              Effect.all([claim(key, "one", lease), claim(key, "two", lease), release(key, "one")], {
                concurrency: "unbounded"
              })
            )
            yield* TestClock.adjust("1 minute")
            yield* Fiber.join(all)
            const last = yield* Effect.fork(complete(key, retain))
            yield* TestClock.adjust("1 minute")
            yield* Fiber.join(last)
          }),
        () =>
          Effect.sync(() => {
            Map.prototype.set = set
          })
      )
      assert.isAtLeast(holding.size, 1)
      for (const map of holding) assert.isFalse(map.has(key))
    })
  )

  it.effect("a malformed claim is nobody's: it can be taken and released", () =>
    Effect.gen(function* () {
      const kv = yield* KeyValueStore.KeyValueStore
      const { claim, release } = keyValueClaims(kv)
      yield* kv.set("claim-a", "cut o")
      yield* release("a", "one")
      assert.strictEqual(yield* claim("a", "one", lease), "Granted")
    }).pipe(Effect.provide(KeyValueStore.layerMemory))
  )

  it.effect("a failure of the store tells its kind and nothing of the key", () =>
    Effect.gen(function* () {
      const failing = (error: { readonly _tag: string; readonly reason?: unknown }) =>
        keyValueClaims({
          ...slow(),
          get: () => Effect.fail(error as never)
        })
      for (const { error, problem } of [
        forbidden("a-secret-key"),
        badArgument("a-secret-key"),
        { error: { _tag: "Own", reason: { key: "a-secret-key" } }, problem: "KeyValueStore: Own" }
      ]) {
        const failure = yield* Effect.flip(failing(error).claim("a-secret-key", "one", lease))
        assert.strictEqual(failure.problem, problem)
      }
    })
  )
})

it.effect("a store that is slow to renew one handler's claim does not delay the claims of others", () =>
  Effect.gen(function* () {
    const renewed: Array<string> = []
    const store = NotificationStore.fromClaims({
      claim: (key) => {
        if (renewed.length < 2) {
          renewed.push(`first ${key}`)
          return Effect.succeed("Granted")
        }
        return Effect.delay(
          Effect.sync(() => {
            renewed.push(key)
            return "Granted" as const
          }),
          "2 seconds"
        )
      },
      complete: () => Effect.void,
      release: () => Effect.void
    })
    const fibers = yield* Effect.forEach(["a", "b"], (key) =>
      Effect.fork(store.once([key], Effect.sleep("8 seconds")))
    )
    yield* TestClock.adjust("5500 millis")
    assert.deepStrictEqual([...renewed].sort(), ["a", "b", "first a", "first b"])
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.joinAll(fibers)
  })
)
