/**
 * Programs that run a payment by face code until its result is known, as WeChat Pay requires of tills: pay; while the
 * result is open, query every 5 seconds for about 30 seconds; then reverse, not earlier than 15 seconds after the
 * payment, and repeat the reversal while `recall` is `Y`.
 *
 * ```ts
 * const result = yield* FacePaymentFlow.pay({ ...order, face_code, time_expire })
 * switch (result._tag) {
 *   case "Paid": return yield* handOver(result.transactionId)
 *   case "Failed": return yield* tellCashier(result.error.message)
 *   case "Reversed":
 *   case "Refunded": return yield* tellCashier("not paid")
 *   case "Unknown": return yield* reconcileLater(order, result.reversing)
 * }
 * ```
 *
 * The programs never fail: every outcome of the payment is a {@link Result}. They may be interrupted at any point;
 * {@link reconcile} then finds out the result, in any process. Every result except `Unknown` is final: no request of the
 * run can change it later. Provide `OperationRecords` if several processes may act on one order, or if a process may die
 * while it reverses.
 *
 * @since 1.0.0
 */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import type * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import type * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as TillPayment from "@effect-wechatpay/core/TillPayment"
import { V2Client } from "@effect-wechatpay/core/V2Client"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as FacePayment from "./FacePayment.js"
import * as FacePaymentState from "./FacePaymentState.js"

/**
 * The schedules of the programs. Default: queries every 5 seconds for 30 seconds; a reversal 15 seconds after the payment at
 * the earliest, and again after 1, 2, 5, 10, 15 and 30 seconds.
 *
 * @since 1.0.0
 * @category references
 */
export class FacePaymentSchedules extends Context.Reference<FacePaymentSchedules>()(
  "@effect-wechatpay/facepay/FacePaymentSchedules",
  {
    defaultValue: (): TillPayment.Schedules => ({
      query: Schedule.spaced("5 seconds").pipe(Schedule.upTo("30 seconds")),
      reverse: Schedule.fromDelays(
        "1 second",
        "2 seconds",
        "5 seconds",
        "10 seconds",
        "15 seconds",
        "30 seconds"
      ),
      reverseAfter: "15 seconds"
    })
  }
) {}

type FailureOf<F extends (input: never) => unknown> =
  ReturnType<F> extends Effect.Effect<unknown, infer E, infer _> ? E : never

/**
 * The reason why an order is not paid, or why its result is unknown.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure =
  | FailureOf<typeof FacePayment.pay>
  | FailureOf<typeof FacePayment.query>
  | FailureOf<typeof FacePayment.reverse>
  | TillPayment.PaymentMismatch
  | TillPayment.PaymentOpen
  | OperationRecords.Failure

/**
 * The result of a payment.
 *
 * @since 1.0.0
 * @category models
 */
export type Result = Data.TaggedEnum<{
  /** Paid with the requested amount. */
  Paid: {
    /** WeChat Pay's number of the payment, which a refund needs. */
    readonly transactionId: string
    /** Fen. */
    readonly total: number
  }
  /**
   * No money was taken, and none will be. Another attempt needs a new face code and a new `out_trade_no`. If the
   * `outcome` of the error is `NotSent`, this is certain only of this run.
   */
  Failed: { readonly error: Failure }
  /** It stayed open and was reversed. If it had been paid, the money went back. */
  Reversed: {}
  /** It was paid, and later refunded in whole or in part. */
  Refunded: {}
  /**
   * The result is unknown, or may still change. The user may be charged. Keep the order and run {@link reconcile} until
   * it gives another result: at once, after some minutes, and again 5 minutes after `time_expire`. Do not hand over the
   * goods meanwhile. If the user pays the sale under a new number, reconcile this one with `reversing: true`, which
   * reverses a payment that arrives late.
   */
  Unknown: {
    /** The last failure. */
    readonly error: Failure
    /**
     * Whether a reversal was sent. Store it with the order and pass it to {@link reconcile}, which then reverses a
     * payment that it finds, because the open reversal may undo it at any time.
     */
    readonly reversing: boolean
  }
}>

const results = Data.taggedEnum<Result>()

