/**
 * Wakes waiting fibers when a notification arrives that concerns them.
 *
 * @since 1.0.0
 */

import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as MonotonicClock from "./MonotonicClock.js"

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
 * Signals that reach all processes of a backend, by name. Modules such as `PaymentSignals` make their own signals of them
 * with `layerShared`. `@effect-wechatpay/sql` has an implementation in a database.
 *
 * @since 1.0.0
 * @category services
 */
export class SharedSignals extends Context.Tag("@effect-wechatpay/core/Signals/SharedSignals")<
  SharedSignals,
  Signals<string>
>() {}

/**
 * Signals of one kind, such as `pay.payment`, among all processes that share {@link SharedSignals}.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeShared = <Key>(
  kind: string,
  nameOf: (key: Key) => string
): Effect.Effect<Signals<Key>, never, SharedSignals> =>
  Effect.map(SharedSignals, ({ publish, subscribe }) => {
    const name = (key: Key) => JSON.stringify([kind, nameOf(key)])
    return { publish: (key) => publish(name(key)), subscribe: (key) => subscribe(name(key)) }
  })

/**
 * Runs `look` at once, at each signal and when the schedule says, until `isReached`.
 *
 * A signal does not use up the schedule. When the schedule completes, the result is what was seen last, or the last failure if nothing was seen. A schedule that
 * never completes waits without end: use `Effect.timeout` to limit the wait.
 *
 * ```ts
 * Signals.awaitUntil({
 *   subscribe: signals.subscribe(key),
 *   look: ServiceOrder.query(key),
 *   isReached: ({ state }) => state === "DONE",
 *   isTransient: Retry.isTransient,
 *   schedule: Schedule.spaced("1 minute")
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const awaitUntil = <A, E, R, R2 = never>(options: {
  /** `signals.subscribe(key)`. */
  readonly subscribe: Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
  readonly look: Effect.Effect<A, E, R>
  readonly isReached: (seen: A) => boolean
  /** Failures of `look` after which the wait goes on. */
  readonly isTransient: (error: E) => boolean
  /** When `look` runs without a signal. */
  readonly schedule: Schedule.Schedule<unknown, unknown, R2>
}): Effect.Effect<A, E, Exclude<R, Scope.Scope> | R2> => {
  const { isTransient, isReached, subscribe, look, schedule } = options
  type Last = Effect.Effect<A, E>

  return Effect.scoped(
    Effect.gen(function* () {
      const delay = yield* MonotonicClock.delays(schedule)
      const scope = yield* Effect.scope

      /** The result, or what was seen last and whether to go on. `running`: the delay that an earlier signal did not end. */
      const round = (last: Last | undefined, running: Fiber.Fiber<boolean> | undefined) =>
        Effect.scoped(
          Effect.gen(function* () {
            // The subscription comes before `look`, so that a signal in between is not missed.
            const signal = yield* subscribe
            const seen = yield* Effect.exit(look)
            const over = { last: seen as Last, goesOn: false, running: undefined }
            if (Exit.isSuccess(seen) && isReached(seen.value)) return over
            const failure = Exit.isFailure(seen) ? Cause.failureOption(seen.cause) : Option.none()
            const isWaitedOut = Exit.isSuccess(seen) || Option.exists(failure, isTransient)
            if (!isWaitedOut) return over
            const known: Last = Exit.isSuccess(seen) || last === undefined ? seen : last
            const waiting = running ?? (yield* Effect.forkIn(delay, scope))
            // A signal leaves the delay running: it causes a query of its own and does not use the schedule up.
            return yield* Effect.raceFirst(
              Effect.as(signal, { last: known, goesOn: true, running: waiting }),
              Effect.map(Fiber.join(waiting), (goesOn) => ({ last: known, goesOn, running: undefined }))
            )
          })
        )

      const from = (
        last: Last | undefined,
        running: Fiber.Fiber<boolean> | undefined
      ): Effect.Effect<A, E, R | R2 | Scope.Scope> =>
        Effect.flatMap(round(last, running), (next) =>
          next.goesOn ? from(next.last, next.running) : next.last
        )
      return yield* from(undefined, undefined)
    })
  )
}
