/** Requests that are held on their way, and arrive later: also when their client is gone. */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"
import type { Arrival } from "../Faults.js"
import type { BusinessTime } from "./time.js"

/** When a request arrived, by the caller's clock, and how much older its timestamp is than that clock says. */
export interface Arrived {
  /** Unix time in milliseconds. */
  readonly at: number
  /** Milliseconds that `time.advance` let pass while it was held. */
  readonly skipped: number
}

interface Held {
  readonly arrives: Arrival
  /** By the business time; none for one that waits for another request. */
  readonly due: number | undefined
  readonly release: Deferred.Deferred<void>
  /** Waits until it is carried out. */
  readonly done: Effect.Effect<unknown>
  left: number
}

export interface LateArrivals {
  /** Carries a request out when it arrives, whatever becomes of the client. What results waits for its response. */
  readonly hold: <A>(
    arrives: Arrival,
    work: (arrived: Arrived) => Effect.Effect<A>
  ) => Effect.Effect<Effect.Effect<A>>
  /** Another request was responded to. */
  readonly passed: (endpoint: string | undefined) => Effect.Effect<void>
  /** When the next one arrives by the business time. */
  readonly nextDue: Effect.Effect<number | undefined>
  /** Lets those arrive that are due, and waits until they are carried out. */
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
