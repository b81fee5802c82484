/** Sends a request until its result is known. All programs that change an order use it. */
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

/** Result of an operation according to the order: done, not done, or no longer possible. */
export type Verdict<A> =
  | { readonly _tag: "Done"; readonly value: A }
  | { readonly _tag: "NotDone" }
  | UnexpectedOrderState

export const notDone: Verdict<never> = { _tag: "NotDone" }

export const done = <A>(value: A): Verdict<A> => ({ _tag: "Done", value })

/** Time of the monotonic clock from which a request that is sent now can no longer take effect. */
export const openUntil: Effect.Effect<number> = Effect.map(
  MonotonicClock.now,
  (now) => now + Duration.toMillis(Outcome.openFor)
)

/** Time from which the open requests of earlier runs can no longer take effect; `undefined` if there are none. */
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

/** Delays of one run of a program. They share their schedules across the run. */
export interface Delays {
  readonly repeating: Effect.Effect<boolean>
  readonly deduction: Effect.Effect<boolean>
}

export const makeDelays: Effect.Effect<Delays> = Effect.gen(function* () {
  const { deduction, repeating } = yield* OrderSchedules
  return {
    repeating: yield* MonotonicClock.delays(repeating),
    deduction: yield* MonotonicClock.delays(deduction)
  }
})

/** Waits until a failed request may be repeated. Returns `false` if it must not be repeated, or not again. */
export const delayAfter = (error: Failure, delays: Delays): Effect.Effect<boolean> => {
  if (inFlight(error)) return delays.deduction
  return error.outcome === "Unknown" || Retry.isTransient(error) ? delays.repeating : Effect.succeed(false)
}

/**
 * Sends a request. If its outcome is unknown or it was rejected, queries the order first, and repeats the request
 * only if it had no effect. After a lost response the outcome of every later failure is unknown. It is also unknown
 * if the query fails, because the rejection may be caused by a request of an earlier run.
 */
export const sendUntilKnown = <A, Order, E extends Failure>(options: {
  readonly held: OperationRecords.Held
  /** Name of the request in the record. */
  readonly request: string
  readonly send: Effect.Effect<A, E, WechatPayClient>
  /** Queries the order; `None` if it does not exist. */
  readonly find: Effect.Effect<Option.Option<Order>, E, WechatPayClient>
  /** Evaluates the order after the request has failed. */
  readonly judge: (order: Order, error: E) => Verdict<A>
}): Effect.Effect<A, E | UnexpectedOrderState | OperationRecords.Failure, WechatPayClient> => {
  const { find, held, judge, request, send } = options
  type Result = Effect.Effect<A, E | UnexpectedOrderState | OperationRecords.Failure, WechatPayClient>

  return Effect.flatMap(makeDelays, (delays) => {
    /** `open`: an earlier request may have taken effect, or may still take effect. */
    const attempt = (open: boolean): Result =>
      Effect.andThen(
        held.sending(request),
        Effect.catchAll(Retry.none(send), (error) => {
          const isOpen = open || error.outcome === "Unknown"
          const responded = isOpen ? Effect.void : Effect.ignore(held.responded(request))
          return Effect.andThen(responded, recover(error, isOpen))
        })
      )

    const recover = (error: E, isOpen: boolean): Result => {
      const failed = Effect.fail(isOpen ? Outcome.markUnknown(error) : error)
      const again: Result = Effect.flatMap(delayAfter(error, delays), (goesOn) =>
        goesOn ? attempt(isOpen) : failed
      )
      // The request was not accepted or not sent, so a query shows nothing new.
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
