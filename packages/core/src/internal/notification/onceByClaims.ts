/** Runs a handler while its notification is claimed. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
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

/** Claims again and again, for a handler may take longer than the lease. One renewal may fail before the lease is over. */
const renewAll = (
  claims: Claims,
  keys: ReadonlyArray<string>,
  owner: string,
  lease: Duration.Duration
): Effect.Effect<never> =>
  Effect.forEach(
    keys,
    (key) =>
      claims.claim(key, owner, lease).pipe(
        Effect.filterOrFail(
          (claim) => claim === "Granted",
          () => new StoreFailure({ problem: "another has it" })
        ),
        Effect.catchAll((error) =>
          Effect.logWarning(
            `a notification that is being handled may be handled twice, its claim was not renewed: ${error.problem}`
          )
        )
      ),
    { discard: true }
  ).pipe(Effect.delay(Duration.millis(Math.ceil(Duration.toMillis(lease) / 3))), Effect.forever)

export const onceByClaims =
  (claims: Claims, times: Times) =>
  <A, E, R>(
    keys: ReadonlyArray<string>,
    handle: Effect.Effect<A, E, R>
  ): Effect.Effect<Once<A>, E | StoreFailure, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const owner = (yield* Nonce)()
        const claim = yield* claimAll(claims, keys, owner, times)
        if (claim === "Taken") return { _tag: "InProgress" } satisfies Once<A>
        if (claim === "Done") return { _tag: "Duplicate" } satisfies Once<A>
        const renewed = Effect.interruptible(renewAll(claims, keys, owner, times.lease))
        const value = yield* Effect.onError(
          Effect.scopedWith((scope) => Effect.andThen(Effect.forkIn(renewed, scope), restore(handle))),
          () => releaseAll(claims, keys, owner)
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