/**
 * Matches every result; the compiler checks that none is missing.
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = results.$match

/**
 * Whether a result is of a case: `FacePaymentFlow.is("Paid")(result)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = results.$is

/**
 * The number of an order, and the data that are compared with its payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order {
  readonly appid: string
  readonly sub_appid?: string | undefined
  readonly sub_mch_id?: string | undefined
  readonly out_trade_no: string
  /** Fen. */
  readonly total_fee: number
  /** The recognized user, under `appid`. A payment by another user does not count as this one. Personal data. */
  readonly openid?: string | undefined
  /** The `attach` of the payment. A payment with another one does not count as this one. */
  readonly attach?: string | undefined
  /**
   * The `time_expire` of the payment, in Beijing time, `yyyyMMddHHmmss`. WeChat Pay rejects a payment that arrives later,
   * so an order that does not exist then will never exist. Without it such an order stays `Unknown`.
   */
  readonly time_expire?: string | undefined
}

/** One run of a program for one order. */
interface Run {
  readonly order: Order
  readonly held: OperationRecords.Held
  readonly schedules: TillPayment.Schedules
  /** The latest time at which the payment was sent, by the monotonic clock. */
  readonly sentAt: number
  /** The rejection of the payment, if any. It took no money, but an earlier one with the same number may have. */
  readonly rejection: FailureOf<typeof FacePayment.pay> | undefined
  /** Whether the payment may be another sale's, because the number was paid with another face code. */
  readonly isDoubtful: boolean
}

type Known = TillPayment.Known<Failure>

const numberOf = ({ appid, out_trade_no, sub_appid, sub_mch_id }: Order) => ({
  appid,
  out_trade_no,
  sub_appid,
  sub_mch_id
})

type Shown = Endpoint.Success<typeof FacePayment.query>

const payment = "facepay.facePayment"

const mismatch = (
  snapshot: string,
  outcome: Outcome.Outcome,
  problem: string,
  advice: string
): TillPayment.PaymentMismatch =>
  new TillPayment.PaymentMismatch({ payment, snapshot, outcome, problem, advice })

const again = "recognize the face again with a new out_trade_no"

/** How the payment differs from the requested one, as far as the query tells. */
const differenceOf = (
  order: Order,
  shown: Pick<Shown, "attach" | "openid" | "total_fee">
): string | undefined => {
  const differs = (["total_fee", "openid", "attach"] as const).find(
    (name) => order[name] !== undefined && shown[name] !== undefined && shown[name] !== order[name]
  )
  return (
    differs &&
    { total_fee: "with another amount", openid: "by another user", attach: "with another attach" }[differs]
  )
}

/** The result of a state; `undefined` for a state that may change. */
const resultOf = (
  state: FacePaymentState.FacePaymentState,
  shown: Pick<Shown, "attach" | "openid" | "total_fee">,
  { isDoubtful, order, rejection }: Pick<Run, "isDoubtful" | "order" | "rejection">,
  reversing: boolean
): Result | undefined => {
  const failed = (error: Failure) => results.Failed({ error: rejection ?? error })
  const notThis = (problem: string) =>
    results.Unknown({
      error: mismatch("Paid", "Unknown", problem, "compare it with your books"),
      reversing
    })
  switch (state._tag) {
    case "Paid": {
      const difference = differenceOf(order, shown)
      if (difference !== undefined) {
        // The rejected payment took no money, and the found one belongs to another sale.
        return rejection === undefined ? notThis(`it was paid ${difference}`) : failed(rejection)
      }
      const isProven = !isDoubtful || (order.openid !== undefined && shown.openid === order.openid)
      return isProven
        ? results.Paid({ transactionId: state.transactionId, total: state.total })
        : notThis("it was paid with another face code, and it is not certain that this user paid it")
    }
    case "Refunded":
      return results.Refunded()
    case "Reversed":
      return rejection === undefined ? results.Reversed() : failed(rejection)
    case "Failed":
      return failed(mismatch("Failed", "Refused", "the payment failed, and no money was taken", again))
    case "Closed":
      return failed(mismatch("Closed", "Refused", "it was closed before it was paid", again))
    case "UserPaying":
    case "NotPaid":
    case "Unknown":
      return undefined
  }
}

const reversalOpen = new TillPayment.PaymentOpen({
  payment,
  problem: "its reversal has to be called again",
  advice: "reconcile it"
})

const mayArrive = new TillPayment.PaymentOpen({
  payment,
  problem: "there is no such order, and the payment may still arrive",
  advice: "reconcile it again 5 minutes after time_expire; without time_expire compare it with the bill"
})

/** The maximum difference between the clocks of this machine and of WeChat Pay. */
const clockDifference = Duration.minutes(5)

