/**
 * A payment by face code, carried through until it is known what became of it, as WeChat Pay asks tills to: pay; while
 * that is open, query every 5 seconds for about 30 seconds; then reverse, not before 15 seconds after the payment and as
 * often as `recall` says.
 *
 * ```ts
 * const result = yield* FacePaymentFlow.pay({ ...order, face_code })
 * switch (result._tag) {
 *   case "Paid": return yield* handOver(result.transactionId)
 *   case "Failed": return yield* tellCashier(result.error.message)
 *   case "Reversed":
 *   case "Refunded": return yield* tellCashier("not paid")
 *   case "Unknown": return yield* lookAtLater(order, result.error.message)
 * }
 * ```
 *
 * The programs never fail: what becomes of money is a value that has to be looked at. They may be interrupted at any
 * point; {@link settle} goes on from wherever the order stands, in whatever process.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Retry from "@effect-wechatpay/core/Retry"
import type { V2Client } from "@effect-wechatpay/core/V2Client"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as FacePayment from "./FacePayment.js"
import * as FacePaymentState from "./FacePaymentState.js"

/**
 * How long the programs pause.
 *
 * @since 1.0.0
 * @category models
 */
export interface Pauses {
  /** Between two queries. */
  readonly query: Duration.DurationInput
  /** How long it is queried before it is reversed. */
  readonly queryFor: Duration.DurationInput
  /** The least time between the payment and its reversal. */
  readonly reverseAfter: Duration.DurationInput
  /** Between two reversals, while `recall` is `Y` or the response got lost. Then the result is `Unknown`. */
  readonly reversing: ReadonlyArray<Duration.DurationInput>
}

/**
 * The pauses of the programs. Default: queries every 5 seconds for 30 seconds, a reversal 15 seconds after the payment at
 * the earliest, and again after 1, 2, 5, 10, 15 and 30 seconds.
 *
 * @since 1.0.0
 * @category references
 */
export class FacePaymentPauses extends Context.Reference<FacePaymentPauses>()(
  "@effect-wechatpay/facepay/FacePaymentPauses",
  {
    defaultValue: (): Pauses => ({
      query: "5 seconds",
      queryFor: "30 seconds",
      reverseAfter: "15 seconds",
      reversing: ["1 second", "2 seconds", "5 seconds", "10 seconds", "15 seconds", "30 seconds"]
    })
  }
) {}

/**
 * The order is not what was to be paid: it failed, was closed, or is paid with another amount.
 *
 * @since 1.0.0
 * @category errors
 */
export class PaymentMismatch extends Schema.TaggedError<PaymentMismatch>(
  "@effect-wechatpay/facepay/PaymentMismatch"
)("PaymentMismatch", {
  /** The case of `FacePaymentState`. */
  snapshot: Schema.String,
  problem: Schema.String,
  /** What to do about it. */
  advice: Schema.String
}) {
  override get message(): string {
    return `facepay.facePayment: the order is ${this.snapshot}: ${this.problem}: ${this.advice}.`
  }
}

type FailureOf<F extends (input: never) => unknown> =
  ReturnType<F> extends Effect.Effect<unknown, infer E, infer _> ? E : never

/**
 * Why an order is not paid, or why that is not known.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure =
  | FailureOf<typeof FacePayment.pay>
  | FailureOf<typeof FacePayment.query>
  | FailureOf<typeof FacePayment.reverse>
  | PaymentMismatch

/**
 * What became of a payment.
 *
 * @since 1.0.0
 * @category models
 */
export type Result = Data.TaggedEnum<{
  /** Paid with the amount that was asked. */
  Paid: {
    /** WeChat Pay's number of the payment, which a refund needs. */
    readonly transactionId: string
    /** Fen. */
    readonly total: number
  }
  /**
   * No money was taken. Another attempt needs a new face code and a new `out_trade_no`. An error whose `outcome` is
   * `NotSent` says so of this run only.
   */
  Failed: { readonly error: Failure }
  /** It stayed open and was reversed: what may have been paid went back. */
  Reversed: {}
  /** It had been paid, and money went back in whole or in part by a refund. */
  Refunded: {}
  /**
   * Nobody knows: neither queries nor reversals told, or what they told is not this sale. The user may be charged. Look at
   * the order later ({@link settle}), and do not let the user pay again before.
   */
  Unknown: {
    /** The last thing that went wrong. */
    readonly error: Failure
  }
}>

