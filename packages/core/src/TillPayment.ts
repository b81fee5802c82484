/**
 * The steps that programs of payments at a till share. The cashier scans a code or recognizes a face, the payment is sent
 * once, and its result is found by queries; an order that stays open is reversed. `CodePaymentFlow` and
 * `FacePaymentFlow` are made of it.
 *
 * Tested in `test/facepay/facePaymentFlow.test.ts` and `test/pay/CodePaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as ApiError from "./ApiError.js"
import * as MonotonicClock from "./MonotonicClock.js"
import * as OperationRecords from "./OperationRecords.js"
import * as Outcome from "./Outcome.js"
import * as Retry from "./Retry.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * When the programs query and reverse.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /** Queries of a payment that is open. When the schedule completes, the payment is reversed. */
  readonly query: Schedule.Schedule<unknown>
  /** Reversals of a payment that stays open. When the schedule completes, the result is `Unknown`. */
  readonly reverse: Schedule.Schedule<unknown>
  /** The minimum time between the payment and its reversal. */
  readonly reverseAfter: Duration.DurationInput
}

/**
 * The order is not the requested payment: it failed, was closed, or was paid with another amount, by another user or by
 * another request.
 *
 * @since 1.0.0
 * @category errors
 */
export class PaymentMismatch extends Schema.TaggedError<PaymentMismatch>(
  "@effect-wechatpay/core/PaymentMismatch"
)("PaymentMismatch", {
  /** The payment, such as `pay.codePayment`. */
  payment: Schema.String,
  /** The state of the order. */
  snapshot: Schema.String,
  problem: Schema.String,
  /** What to do about it. */
  advice: Schema.String,
  outcome: Outcome.Outcome
}) {
  override get message(): string {
    return `${this.payment}: the order is ${this.snapshot}: ${this.problem}: ${this.advice}.`
  }
}

/**
 * The payment may still change: it is open, or it or its reversal may still arrive at WeChat Pay.
 *
 * @since 1.0.0
 * @category errors
 */
export class PaymentOpen extends Schema.TaggedError<PaymentOpen>("@effect-wechatpay/core/PaymentOpen")(
  "PaymentOpen",
  {
    /** The payment, such as `pay.codePayment`. */
    payment: Schema.String,
    problem: Schema.String,
    /** What to do about it. */
    advice: Schema.String
  }
) {
  /** The same field as in the errors of calls. */
  readonly outcome = "Unknown"
  override get message(): string {
    return `${this.payment}: ${this.problem}: ${this.advice}.`
  }
}

/**
 * The state of an order, as `FacePaymentState` and `PaymentState` name it. `Unknown`: this version does not know it.
 *
 * @since 1.0.0
 * @category models
 */
export interface State {
  readonly _tag: string
}

/**
 * The error of an order in a state that may change.
 *
 * @since 1.0.0
 * @category constructors
 */
export const openState = (payment: string, { _tag }: State): PaymentOpen =>
  new PaymentOpen(
    _tag === "Unknown"
      ? {
          payment,
          problem: "the order is in a state that this version does not know",
          advice: "query it, and ask WeChat Pay"
        }
      : { payment, problem: `the order is ${_tag}`, advice: "query it before anything else" }
  )

/**
 * The current knowledge about a payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface Known<E> {
  /** The last failure. */
  readonly error: E
  /** Whether the last query got a response: no order, or one in a state that this version knows. */
  readonly isQueried: boolean
  /** Whether a query has shown the order. */
  readonly isShown: boolean
  /** Whether a reversal was sent that may still take effect, or that found no order yet. */
  readonly reversing: boolean
}

/**
 * What a query has found out: the result, or that the order is open.
 *
 * @since 1.0.0
 * @category models
 */
export type Step<Result, E> =
  | { readonly _tag: "Ended"; readonly result: Result }
  | { readonly _tag: "Open"; readonly known: Known<E> }

/**
 * One run of a program for one order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Run<Shown, Result extends State, E extends State, R> {
  readonly schedules: Schedules
  /** Queries the order once. The error of an order that does not exist is `OrderNotExist`. */
  readonly look: Effect.Effect<Shown, E, R>
  readonly stateOf: (shown: Shown) => State
  /** The result of an order that is final; `undefined` for a state that may change. */
  readonly resultOf: (shown: Shown, reversing: boolean) => Result | undefined
  /** The error of an order in a state that may change. */
  readonly openState: (state: State) => E
  readonly failed: (error: E) => Result
  readonly unknown: (known: Pick<Known<E>, "error" | "reversing">) => Result
  /** The rejection of the payment, if any. It took no money, but an earlier one with the same number may have. */
  readonly rejection: E | undefined
  /** Whether WeChat Pay would reject the payment if it arrived now. */
  readonly isExpired: Effect.Effect<boolean>
  /** Why an order that does not exist, and that is not expired, is open. */
  readonly mayArrive: E
  /** The time of the monotonic clock from which the payment may be reversed. */
  readonly reverseFrom: number
  /** Reverses until the result is known, or the schedule of reversals completes. */
  readonly reverse: (known: Known<E>) => Effect.Effect<Result, never, R>
}

