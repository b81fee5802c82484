/**
 * Wakes waiting fibers when a notification arrives that concerns them.
 *
 * @since 1.0.0
 */
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"

/**
 * Publish and subscribe between notification handlers and waiting fibers. `Key` names what is waited for.
 *
 * @since 1.0.0
 * @category models
 */
export interface Signals<in Key> {
  /** Wakes all subscribers of the key. */
  readonly publish: (key: Key) => Effect.Effect<void>
  /**
   * Subscribes to the key until the scope closes. The result waits for the next signal; a signal since the
   * subscription is not missed.
   */
  readonly subscribe: (key: Key) => Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
}

/**
 * Signals that are never delivered.
 *
 * @since 1.0.0
 * @category constructors
 */
export const noop: Signals<unknown> = {
  publish: () => Effect.void,
  subscribe: () => Effect.succeed(Effect.never)
}

/**
 * Signals within this process. Keys with the same name are the same.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMemory = <Key>(nameOf: (key: Key) => string): Effect.Effect<Signals<Key>> =>
  Effect.sync(() => {
    const subscribers = new Map<string, Set<Deferred.Deferred<void>>>()

    const subscribe: Signals<Key>["subscribe"] = (key) => {
      const name = nameOf(key)
      return Effect.acquireRelease(
        Effect.tap(Deferred.make<void>(), (heard) =>
          Effect.sync(() => subscribers.set(name, (subscribers.get(name) ?? new Set()).add(heard)))
        ),
        (heard) =>
          Effect.sync(() => {
            const others = subscribers.get(name)
            others?.delete(heard)
            if (others?.size === 0) subscribers.delete(name)
          })
      ).pipe(Effect.map(Deferred.await))
    }

    const publish: Signals<Key>["publish"] = (key) =>
      Effect.suspend(() =>
        Effect.forEach(subscribers.get(nameOf(key)) ?? [], (heard) => Deferred.succeed(heard, undefined), {
          discard: true
        })
      )

    return { publish, subscribe }
  })

/**
 * Runs `look` at each signal and after each delay, until `isReached`. The last delay repeats without end: use
 * `Effect.timeout` to limit the wait.
 *
 * @since 1.0.0
 * @category combinators
 */
export const awaitUntil = <A, E, R>(options: {
  /** `signals.subscribe(key)`. */
  readonly subscribe: Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
  readonly look: Effect.Effect<A, E, R>
  readonly isReached: (seen: A) => boolean
  /** Failures of `look` after which the wait goes on. */
  readonly isTransient: (error: E) => boolean
  readonly pauses: readonly [Duration.DurationInput, ...Array<Duration.DurationInput>]
}): Effect.Effect<A, E, Exclude<R, Scope.Scope>> => {
  const { isTransient, isReached, subscribe, look, pauses } = options
  const last = pauses[pauses.length - 1] ?? pauses[0]

  const round = (index: number) =>
    Effect.scoped(
      Effect.gen(function* () {
        // The subscription comes before `look`, so that a signal in between is not missed.
        const heard = yield* subscribe
        const seen = yield* Effect.map(look, Option.some).pipe(
          Effect.catchIf(isTransient, () => Effect.succeedNone)
        )
        if (Option.isSome(seen) && isReached(seen.value)) return seen
        yield* Effect.raceFirst(heard, Effect.sleep(pauses[index] ?? last))
        return Option.none<A>()
      })
    )

  const from = (index: number): Effect.Effect<A, E, Exclude<R, Scope.Scope>> =>
    Effect.flatMap(
      round(index),
      Option.match({ onNone: () => from(index + 1), onSome: (seen) => Effect.succeed(seen) })
    )
  return from(0)
}