const results = Data.taggedEnum<Result>()

/**
 * Goes through every result; the compiler sees to it that none is forgotten.
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
 * What names an order, and what it costs.
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
}

interface Following {
  readonly order: Order
  /** When the payment was sent, Unix time in milliseconds. */
  readonly since: number
  /** Why the payment was refused, if it was: it took no money, but one with the same number before it may have. */
  readonly rejection: Failure | undefined
  /** What is known to be wrong so far. */
  readonly error: Failure
}

const keyOf = ({ appid, out_trade_no, sub_appid, sub_mch_id }: Order) => ({
  appid,
  out_trade_no,
  sub_appid,
  sub_mch_id
})

const look = (order: Order) => Effect.either(Retry.none(FacePayment.query(keyOf(order))))

const notThis = (snapshot: string, problem: string, advice: string) =>
  new PaymentMismatch({ snapshot, problem, advice })

const again = "recognise the face again with a new out_trade_no"

/** What a state comes to; none for one that may change by itself. */
const resultOf = (
  state: FacePaymentState.FacePaymentState,
  { order, rejection }: Pick<Following, "order" | "rejection">
): Result | undefined => {
  const failed = (error: Failure) => results.Failed({ error: rejection ?? error })
  switch (state._tag) {
    case "Paid":
      if (state.total === order.total_fee) {
        return results.Paid({ transactionId: state.transactionId, total: state.total })
      }
      return rejection === undefined
        ? results.Unknown({
            error: notThis("Paid", "with another amount than was asked", "compare it with your books")
          })
        : results.Failed({ error: rejection })
    case "Refunded":
      return results.Refunded()
    case "Reversed":
      return rejection === undefined ? results.Reversed() : failed(rejection)
    case "Failed":
      return failed(notThis("Failed", "the payment failed, and no money was taken", again))
    case "Closed":
      return failed(notThis("Closed", "it was closed before it was paid", again))
    case "UserPaying":
    case "NotPaid":
    case "Unknown":
      return undefined
  }
}

const openState = (state: FacePaymentState.FacePaymentState): PaymentMismatch =>
  notThis(
    state._tag,
    state._tag === "Unknown"
      ? "WeChat Pay says something about it that this version does not know"
      : "it is still open",
    "query it before anything else"
  )

/** The same call may do better a little later. */
const isTransient = (error: Failure): boolean => {
  if (error._tag === "PaymentMismatch") return false
  if (error.outcome === "Unknown") return true
  if (ApiError.isApiError(error)) return error._tag === "FrequencyLimited"
  return error.reason._tag === "Transport" || error.reason._tag === "Timeout"
}

/** Reverses until it is done, refused, or has been tried often enough. */
const reverse = Effect.fnUntraced(function* (following: Following) {
  const { reverseAfter, reversing } = yield* FacePaymentPauses
  const { order, since } = following
  const early = since + Duration.toMillis(reverseAfter) - (yield* Clock.currentTimeMillis)
  if (early > 0) yield* Effect.sleep(Duration.millis(early))

  // Once a reversal may have taken effect, a payment is no longer one to rely on.
  let mayBeReversed = false
  let { error } = following
  for (const pause of [...reversing, undefined]) {
    const response = yield* Effect.either(Retry.none(FacePayment.reverse(keyOf(order))))
    if (Either.isRight(response)) {
      if (response.right.recall === "N") return results.Reversed()
      mayBeReversed = true
      error = notThis("Unknown", "its reversal has to be called again", "reverse it later")
    } else {
      error = response.left
      if (error._tag === "OrderNotExist") return results.Failed({ error: following.rejection ?? error })
      if (!isTransient(error)) break
      if (error.outcome === "Unknown") mayBeReversed = true
    }
    if (pause !== undefined) yield* Effect.sleep(pause)
  }

  const snapshot = yield* look(order)
  if (Either.isRight(snapshot)) {
    const result = resultOf(FacePaymentState.of(snapshot.right), following)
    if (result !== undefined && !(mayBeReversed && result._tag === "Paid")) return result
  }
  return results.Unknown({ error })
})

