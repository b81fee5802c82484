import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { StoreFailure } from "../../NotificationError.js"
import type { Claims } from "../../NotificationStore.js"
import { kindOf } from "./storeError.js"

/** `<millis> <owner>`. Any other text was left by a process that was killed while writing. */
const entry = /^([0-9]{1,16}) (\S*)$/

const entryOf = (now: number, time: Duration.Duration, owner = ""): string =>
  `${Math.ceil(now + Duration.toMillis(time))} ${owner}`

const parse = (text: string): { readonly until: number; readonly owner: string } | undefined => {
  const match = entry.exec(text)
  return match === null ? undefined : { until: Number(match[1]), owner: match[2] ?? "" }
}

/** Runs the effects on one key one after the other, so that no other write comes between a read and its write. */
const makeQueues = () => {
  const queues = new Map<string, { readonly semaphore: Effect.Semaphore; users: number }>()
  return <A, E>(key: string, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const queue = queues.get(key) ?? { semaphore: Effect.unsafeMakeSemaphore(1), users: 0 }
        queue.users++
        queues.set(key, queue)
        return queue
      }),
      ({ semaphore }) => semaphore.withPermits(1)(effect),
      (queue) =>
        Effect.sync(() => {
          if (--queue.users === 0) queues.delete(key)
        })
    )
}

/**
 * Claims in a `KeyValueStore`.
 *
 * A claim and its completion are two entries, because a process that is killed while it overwrites an entry may leave it
 * empty, and an empty entry must not make a completed key free. So `done` exists only if the handler succeeded.
 */
export const keyValueClaims = (store: KeyValueStore.KeyValueStore): Claims => {
  const oneByOne = makeQueues()
  // The platform's errors contain the key, which is a digest, and the path of the store.
  const attempt = <A>(
    key: string,
    effect: Effect.Effect<A, { readonly _tag: string }>
  ): Effect.Effect<A, StoreFailure> =>
    Effect.mapError(
      oneByOne(key, effect),
      (error) => new StoreFailure({ problem: `KeyValueStore: ${kindOf(error)}` })
    )
  const claimOf = (key: string) => `claim-${key}`
  const doneOf = (key: string) => `done-${key}`

  const removeIfThere = (key: string) =>
    Effect.flatMap(store.get(key), (found) => (Option.isSome(found) ? store.remove(key) : Effect.void))

  const isDone = Effect.fnUntraced(function* (key: string, now: number) {
    const found = yield* store.get(doneOf(key))
    if (Option.isNone(found)) return false
    const until = parse(found.value)?.until
    if (until === undefined || until > now) return true
    yield* store.remove(doneOf(key))
    return false
  })

  return {
    claim: (key, owner, lease) =>
      attempt(
        key,
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          if (yield* isDone(key, now)) return "Done" as const
          const found = yield* store.get(claimOf(key))
          const claim = Option.isSome(found) ? parse(found.value) : undefined
          if (claim !== undefined && claim.until > now && claim.owner !== owner) return "Taken" as const
          yield* store.set(claimOf(key), entryOf(now, lease, owner))
          return "Granted" as const
        })
      ),
    complete: (key, retain) =>
      attempt(
        key,
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          yield* store.set(doneOf(key), entryOf(now, retain))
          yield* removeIfThere(claimOf(key))
        })
      ),
    release: (key, owner) =>
      attempt(
        key,
        Effect.gen(function* () {
          const found = yield* store.get(claimOf(key))
          if (Option.isSome(found) && parse(found.value)?.owner === owner) yield* store.remove(claimOf(key))
        })
      )
  }
}
