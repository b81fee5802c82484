/** The programs of a payment by code, for merchants and service providers. */
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import type * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as TillPayment from "@effect-wechatpay/core/TillPayment"
import { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type CallFailure, type Failure, type Result, results } from "../CodePaymentResult.js"
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
  /** The order with its merchant: that of the client, if it is omitted. */
  readonly own: <A extends Key>(order: A, mchid: string) => A
}

/** One run of a program for one order. */
interface Run<Key> {
  readonly order: Key
  readonly held: OperationRecords.Held
  readonly schedules: TillPayment.Schedules
  /** The time of the monotonic clock from which the charge may be reversed. */
  readonly reverseFrom: number
  /** When the charge was sent at the latest, Unix time in milliseconds. */
  readonly sentAt: number | undefined
  /** The rejection of the charge. It took no money, but an earlier one with the same number may have. */
  readonly rejection: CallFailure | undefined
}

type Known = TillPayment.Known<Failure>

const payment = "pay.codePayment"

const again = "ask the user for a new code, and use a new out_trade_no"

const mismatch = (
  snapshot: string,
  outcome: Outcome.Outcome,
  problem: string,
  advice: string
): TillPayment.PaymentMismatch =>
  new TillPayment.PaymentMismatch({ payment, snapshot, outcome, problem, advice })

const openState = (state: TillPayment.State): Failure => TillPayment.openState(payment, state)

const mayArrive = new TillPayment.PaymentOpen({
  payment,
  problem: "there is no such order, and the charge may still arrive",
  advice: "reconcile it again 10 minutes after it was sent"
})

/** Errors of an attempt to charge the user, which WeChat Pay makes only if no payment with the number has succeeded. */
const triedNow: ReadonlySet<string> = new Set(["NotEnough", "AccountError"])

/** The result of a state; `undefined` for a state that may change. */
const resultOf = (
  order: PaymentState.SingleOrder,
  { order: { amount }, rejection, sentAt }: Pick<Run<Order>, "order" | "rejection" | "sentAt">,
  reversing: boolean
): Result | undefined => {
  const state = PaymentState.of(order)
  const failed = (error: Failure) => results.Failed({ error: rejection ?? error })
  const notThis = (problem: string) =>
    results.Unknown({
      error: mismatch("Paid", "Unknown", problem, "compare it with your books"),
      reversing,
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

  /** The run for the steps that all payments at a till share. */
  const till = (
    run: Run<Key>
  ): TillPayment.Run<PaymentState.SingleOrder, Result, Failure, WechatPayClient> => ({
    schedules: run.schedules,
    look: Retry.none(calls.query(run.order)),
    stateOf: PaymentState.of,
    resultOf: (shown, reversing) => resultOf(shown, run, reversing),
    openState,
    failed: (error) => results.Failed({ error }),
    unknown: (known) => unknown(run, known),
    rejection: run.rejection,
    isExpired: isExpired(run),
    mayArrive,
    reverseFrom: run.reverseFrom,
    reverse: (known) => reverse(run, known)
  })

  /** Reverses until a query shows the end, or the schedule completes. */
  const reverse = Effect.fnUntraced(function* (run: Run<Key>, first: Known) {
    const delay = yield* MonotonicClock.delays(run.schedules.reverse)

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
        const step = yield* TillPayment.query(till(run), next)
        if (step._tag === "Ended") return step.result
        const isRepeated =
          Either.isRight(response) ||
          response.left._tag === "TradeError" ||
          TillPayment.isTransient(response.left)
        if (isRepeated && (yield* delay)) return yield* attempt(step.known)
        return unknown(run, step.known)
      })

    return yield* attempt(first)
  })

  /** Holds the record of an order during a run, and notes the result. */
  const holding = (
    key: Key,
    request: unknown,
    run: (held: OperationRecords.Held) => Effect.Effect<Result, OperationRecords.Failure, WechatPayClient>
  ): Effect.Effect<Result, never, WechatPayClient> =>
    TillPayment.holding({
      key: { kind: payment, number: calls.number(key) },
      request,
      failed: (error) => results.Failed({ error }),
      unknown: (known) => results.Unknown({ ...known, sentAt: undefined }),
      run
    })

  /** A run that has sent nothing yet, or not this time. */
  const begin = Effect.fnUntraced(function* (
    order: Key,
    held: OperationRecords.Held,
    sentAt: number | undefined
  ) {
    const schedules = yield* CodePaymentSchedules
    const reverseFrom = (yield* MonotonicClock.now) + Duration.toMillis(schedules.reverseAfter)
    return { order, held, schedules, reverseFrom, sentAt, rejection: undefined } satisfies Run<Key>
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
    return yield* TillPayment.follow(
      till(yield* begin(order, held, sentAt)),
      {
        error: mayArrive,
        isQueried: false,
        isShown: false,
        reversing: given.reversing || open.some(({ request }) => request === "reverse")
      },
      "now"
    )
  })

  const charge = Effect.fnUntraced(function* (given: Input) {
    const { mchid } = yield* WechatPayClient
    const input = calls.own(given, mchid)
    return yield* holding(
      input,
      input,
      Effect.fnUntraced(function* (held) {
        const { digest, result: ended } = yield* held.record
        // A number with a final result is not charged again, also if that was found without the request.
        if (digest !== undefined || ended !== undefined) {
          return yield* resume(input, held, { reversing: false, sentAt: undefined })
        }
        yield* held.sending("charge")
        const run = yield* begin(input, held, yield* Clock.currentTimeMillis)
        const response = yield* Effect.either(Retry.none(calls.charge(input)))
        const known = { isQueried: false, isShown: false, reversing: false }
        if (Either.isRight(response)) {
          const result = resultOf(response.right, run, false)
          const error = openState(PaymentState.of(response.right))
          return result ?? (yield* TillPayment.follow(till(run), { ...known, error, isShown: true }, "later"))
        }
        const error = response.left
        if (error.outcome === "NotSent" || triedNow.has(error._tag)) return results.Failed({ error })
        return error.outcome === "Refused"
          ? yield* TillPayment.follow(till({ ...run, rejection: error }), { ...known, error }, "now")
          : yield* TillPayment.follow(till(run), { ...known, error }, "later")
      })
    )
  })

  const reconcile = Effect.fnUntraced(function* (
    given: Key & { readonly reversing?: boolean | undefined; readonly sentAt?: number | undefined }
  ) {
    const { mchid } = yield* WechatPayClient
    const order = calls.own(given, mchid)
    return yield* holding(order, undefined, (held) =>
      resume(order, held, { reversing: order.reversing ?? false, sentAt: order.sentAt })
    )
  })

  return { charge, reconcile }
}