/** Whether WeChat Pay would reject the payment if it arrived now. */
const isExpired = ({ time_expire }: Order): Effect.Effect<boolean> =>
  Effect.map(DateTime.now, (now) =>
    Option.exists(Option.flatMap(Option.fromNullable(time_expire), BeijingTime.toDateTime), (expiry) =>
      DateTime.greaterThan(now, DateTime.addDuration(expiry, clockDifference))
    )
  )

const unknown = ({ error, reversing }: Pick<Known, "error" | "reversing">): Result =>
  results.Unknown({ error, reversing })

const openState = (state: TillPayment.State): Failure => TillPayment.openState(payment, state)

/** The run for the steps that all payments at a till share. */
const till = (
  run: Run
): TillPayment.Run<Endpoint.Success<typeof FacePayment.query>, Result, Failure, V2Client> => ({
  schedules: run.schedules,
  look: Retry.none(FacePayment.query(numberOf(run.order))),
  stateOf: FacePaymentState.of,
  resultOf: (shown, reversing) => resultOf(FacePaymentState.of(shown), shown, run, reversing),
  openState,
  failed: (error) => results.Failed({ error }),
  unknown,
  rejection: run.rejection,
  isExpired: isExpired(run.order),
  mayArrive,
  reverseFrom: run.sentAt + Duration.toMillis(run.schedules.reverseAfter),
  reverse: (known) => reverse(run, known)
})

/** Sends one reversal. Gives the result, or the current knowledge. */
const reverseOnce = Effect.fnUntraced(function* ({ held, order }: Run, known: Known) {
  const noted = yield* Effect.either(held.sending("reverse"))
  if (Either.isLeft(noted)) return unknown({ ...known, error: noted.left })
  const response = yield* Effect.either(Retry.none(FacePayment.reverse(numberOf(order))))
  if (Either.isRight(response)) {
    return response.right.recall === "N"
      ? results.Reversed()
      : { ...known, error: reversalOpen, reversing: true }
  }
  const error = response.left
  // If the reversal found no order, a payment that arrives later must be reversed.
  const isGivenUp = error.outcome === "Unknown" || error._tag === "OrderNotExist"
  return { ...known, error, reversing: known.reversing || isGivenUp }
})

/** Reverses until the reversal is done or rejected, or the schedule completes; then one query decides. */
const reverse = Effect.fnUntraced(function* (run: Run, first: Known) {
  const delay = yield* MonotonicClock.delays(run.schedules.reverse)

  const end = (known: Known) =>
    Effect.map(TillPayment.query(till(run), known), (step) => {
      if (step._tag === "Ended") return step.result
      const { error } = known
      return unknown({ ...known, error: error._tag === "OrderNotExist" ? step.known.error : error })
    })

  const attempt = (known: Known): Effect.Effect<Result, never, V2Client> =>
    Effect.flatMap(reverseOnce(run, known), (next) => {
      if ("_tag" in next) return Effect.succeed(next)
      const isRepeated = next.error === reversalOpen || TillPayment.isTransient(next.error)
      return isRepeated ? Effect.flatMap(delay, (goesOn) => (goesOn ? attempt(next) : end(next))) : end(next)
    })

  return yield* attempt(first)
})

/** Holds the record of an order during a run, and notes the result. */
const holding = (
  order: Order,
  request: unknown,
  run: (held: OperationRecords.Held) => Effect.Effect<Result, OperationRecords.Failure, V2Client>
): Effect.Effect<Result, never, V2Client> =>
  Effect.flatMap(V2Client, ({ mchid }) =>
    TillPayment.holding({
      key: { kind: payment, number: [mchid, order.sub_mch_id, order.out_trade_no] },
      request,
      failed: (error) => results.Failed({ error }),
      unknown,
      run
    })
  )

/** Finds out the result of an order for which earlier runs have sent requests. */
const resume = Effect.fnUntraced(function* (order: Order, held: OperationRecords.Held, reversing: boolean) {
  const { open } = yield* held.record
  const isReversing = reversing || open.some(({ request }) => request === "reverse")
  const schedules = yield* FacePaymentSchedules
  const sentAt = yield* MonotonicClock.now
  return yield* TillPayment.follow(
    till({ order, held, schedules, sentAt, rejection: undefined, isDoubtful: false }),
    { error: mayArrive, isQueried: false, isShown: false, reversing: isReversing },
    "now"
  )
})