/** Queries until the order is settled, or has been open for long enough to be reversed. */
const follow = Effect.fnUntraced(function* (following: Following, firstPause: Duration.DurationInput) {
  const pauses = yield* FacePaymentPauses
  const until = (yield* Clock.currentTimeMillis) + Duration.toMillis(pauses.queryFor)
  const { rejection } = following
  let { error } = following
  let pause = firstPause
  let isShown = false
  let isFirst = true
  do {
    yield* Effect.sleep(pause)
    pause = pauses.query
    const snapshot = yield* look(following.order)
    if (Either.isRight(snapshot)) {
      const state = FacePaymentState.of(snapshot.right)
      const result = resultOf(state, following)
      if (result !== undefined) return result
      isShown = true
      error = openState(state)
    } else {
      error = snapshot.left
      // A payment whose response got lost may still be on its way. One that was refused is not, but the one before it may be,
      // so that no order is final only at the second look.
      if (error._tag === "OrderNotExist" && rejection !== undefined && !isFirst) {
        return results.Failed({ error: rejection })
      }
    }
    isFirst = false
  } while ((yield* Clock.currentTimeMillis) < until)

  // Reversing blindly could take back a sale that an earlier payment has settled, and whose goods are handed over.
  const isBlind = rejection !== undefined && !isShown
  return isBlind || (error._tag === "PaymentMismatch" && error.snapshot === "Unknown")
    ? results.Unknown({ error })
    : yield* reverse({ ...following, error })
})

/** These say that the user was tried to be charged just now, so that no payment with the number has succeeded before. */
const triedNow: ReadonlySet<string> = new Set(["NotEnough", "CardNotSupported"])

/**
 * Charges the user whose face the device recognised, and finds out what became of it.
 *
 * The payment is sent once. An open outcome (the user is entering a password, the bank or WeChat Pay does not know, the
 * response got lost) is queried every 5 seconds for 30 seconds and then reversed, which may take another minute. A refusal
 * that an earlier payment with the same number could be the reason of (a spent face code, an order that is paid) is looked
 * into before it is reported, and reversed is then only what a query has shown to be open.
 *
 * After an interruption run {@link settle}, not this: a second payment that is not even sent (`Failed`, with an error whose
 * `outcome` is `NotSent`) says nothing of the first one.
 *
 * Reversing needs the merchant's API certificate (`V2Client.layerClientCertificate`); without it a payment that stays open
 * is `Unknown`.
 *
 * @since 1.0.0
 * @category programs
 */
export const pay = (input: Endpoint.Input<typeof FacePayment.pay>): Effect.Effect<Result, never, V2Client> =>
  Effect.gen(function* () {
    const since = yield* Clock.currentTimeMillis
    const response = yield* Effect.either(FacePayment.pay(input))
    if (Either.isRight(response)) {
      const { total_fee, transaction_id } = response.right
      const paid = FacePaymentState.of({ trade_state: "SUCCESS", total_fee, transaction_id })
      return (
        resultOf(paid, { order: input, rejection: undefined }) ?? results.Unknown({ error: openState(paid) })
      )
    }
    const error = response.left
    if (error.outcome === "NotSent" || triedNow.has(error._tag)) return results.Failed({ error })
    const { query } = yield* FacePaymentPauses
    const rejected = error.outcome === "Refused"
    return yield* follow(
      { order: input, since, rejection: rejected ? error : undefined, error },
      rejected ? Duration.zero : query
    )
  })

/**
 * Finds out what became of a payment that an interruption or a crash left open, by the number of the order alone, and
 * settles it as {@link pay} does: it queries at once and then every 5 seconds, and reverses what is still open after 30
 * seconds.
 *
 * Run it for every order that was stored before it was paid and has no result.
 *
 * @since 1.0.0
 * @category programs
 */
export const reconcile = (order: Order): Effect.Effect<Result, never, V2Client> =>
  Effect.flatMap(Clock.currentTimeMillis, (since) =>
    follow(
      { order, since, rejection: undefined, error: openState(FacePaymentState.of({ trade_state: "" })) },
      Duration.zero
    )
  )
