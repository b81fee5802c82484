/** Requests that are delayed in transit and arrive later, even if their client has disconnected. */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"
import type { Arrival } from "../Faults.js"
import type { BusinessTime } from "./time.js"

/** When a request arrived by the caller's clock, and how much older its timestamp is than by that clock. */
export interface Arrived {
  /** Unix time in milliseconds. */
  readonly at: number
  /** By how many milliseconds `time.advance` advanced the time in the meantime. */
  readonly skipped: number
}

interface Held {
  readonly arrives: Arrival
  /** In the simulator's time; undefined for one that waits for another request. */
  readonly due: number | undefined
  readonly release: Deferred.Deferred<void>
  /** Completes when the request has been executed. */
  readonly done: Effect.Effect<unknown>
  left: number
}

export interface LateArrivals {
  /**
   * Executes a request when it arrives, even if the client has disconnected. The returned effect waits for the
   * response.
   */
  readonly hold: <A>(
    arrives: Arrival,
    work: (arrived: Arrived) => Effect.Effect<A>
  ) => Effect.Effect<Effect.Effect<A>>
  /** Must be called after the response to another request. */
  readonly passed: (endpoint: string | undefined) => Effect.Effect<void>
  /** When the next one arrives, in the simulator's time. */
  readonly nextDue: Effect.Effect<number | undefined>
  /** Lets the due requests arrive and waits until they have been executed. */
  readonly release: (now: number) => Effect.Effect<void>
}

export const makeLateArrivals = (time: BusinessTime, scope: Scope.Scope): LateArrivals => {
  const held = new Set<Held>()

  const hold: LateArrivals["hold"] = Effect.fnUntraced(function* <A>(
    arrives: Arrival,
    work: (arrived: Arrived) => Effect.Effect<A>
  ) {
    const sentAt = yield* Clock.currentTimeMillis
    const heldSince = yield* time.now
    const response = Deferred.unsafeMake<A>(FiberId.none)
    const responded = Deferred.await(response)
    const one: Held = {
      arrives,
      due: arrives._tag === "After" ? heldSince + Duration.toMillis(arrives.duration) : undefined,
      release: Deferred.unsafeMake(FiberId.none),
      done: Effect.exit(responded),
      left: arrives._tag === "Behind" ? arrives.requests : 0
    }
    held.add(one)
    const released = Deferred.await(one.release)
    const arrival =
      arrives._tag === "After" && time.mode === "real"
        ? Effect.raceFirst(released, Effect.sleep(arrives.duration))
        : released
    const arrive = Effect.gen(function* () {
      held.delete(one)
      const at = yield* Clock.currentTimeMillis
      const skipped = Math.max(0, (yield* time.now) - heldSince - (at - sentAt))
      return yield* work({ at, skipped })
    })
    yield* Effect.andThen(arrival, arrive).pipe(
      Effect.onExit((exit: Exit.Exit<A>) => Deferred.done(response, exit)),
      Effect.interruptible,
      Effect.forkIn(scope)
    )
    // The caller waits for the response outside of the transaction that holds the request.
    // @effect-diagnostics-next-line returnEffectInGen:off
    return responded
  })

  return {
    hold,
    passed: (endpoint) =>
      Effect.suspend(() => {
        const waiting = [...held].filter(
          ({ arrives }) => arrives._tag === "Behind" && arrives.endpoint === endpoint
        )
        for (const one of waiting) one.left--
        return Effect.forEach(
          waiting.filter(({ left }) => left === 0),
          (one) => Deferred.succeed(one.release, undefined),
          { discard: true }
        )
      }),
    nextDue: Effect.sync(() => {
      const dues = [...held].flatMap(({ due }) => (due === undefined ? [] : [due]))
      return dues.length === 0 ? undefined : Math.min(...dues)
    }),
    release: (now) =>
      Effect.suspend(() =>
        Effect.forEach(
          [...held].filter(({ due }) => due !== undefined && due <= now),
          ({ done, release }) => Effect.andThen(Deferred.succeed(release, undefined), done),
          { discard: true }
        )
      )
  }
}
