/**
 * Sends requests that a number of the merchant identifies until their result is known.
 *
 * WeChat Pay executes such a request once, and a repetition of the identical request returns the same operation. So a lost
 * response is safe: the operation is queried, and the request is repeated only if it had no effect. The flows of domain
 * packages (`TransferFlow`, `ProfitSharingFlow`) are made of it.
 *
 * Tested in `test/core/numberedRequest.test.ts`, `test/transfer/TransferFlow.test.ts` and
 * `test/profit-sharing/ProfitSharingFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Schedule from "effect/Schedule"
import type * as ApiError from "./ApiError.js"
import * as MonotonicClock from "./MonotonicClock.js"
import type * as OperationRecords from "./OperationRecords.js"
import * as Outcome from "./Outcome.js"
import * as Retry from "./Retry.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * What a query says about a request that failed: `None` if it had no effect and may be repeated, otherwise the result.
 *
 * @since 1.0.0
 * @category models
 */
export type Verdict<A, E> = Option.Option<Either.Either<A, E>>

/**
 * Options of {@link send}.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options<A, Found, E, Conflict, R> {
  /** The record of the number. */
  readonly held: OperationRecords.Held
  /** Name of the request in the record. */
  readonly request: string
  /** The request. The client's own retries are disabled. */
  readonly send: Effect.Effect<A, E, R>
  /** Queries the operation, with the retries that it needs. `None` if WeChat Pay does not know the number. */
  readonly find: Effect.Effect<Option.Option<Found>, E, R>
  /** Evaluates the operation that was found after a request that failed. */
  readonly judge: (found: Found, error: E) => Verdict<A, Conflict>
  /** When the request is sent again. When the schedule completes, the program fails with the last error. */
  readonly schedule: Schedule.Schedule<unknown>
  /** Whether a failed request may be repeated at all. Default: if its outcome is unknown or its error is transient. */
  readonly isRepeated?: (error: E) => boolean
}

/** Whether an earlier run has sent the request so recently that it may still take effect. */
const wasSent = (held: OperationRecords.Held, request: string): Effect.Effect<boolean> =>
  Effect.zipWith(held.record, Clock.currentTimeMillis, ({ open }, now) =>
    open.some((one) => one.request === request && now - one.sentAt < Duration.toMillis(Outcome.openFor))
  )

/**
 * Sends a request until its result is known. After each failure that may have had an effect, and after each rejection, it
 * queries the operation before it sends the request again.
 *
 * A failure has the `outcome` `Unknown` if any request of this run, or a recorded one of an earlier run, may still take
 * effect: only the identical request may be sent again. Any other failure is final.
 *
 * @since 1.0.0
 * @category combinators
 */
export const send = <A, Found, E extends ApiError.Any | WechatPayError, Conflict = never, R = never>(
  options: Options<A, Found, E, Conflict, R>
): Effect.Effect<
  A,
  E | Conflict | OperationRecords.OperationInProgress | OperationRecords.RecordsUnavailable,
  R
> => {
  const { find, held, judge, request, schedule } = options
  const isRepeated =
    options.isRepeated ?? ((error: E) => error.outcome === "Unknown" || Retry.isTransient(error))

  return Effect.gen(function* () {
    const delay = yield* MonotonicClock.delays(schedule)
    type Result = Effect.Effect<
      A,
      E | Conflict | OperationRecords.OperationInProgress | OperationRecords.RecordsUnavailable,
      R
    >

    /** `isOpen`: a request may still take effect. */
    const recover = Effect.fnUntraced(function* (error: E, isOpen: boolean) {
      if (!isOpen) yield* Effect.ignore(held.responded(request))
      const isRejected = error.outcome === "Refused" && Retry.isTransient(error) && !isOpen
      if (error.outcome !== "NotSent" && !isRejected) {
        const found = yield* Effect.mapError(find, Outcome.markUnknown)
        const verdict = Option.flatMap(found, (one) => judge(one, error))
        if (Option.isSome(verdict)) return yield* verdict.value
      }
      if (isRepeated(error) && (yield* delay)) return yield* attempt(isOpen)
      const failed = Effect.fail(isOpen ? Outcome.markUnknown(error) : error)
      return yield* failed
    })

    const attempt = (wasOpen: boolean): Result =>
      Effect.andThen(
        held.sending(request),
        Effect.catchAll(Retry.none(options.send), (error) =>
          recover(error, wasOpen || error.outcome === "Unknown")
        )
      )

    return yield* attempt(yield* wasSent(held, request))
  })
}
