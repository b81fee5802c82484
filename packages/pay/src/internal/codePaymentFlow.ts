/** The programs of a payment by code, for merchants and service providers. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import {
  type CallFailure,
  type Failure,
  PaymentMismatch,
  PaymentOpen,
  type Result,
  results
} from "../CodePaymentResult.js"
import { CodePaymentSchedules } from "../CodePaymentSchedules.js"
import * as PaymentState from "../PaymentState.js"

/** What a charge and a reconciliation have in common. */
interface Order {
  readonly out_trade_no: string
  readonly amount: { readonly total: number }
}

type Call<A> = Effect.Effect<A, CallFailure, WechatPayClient>

interface Calls<Input extends Order, Key extends Order> {
  readonly charge: (input: Input) => Call<PaymentState.SingleOrder>
  readonly query: (key: Key) => Call<PaymentState.SingleOrder>
  readonly reverse: (key: Key) => Call<unknown>
  readonly number: (key: Key) => ReadonlyArray<string | undefined>
}

/** One run of a program for one order. */
interface Run<Key> {
  readonly order: Key
  readonly held: OperationRecords.Held
  /** The time of the monotonic clock from which the charge may be reversed. */
  readonly reverseFrom: number
  /** When the charge was sent at the latest, Unix time in milliseconds. */
  readonly sentAt: number | undefined
  /** The rejection of the charge. It took no money, but an earlier one with the same number may have. */
  readonly rejection: CallFailure | undefined
}

/** The current knowledge about the payment. */
interface Known {
  readonly error: Failure
  /** Whether the last query got a response: no order, or one in a state that this version knows. */
  readonly isQueried: boolean
  /** Whether a query has shown the order. */
  readonly isShown: boolean
  /** Whether a reversal was sent that may still take effect, or that found no order yet. */
  readonly reversing: boolean
}

type Step =
  | { readonly _tag: "Ended"; readonly result: Result }
  | { readonly _tag: "Open"; readonly known: Known }

const again = "ask the user for a new code, and use a new out_trade_no"

const mismatch = (
  snapshot: string,
  outcome: Outcome.Outcome,
  problem: string,
  advice: string
): PaymentMismatch => new PaymentMismatch({ snapshot, outcome, problem, advice })

const openState = ({ _tag }: PaymentState.PaymentState): PaymentOpen =>
  new PaymentOpen(
    _tag === "Unknown"
      ? {
          problem: "the order is in a state that this version does not know",
          advice: "query it, and ask WeChat Pay"
        }
      : { problem: `the order is ${_tag}`, advice: "query it before anything else" }
  )

const mayArrive = new PaymentOpen({
  problem: "there is no such order, and the charge may still arrive",
  advice: "reconcile it again 10 minutes after it was sent"
})

/** Errors of an attempt to charge the user, which WeChat Pay makes only if no payment with the number has succeeded. */
const triedNow: ReadonlySet<string> = new Set(["NotEnough", "AccountError"])

/** Whether the same call may succeed a little later. */
const isTransient = (error: Failure): boolean =>
  (ApiError.isApiError(error) || error._tag === "WechatPayError") &&
  (error.outcome === "Unknown" || Retry.isTransient(error))

/** The result of a state; `undefined` for a state that may change. */
const resultOf = (
  order: PaymentState.SingleOrder,
  { order: { amount }, rejection, sentAt }: Pick<Run<Order>, "order" | "rejection" | "sentAt">
): Result | undefined => {
  const state = PaymentState.of(order)
  const failed = (error: Failure) => results.Failed({ error: rejection ?? error })
  const notThis = (problem: string) =>
    results.Unknown({
      error: mismatch("Paid", "Unknown", problem, "compare it with your books"),
      reversing: false,
      sentAt
    })
  switch (state._tag) {
    case "Paid": {
      if (state.total !== amount.total) return notThis("it was paid with another amount")
      if (rejection !== undefined) {
        return notThis("the charge was rejected, and the number was paid by another request")
      }
      const [transactionId = ""] = state.transactionIds
      return results.Paid({ transactionId, total: state.total })
    }
    case "Refunded":
      return results.Refunded()
    case "Reversed":
      return rejection === undefined ? results.Reversed() : failed(rejection)
    case "Closed":
      return failed(mismatch("Closed", "Refused", "it was closed before it was paid", again))
    case "Failed":
      return failed(mismatch("Failed", "Refused", "the payment failed, and no money was taken", again))
    default:
      return undefined
  }
}

