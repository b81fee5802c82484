/** Sends a request until it is known what became of it: what all programs that change an order have in common. */
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import type * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Failure, inFlight, isMissing } from "./flowErrors.js"
import { OrderSchedules } from "./orderSchedules.js"
import { stillOpen, type UnexpectedOrderState } from "./unexpectedOrderState.js"

/** What the order shows about an operation: done, not done, or out of reach. */
export type Verdict<A> =
  | { readonly _tag: "Done"; readonly value: A }
  | { readonly _tag: "NotDone" }
  | UnexpectedOrderState

export const notDone: Verdict<never> = { _tag: "NotDone" }

export const done = <A>(value: A): Verdict<A> => ({ _tag: "Done", value })

/** When a request that was sent now can no longer take effect, by the monotonic clock. */
export const openUntil: Effect.Effect<number> = Effect.map(
  MonotonicClock.now,
  (now) => now + Duration.toMillis(Outcome.openFor)
)

/** When the requests of a name that earlier runs left open can no longer take effect; none where there are none. */
export const leftOpenUntil = (
  held: OperationRecords.Held,
  request: string
): Effect.Effect<number | undefined> =>
  Effect.gen(function* () {
    const { open } = yield* held.record
    const found = open.find((one) => one.request === request)
    if (found === undefined) return undefined
    const age = Math.max(0, (yield* Clock.currentTimeMillis) - found.sentAt)
    return (yield* openUntil) - age
  })

/** Pauses that are gone through once in a run. */
export interface Pauses {
  readonly repeating: Effect.Effect<boolean>
  readonly deduction: Effect.Effect<boolean>
}

export const makePauses: Effect.Effect<Pauses> = Effect.gen(function* () {
  const { deduction, repeating } = yield* OrderSchedules
  return {
    repeating: yield* MonotonicClock.delays(repeating),
    deduction: yield* MonotonicClock.delays(deduction)
  }
})

/** Waits until a request that failed may be repeated; `false` when it must not be, or no more. */
export const pauseAfter = (error: Failure, pauses: Pauses): Effect.Effect<boolean> => {
  if (inFlight(error)) return pauses.deduction
  return error.outcome === "Unknown" || Retry.isTransient(error) ? pauses.repeating : Effect.succeed(false)
}

/**
 * Sends a request, and where its outcome is unknown or it was rejected, queries the order before anything else. Only what did not
 * happen is sent again. Once a response was lost, the outcome of every further failure is unknown; and so it is where the
 * query fails, because a request of an earlier run may be what a rejection is about.
 */
export const carryOut = <A, Order, E extends Failure>(options: {
  readonly held: OperationRecords.Held
  /** The name of the request in the record. */
  readonly request: string
  readonly send: Effect.Effect<A, E, WechatPayClient>
  /** The order; `None` when there is none. */
  readonly find: Effect.Effect<Option.Option<Order>, E, WechatPayClient>
  /** What the order shows after the request failed. */
  readonly judge: (order: Order, error: E) => Verdict<A>
}): Effect.Effect<A, E | UnexpectedOrderState | OperationRecords.Failure, WechatPayClient> => {
  const { find, held, judge, request, send } = options
  type Result = Effect.Effect<A, E | UnexpectedOrderState | OperationRecords.Failure, WechatPayClient>

  return Effect.flatMap(makePauses, (pauses) => {
    /** `open`: an earlier request may have taken effect, or may still do so. */
    const attempt = (open: boolean): Result =>
      Effect.andThen(
        held.sending(request),
        Effect.catchAll(Retry.none(send), (error) => {
          const isOpen = open || error.outcome === "Unknown"
          const answered = isOpen ? Effect.void : Effect.ignore(held.responded(request))
          return Effect.andThen(answered, recover(error, isOpen))
        })
      )

    const recover = (error: E, isOpen: boolean): Result => {
      const failed = Effect.fail(isOpen ? Outcome.markUnknown(error) : error)
      const again: Result = Effect.flatMap(pauseAfter(error, pauses), (goesOn) =>
        goesOn ? attempt(isOpen) : failed
      )
      // Not taken, or not sent: a query shows nothing new.
      if (error.outcome !== "Unknown" && Retry.isTransient(error)) return again
      if (error.outcome === "NotSent") return failed
      return Effect.flatMap(
        Effect.mapError(find, Outcome.markUnknown),
        Option.match({
          onNone: (): Result => (isMissing(error) ? failed : again),
          onSome: (order): Result => {
            const verdict = judge(order, error)
            if (verdict._tag === "Done") return Effect.succeed(verdict.value)
            if (verdict._tag === "NotDone") return again
            return Effect.fail(isOpen ? stillOpen(verdict) : verdict)
          }
        })
      )
    }

    return attempt(false)
  })
}