/**
 * Whether the same call may succeed a little later.
 *
 * @since 1.0.0
 * @category guards
 */
export const isTransient = (
  error: ApiError.Any | WechatPayError | PaymentMismatch | PaymentOpen | OperationRecords.Failure
): boolean =>
  (ApiError.isApiError(error) || error._tag === "WechatPayError") &&
  (error.outcome === "Unknown" || Retry.isTransient(error))

/**
 * Queries once.
 *
 * @since 1.0.0
 * @category combinators
 */
export const query = <Shown, Result extends State, E extends State, R>(
  run: Run<Shown, Result, E, R>,
  known: Known<E>
): Effect.Effect<Step<Result, E>, never, R> =>
  Effect.gen(function* () {
    const { rejection } = run
    const ended = (result: Result): Step<Result, E> => ({ _tag: "Ended", result })
    const open = (now: Partial<Known<E>>): Step<Result, E> => ({
      _tag: "Open",
      known: { ...known, isQueried: true, ...now }
    })
    const seen = yield* Effect.either(run.look)
    if (Either.isRight(seen)) {
      const state = run.stateOf(seen.right)
      const result = run.resultOf(seen.right, known.reversing)
      // Once a reversal may take effect, the order can only end as reversed.
      const isUndone = known.reversing && result?._tag === "Paid"
      return result !== undefined && !isUndone
        ? ended(result)
        : open({
            isQueried: state._tag !== "Unknown",
            isShown: true,
            error: run.openState(state)
          })
    }
    const error = seen.left
    if (error._tag !== "OrderNotExist") return open({ isQueried: false, error })
    // A rejected payment cannot arrive later, but an earlier one may. So a missing order is final only at the second query.
    if (rejection !== undefined && known.isQueried) return ended(run.failed(rejection))
    return (yield* run.isExpired) ? ended(run.failed(error)) : open({ error: run.mayArrive })
  })

/**
 * Queries until the order is final, or the schedule completes and the order is reversed. The first query is sent at once
 * (`now`), or after the first delay of the schedule (`later`).
 *
 * @since 1.0.0
 * @category combinators
 */
export const follow = <Shown, Result extends State, E extends State, R>(
  run: Run<Shown, Result, E, R>,
  first: Known<E>,
  when: "now" | "later"
): Effect.Effect<Result, never, R> =>
  Effect.gen(function* () {
    const delay = yield* MonotonicClock.delays(run.schedules.query)

    /** Reverses only an order that the last query showed to be open: the goods of a paid sale may have been handed over. */
    const giveUp = (known: Known<E>): Effect.Effect<Result, never, R> => {
      if (!known.isQueried || (run.rejection !== undefined && !known.isShown)) {
        return Effect.succeed(run.unknown(known))
      }
      return Effect.flatMap(MonotonicClock.now, (now) =>
        now >= run.reverseFrom
          ? run.reverse(known)
          : Effect.andThen(MonotonicClock.sleepUntil(run.reverseFrom), step(known, giveUp))
      )
    }

    const step = (
      known: Known<E>,
      goOn: (next: Known<E>) => Effect.Effect<Result, never, R>
    ): Effect.Effect<Result, never, R> =>
      Effect.flatMap(query(run, known), (next) =>
        next._tag === "Ended" ? Effect.succeed(next.result) : goOn(next.known)
      )

    const watch = (known: Known<E>): Effect.Effect<Result, never, R> =>
      step(known, (next) => {
        if (next.reversing && next.isShown) return giveUp(next)
        return Effect.flatMap(delay, (goesOn) => (goesOn ? watch(next) : giveUp(next)))
      })

    return yield* when === "now" ? watch(first) : Effect.andThen(delay, watch(first))
  })

/**
 * Holds the record of an order during a run, and notes the result. If the number is used for another request, nothing is
 * sent and the run has failed; if the record is not available, the result is unknown.
 *
 * @since 1.0.0
 * @category combinators
 */
export const holding = <Result extends State, R>(options: {
  readonly key: OperationRecords.Key
  /** The request that is sent under the number; `undefined` if the run sends none. */
  readonly request: unknown
  readonly failed: (error: OperationRecords.NumberReused) => Result
  readonly unknown: (known: {
    readonly error: Exclude<OperationRecords.Failure, OperationRecords.NumberReused>
    readonly reversing: boolean
  }) => Result
  readonly run: (held: OperationRecords.Held) => Effect.Effect<Result, OperationRecords.Failure, R>
}): Effect.Effect<Result, never, R> =>
  Effect.scoped(
    Effect.gen(function* () {
      const held = yield* OperationRecords.hold(options.key, options.request)
      const result = yield* options.run(held)
      // If this process has lost the record, another one may be reversing the order.
      if (result._tag !== "Unknown") yield* held.ended(result._tag)
      return result
    })
  ).pipe(
    Effect.catchAll((error) =>
      Effect.succeed(
        error._tag === "NumberReused" ? options.failed(error) : options.unknown({ error, reversing: false })
      )
    )
  )
