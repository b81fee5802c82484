/** Runs a handler while its notification is claimed. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type * as Schedule from "effect/Schedule"
import * as MonotonicClock from "../../MonotonicClock.js"
import { Nonce } from "../../Nonce.js"
import { StoreFailure } from "../../NotificationError.js"
import type { Claims, Once } from "../../NotificationStore.js"

const limit = Duration.seconds(3)

const within = <A>(effect: Effect.Effect<A, StoreFailure>): Effect.Effect<A, StoreFailure> =>
  Effect.interruptible(effect).pipe(
    Effect.timeout(limit),
    Effect.catchTag(
      "TimeoutException",
      () =>
        new StoreFailure({ problem: `the store did not respond within ${Duration.toSeconds(limit)} seconds` })
    )
  )

/** Adds a timeout to each operation: they run uninterruptibly, so a store that does not respond would block the handler. */
export const bounded = ({ claim, complete, release }: Claims): Claims => ({
  claim: (key, owner, lease) => within(claim(key, owner, lease)),
  complete: (key, retain) => within(complete(key, retain)),
  release: (key, owner) => within(release(key, owner))
})

export interface Times {
  readonly lease: Duration.Duration
  readonly retain: Duration.Duration
  /** When the claims of running handlers are renewed. */
  readonly renewal: Schedule.Schedule<unknown>
}

/** Claims all keys, or none. */
const claimAll = Effect.fnUntraced(function* (
  claims: Claims,
  keys: ReadonlyArray<string>,
  owner: string,
  { lease, retain }: Pick<Times, "lease" | "retain">
) {
  const granted: Array<string> = []
  for (const key of keys) {
    const claim = yield* Effect.onError(claims.claim(key, owner, lease), () =>
      releaseAll(claims, granted, owner)
    )
    if (claim === "Granted") {
      granted.push(key)
    } else if (claim === "Taken") {
      yield* releaseAll(claims, granted, owner)
      return claim
    } else {
      // The same occurrence under another id: that id is done as well.
      yield* completeAll(claims, granted, retain)
      return claim
    }
  }
  return "Granted"
})

/** A key that cannot be released is free when its lease is over. */
const releaseAll = (claims: Claims, keys: ReadonlyArray<string>, owner: string): Effect.Effect<void> =>
  Effect.forEach(keys, (key) => Effect.ignore(claims.release(key, owner)), { discard: true })

const completeAll = (
  claims: Claims,
  keys: ReadonlyArray<string>,
  retain: Duration.Duration
): Effect.Effect<void, StoreFailure> =>
  Effect.forEach(keys, (key) => claims.complete(key, retain), { discard: true })

/** A running handler, with the keys that are claimed for it. */
interface Running {
  readonly keys: ReadonlyArray<string>
  readonly owner: string
}

interface State {
  readonly running: HashSet.HashSet<Running>
  /** Whether the fiber that renews is running. */
  readonly isRenewing: boolean
}

const initial: State = { running: HashSet.empty(), isRenewing: false }

/**
 * Renews the claims of handlers that take longer than the lease. One fiber does it for all handlers, because nearly
 * every handler ends before its first renewal. The fiber ends when no handler runs.
 */
const makeRenewal = (claims: Claims, { lease, renewal }: Times) => {
  const state = Ref.unsafeMake(initial)
  const isRunning = (handler: Running) =>
    Effect.map(Ref.get(state), ({ running }) => HashSet.has(running, handler))

  const renew = (handler: Running, key: string) =>
    Effect.zip(claims.claim(key, handler.owner, lease), isRunning(handler)).pipe(
      Effect.flatMap(([claim, runs]) => {
        if (!runs) {
          // The handler ended during the renewal, and released its claims.
          return claim === "Granted" ? claims.release(key, handler.owner) : Effect.void
        }
        return claim === "Granted"
          ? Effect.void
          : new StoreFailure({ problem: "another delivery has the claim" })
      }),
      Effect.catchAllCause((cause) => {
        const why = Option.match(Cause.failureOption(cause), {
          onNone: () => "the store died",
          onSome: ({ problem }) => problem
        })
        return Effect.logWarning(
          `a notification that is being handled may be handled twice, its claim was not renewed: ${why}`
        )
      })
    )

  const renewAll = (handler: Running) =>
    Effect.forEach(handler.keys, (key) => Effect.whenEffect(renew(handler, key), isRunning(handler)), {
      discard: true
    })

  /** Says that no fiber renews any more, if that is so. */
  const stopped = (isComplete: boolean) =>
    Ref.modify(state, (before): [boolean, State] =>
      isComplete || HashSet.size(before.running) === 0
        ? [true, { ...before, isRenewing: false }]
        : [false, before]
    )

  const renewing = Effect.flatMap(MonotonicClock.delays(renewal), (delay) => {
    const next: Effect.Effect<void> = Effect.gen(function* () {
      const isDue = yield* delay
      if (yield* stopped(!isDue)) return
      const { running } = yield* Ref.get(state)
      yield* Effect.forEach(running, renewAll, { concurrency: "unbounded", discard: true })
      yield* next
    })
    return next
  })

  return {
    begin: (handler: Running): Effect.Effect<void> =>
      Ref.modify(state, ({ isRenewing, running }): [boolean, State] => [
        isRenewing,
        { running: HashSet.add(running, handler), isRenewing: true }
      ]).pipe(
        Effect.flatMap((isRenewing) =>
          isRenewing ? Effect.void : Effect.asVoid(Effect.forkDaemon(renewing))
        )
      ),
    end: (handler: Running): Effect.Effect<void> =>
      Ref.update(state, (before): State => ({ ...before, running: HashSet.remove(before.running, handler) }))
  }
}

export const onceByClaims = (claims: Claims, times: Times) => {
  const renewal = makeRenewal(claims, times)
  return <A, E, R>(
    keys: ReadonlyArray<string>,
    handle: Effect.Effect<A, E, R>
  ): Effect.Effect<Once<A>, E | StoreFailure, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const owner = (yield* Nonce)()
        const claim = yield* claimAll(claims, keys, owner, times)
        if (claim === "Taken") return { _tag: "InProgress" } satisfies Once<A>
        if (claim === "Done") return { _tag: "Duplicate" } satisfies Once<A>
        const running = { keys, owner }
        yield* renewal.begin(running)
        const value = yield* restore(handle).pipe(
          Effect.ensuring(renewal.end(running)),
          Effect.onError(() => releaseAll(claims, keys, owner))
        )
        // The handler succeeded: WeChat Pay must not resend the notification because the store failed afterwards.
        yield* Effect.catchAll(completeAll(claims, keys, times.retain), (error) =>
          Effect.logError(`a handled notification will not be recognized when it is resent: ${error.message}`)
        )
        return { _tag: "Handled", value } satisfies Once<A>
      })
    )
}
