/** Runs a handler while its notification is claimed. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
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
        new StoreFailure({ problem: `the store did not answer within ${Duration.toSeconds(limit)} seconds` })
    )
  )

/** Claims of a store that may not answer: what waits for it cannot be interrupted, so it must end by itself. */
export const bounded = ({ claim, complete, release }: Claims): Claims => ({
  claim: (key, owner, lease) => within(claim(key, owner, lease)),
  complete: (key, retain) => within(complete(key, retain)),
  release: (key, owner) => within(release(key, owner))
})

export interface Times {
  readonly lease: Duration.Duration
  readonly retain: Duration.Duration
}

/** Claims all keys, or none. */
const claimAll = Effect.fnUntraced(function* (
  claims: Claims,
  keys: ReadonlyArray<string>,
  owner: string,
  { lease, retain }: Times
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

/** What cannot be released is free when its lease is over. */
const releaseAll = (claims: Claims, keys: ReadonlyArray<string>, owner: string): Effect.Effect<void> =>
  Effect.forEach(keys, (key) => Effect.ignore(claims.release(key, owner)), { discard: true })

const completeAll = (
  claims: Claims,
  keys: ReadonlyArray<string>,
  retain: Duration.Duration
): Effect.Effect<void, StoreFailure> =>
  Effect.forEach(keys, (key) => claims.complete(key, retain), { discard: true })

/** Keys that a handler runs for. */
interface Running {
  readonly keys: ReadonlyArray<string>
  readonly owner: string
}

/**
 * Claims the keys of running handlers again, for they may take longer than the lease: one fiber for all of them, since
 * nearly every handler ends before it has anything to do. It ends when none runs. One renewal may fail before the lease is
 * over.
 */
const makeRenewal = (claims: Claims, lease: Duration.Duration) => {
  const running = new Set<Running>()
  let isRenewing = false

  const renew = (handler: Running, key: string) =>
    claims.claim(key, handler.owner, lease).pipe(
      Effect.filterOrFail(
        (claim) => claim === "Granted" || !running.has(handler),
        () => new StoreFailure({ problem: "another has it" })
      ),
      // It has ended meanwhile, and its claims with it.
      Effect.flatMap((claim) =>
        claim === "Granted" && !running.has(handler) ? claims.release(key, handler.owner) : Effect.void
      ),
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
    Effect.forEach(
      handler.keys,
      (key) => Effect.suspend(() => (running.has(handler) ? renew(handler, key) : Effect.void)),
      { discard: true }
    )

  const renewing: Effect.Effect<void> = Effect.suspend(() => {
    if (running.size === 0) {
      isRenewing = false
      return Effect.void
    }
    return Effect.andThen(
      Effect.forEach(running, renewAll, { concurrency: "unbounded", discard: true }),
      later
    )
  })
  const later = Effect.delay(renewing, Duration.millis(Math.ceil(Duration.toMillis(lease) / 3)))

  return {
    begin: (handler: Running): Effect.Effect<void> => {
      running.add(handler)
      if (isRenewing) return Effect.void
      isRenewing = true
      return Effect.asVoid(Effect.forkDaemon(later))
    },
    end: (handler: Running): void => {
      running.delete(handler)
    }
  }
}

export const onceByClaims = (claims: Claims, times: Times) => {
  const renewal = makeRenewal(claims, times.lease)
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
          Effect.ensuring(Effect.sync(() => renewal.end(running))),
          Effect.onError(() => releaseAll(claims, keys, owner))
        )
        // The work is done, and that is what WeChat Pay has to know: a second delivery would do it again.
        yield* Effect.catchAll(completeAll(claims, keys, times.retain), (error) =>
          Effect.logError(
            `a handled notification will not be recognised when it comes again: ${error.message}`
          )
        )
        return { _tag: "Handled", value } satisfies Once<A>
      })
    )
}