export const makeCodeFlow = <Input extends Order & Key, Key extends Order>(calls: Calls<Input, Key>) => {
  const unknown = ({ sentAt }: Run<Key>, { error, reversing }: Pick<Known, "error" | "reversing">): Result =>
    results.Unknown({ error, reversing, sentAt })

  /** Whether WeChat Pay would reject the charge if it arrived now. */
  const isExpired = ({ sentAt }: Run<Key>) =>
    Effect.map(
      Clock.currentTimeMillis,
      (now) => sentAt !== undefined && now - sentAt > Duration.toMillis(Outcome.openFor)
    )

  /** Queries once. */
  const query = Effect.fnUntraced(function* (run: Run<Key>, known: Known) {
    const seen = yield* Effect.either(Retry.none(calls.query(run.order)))
    const open = (now: Partial<Known>): Step => ({
      _tag: "Open",
      known: { ...known, isQueried: true, ...now }
    })
    if (Either.isRight(seen)) {
      const state = PaymentState.of(seen.right)
      const result = resultOf(seen.right, run)
      // Once a reversal may take effect, the order can only end as reversed.
      const isUndone = known.reversing && state._tag === "Paid"
      return result !== undefined && !isUndone
        ? ({ _tag: "Ended", result } satisfies Step as Step)
        : open({ isQueried: state._tag !== "Unknown", isShown: true, error: openState(state) })
    }
    const error = seen.left
    if (error._tag !== "OrderNotExist") return open({ isQueried: false, error })
    // A rejected charge cannot arrive later, but an earlier one may. So a missing order is final only at the second query.
    if (run.rejection !== undefined && known.isQueried) {
      return { _tag: "Ended", result: results.Failed({ error: run.rejection }) } satisfies Step as Step
    }
    return (yield* isExpired(run))
      ? ({ _tag: "Ended", result: results.Failed({ error }) } satisfies Step as Step)
      : open({ error: mayArrive })
  })

  /** Reverses until a query shows the end, or the schedule completes. */
  const reverse = Effect.fnUntraced(function* (run: Run<Key>, first: Known) {
    const schedules = yield* CodePaymentSchedules
    const delay = yield* MonotonicClock.delays(schedules.reverse)

    const attempt = (known: Known): Effect.Effect<Result, never, WechatPayClient> =>
      Effect.gen(function* () {
        const noted = yield* Effect.either(run.held.sending("reverse"))
        if (Either.isLeft(noted)) return unknown(run, { ...known, error: noted.left })
        const response = yield* Effect.either(Retry.none(calls.reverse(run.order)))
        // If the reversal found no order, a charge that arrives later must be reversed.
        const isOpen =
          Either.isRight(response) ||
          response.left.outcome === "Unknown" ||
          response.left._tag === "OrderNotExist"
        const next: Known = {
          ...known,
          reversing: known.reversing || isOpen,
          ...(Either.isLeft(response) ? { error: response.left } : {})
        }
        // Only the order tells whether it is reversed.
        const step = yield* query(run, next)
        if (step._tag === "Ended") return step.result
        const isRepeated =
          Either.isRight(response) || response.left._tag === "TradeError" || isTransient(response.left)
        if (isRepeated && (yield* delay)) return yield* attempt(step.known)
        return unknown(run, step.known)
      })

    return yield* attempt(first)
  })

  /** Queries until the order is final, or the schedule completes and the order is reversed. */
  const follow = Effect.fnUntraced(function* (run: Run<Key>, first: Known, when: "now" | "later") {
    const schedules = yield* CodePaymentSchedules
    const delay = yield* MonotonicClock.delays(schedules.query)

    /** Reverses only an order that the last query showed to be open: the goods of a paid sale may have been handed over. */
    const giveUp = (known: Known): Effect.Effect<Result, never, WechatPayClient> => {
      if (!known.isQueried || (run.rejection !== undefined && !known.isShown)) {
        return Effect.succeed(unknown(run, known))
      }
      return Effect.flatMap(MonotonicClock.now, (now) =>
        now >= run.reverseFrom
          ? reverse(run, known)
          : Effect.andThen(MonotonicClock.sleepUntil(run.reverseFrom), step(known, giveUp))
      )
    }

    const step = (
      known: Known,
      goOn: (next: Known) => Effect.Effect<Result, never, WechatPayClient>
    ): Effect.Effect<Result, never, WechatPayClient> =>
      Effect.flatMap(query(run, known), (next) =>
        next._tag === "Ended" ? Effect.succeed(next.result) : goOn(next.known)
      )

    const watch = (known: Known): Effect.Effect<Result, never, WechatPayClient> =>
      step(known, (next) => {
        if (next.reversing && next.isShown) return giveUp(next)
        return Effect.flatMap(delay, (goesOn) => (goesOn ? watch(next) : giveUp(next)))
      })

    return yield* when === "now" ? watch(first) : Effect.andThen(delay, watch(first))
  })

  /** Holds the record of an order during a run, and notes the result. */
  const holding = (
    key: Key,
    request: unknown,
    run: (held: OperationRecords.Held) => Effect.Effect<Result, OperationRecords.Failure, WechatPayClient>
  ): Effect.Effect<Result, never, WechatPayClient> =>
    Effect.scoped(
      Effect.gen(function* () {
        const held = yield* OperationRecords.hold(
          { kind: "pay.codePayment", number: calls.number(key) },
          request
        )
        const result = yield* run(held)
        if (result._tag !== "Unknown") yield* held.ended(result._tag)
        return result
      })
    ).pipe(
      Effect.catchAll((error) =>
        Effect.succeed(
          error._tag === "NumberReused"
            ? results.Failed({ error })
            : results.Unknown({ error, reversing: false, sentAt: undefined })
        )
      )
    )

  const reverseFromNow = Effect.gen(function* () {
    const { reverseAfter } = yield* CodePaymentSchedules
    return (yield* MonotonicClock.now) + Duration.toMillis(reverseAfter)
  })

  /** Finds out the result of an order for which earlier runs have sent requests. */
  const resume = Effect.fnUntraced(function* (
    order: Key,
    held: OperationRecords.Held,
    given: { readonly reversing: boolean; readonly sentAt: number | undefined }
  ) {
    const { digest, open } = yield* held.record
    // A recorded charge that is not open has got its response: it cannot arrive any more.
    const known = digest === undefined ? given.sentAt : 0
    const sentAt = open.find(({ request }) => request === "charge")?.sentAt ?? known
    return yield* follow(
      { order, held, reverseFrom: yield* reverseFromNow, sentAt, rejection: undefined },
      {
        error: mayArrive,
        isQueried: false,
        isShown: false,
        reversing: given.reversing || open.some(({ request }) => request === "reverse")
      },
      "now"
    )
  })

  const charge = (input: Input): Effect.Effect<Result, never, WechatPayClient> =>
    holding(
      input,
      input,
      Effect.fnUntraced(function* (held) {
        const { digest } = yield* held.record
        if (digest !== undefined) return yield* resume(input, held, { reversing: false, sentAt: undefined })
        yield* held.sending("charge")
        const sentAt = yield* Clock.currentTimeMillis
        const run: Run<Key> = {
          order: input,
          held,
          reverseFrom: yield* reverseFromNow,
          sentAt,
          rejection: undefined
        }
        const response = yield* Effect.either(Retry.none(calls.charge(input)))
        const known = { isQueried: false, isShown: false, reversing: false }
        if (Either.isRight(response)) {
          const result = resultOf(response.right, run)
          const error = openState(PaymentState.of(response.right))
          return result ?? (yield* follow(run, { ...known, error, isShown: true }, "later"))
        }
        const error = response.left
        if (error.outcome === "NotSent" || triedNow.has(error._tag)) return results.Failed({ error })
        return error.outcome === "Refused"
          ? yield* follow({ ...run, rejection: error }, { ...known, error }, "now")
          : yield* follow(run, { ...known, error }, "later")
      })
    )

  const reconcile = (
    order: Key & { readonly reversing?: boolean | undefined; readonly sentAt?: number | undefined }
  ): Effect.Effect<Result, never, WechatPayClient> =>
    holding(order, undefined, (held) =>
      resume(order, held, { reversing: order.reversing ?? false, sentAt: order.sentAt })
    )

  return { charge, reconcile }
}