/** Errors of an attempt to charge the user, which WeChat Pay makes only if no payment with the number has succeeded. */
const triedNow: ReadonlySet<string> = new Set(["NotEnough", "CardNotSupported"])

/** Whether the face code was used before. Then an earlier payment of this sale has arrived. */
const isUsedCode = (error: FailureOf<typeof FacePayment.pay>): boolean =>
  error._tag === "FaceCodeRejected" && (error.wechatMessage ?? "").includes("已被使用")

/**
 * Charges the user whose face the device recognized, and finds out the result.
 *
 * The payment is sent once. While its outcome is unknown (the user is entering a password, the bank or WeChat Pay does
 * not know, the response was lost), the order is queried every 5 seconds for 30 seconds. Then it is reversed if the last
 * query got a response; that may take another minute. A rejection that an earlier payment with the same number may have
 * caused (a used face code, a paid order) is followed by queries, and the order is reversed only if a query showed it to
 * be open.
 *
 * - Set `time_expire`, 2 minutes from now (WeChat Pay requires more than 1). Requests of this interface do not expire, so a
 *   payment whose response was lost and that WeChat Pay does not know may arrive later: the result is `Unknown` until 5
 *   minutes after `time_expire`, and without `time_expire` for ever.
 * - Set `openid`, which the device received: then an order that another user has paid is not reported as paid.
 * - After an interruption run {@link reconcile} instead. The failure of a second payment that was not sent (`Failed`, with
 *   an error whose `outcome` is `NotSent`) does not describe the first one. With `OperationRecords` this function may be
 *   run again: it does not send the payment twice.
 *
 * The reversal needs the merchant's API certificate (`V2Client.layerClientCertificate`); without it a payment that stays
 * open is `Unknown`.
 *
 * @since 1.0.0
 * @category programs
 */
export const pay = (
  input: Endpoint.Input<typeof FacePayment.pay>
): Effect.Effect<Result, never, V2Client> => {
  const { appid, attach, body, detail, face_code, fee_type, openid, sub_appid, sub_mch_id, total_fee } = input
  const request = {
    appid,
    attach,
    body,
    detail,
    face_code,
    fee_type,
    openid,
    sub_appid,
    sub_mch_id,
    total_fee
  }
  return holding(
    input,
    request,
    Effect.fnUntraced(function* (held) {
      const { digest, result } = yield* held.record
      // A number with a final result is not paid again, also if that was found without the request.
      if (digest !== undefined || result !== undefined) return yield* resume(input, held, false)
      yield* held.sending("pay")
      const response = yield* Effect.either(FacePayment.pay(input))
      // Not before the call: it connects again if a connection fails, and may have sent the payment later.
      const sentAt = yield* MonotonicClock.now
      const schedules = yield* FacePaymentSchedules
      const run = { order: input, held, schedules, sentAt, rejection: undefined, isDoubtful: false }
      if (Either.isRight(response)) {
        const paid = FacePaymentState.of({ trade_state: "SUCCESS", ...response.right })
        return (
          resultOf(paid, response.right, run, false) ?? unknown({ error: openState(paid), reversing: false })
        )
      }
      const error = response.left
      if (error.outcome === "NotSent" || triedNow.has(error._tag)) return results.Failed({ error })
      const known = { error, isQueried: false, isShown: false, reversing: false }
      return yield* error.outcome === "Refused"
        ? TillPayment.follow(till({ ...run, rejection: error, isDoubtful: !isUsedCode(error) }), known, "now")
        : TillPayment.follow(till(run), known, "later")
    })
  )
}

/**
 * Finds out the result of a payment after an interruption, a crash or an `Unknown` result. It queries at once and then
 * every 5 seconds, and reverses an order that is still open after 30 seconds, as {@link pay} does.
 *
 * Store each order before it is paid, and run this until the order has a final result. The order is reversed only after a
 * query with a response. An order that does not exist is `Unknown` until 5 minutes after `time_expire`, because the
 * payment may still arrive; the bill of the day also shows whether it did.
 *
 * `reversing`: the value of the last `Unknown` result. If it is true, a payment that is found is reversed.
 *
 * @since 1.0.0
 * @category programs
 */
export const reconcile = (
  order: Order & { readonly reversing?: boolean | undefined }
): Effect.Effect<Result, never, V2Client> =>
  holding(order, undefined, (held) => resume(order, held, order.reversing ?? false))
