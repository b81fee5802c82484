/** Activities of face payments and of deductions from face contracts. */
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import { V2Client } from "@effect-wechatpay/core/V2Client"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as FacePaymentFlow from "@effect-wechatpay/facepay/FacePaymentFlow"
import * as OfflineContractFlow from "@effect-wechatpay/facepay/OfflineContractFlow"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Activity from "../activity.js"

/**
 * What is known about a face payment, without personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FacePaymentState = Schema.Struct({
  /** The case of `FacePaymentFlow.Result`. */
  state: Schema.Literal("Paid", "Failed", "Reversed", "Refunded", "Unknown"),
  /** WeChat Pay's number of the payment. */
  transactionId: Schema.optional(Schema.String),
  /** Fen. */
  total: Schema.optional(Schema.Number),
  /** Tag of the error, for `Failed` and `Unknown`. */
  error: Schema.optional(Schema.String),
  /** For `Unknown`: whether a reversal was sent. */
  reversing: Schema.optional(Schema.Boolean)
})

/**
 * What is known about a face payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface FacePaymentState extends Schema.Schema.Type<typeof FacePaymentState> {}

/**
 * The numbers of a face payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface FacePaymentKey {
  readonly mchid: string
  readonly sub_mch_id?: string | undefined
  readonly out_trade_no: string
}

type PayInput = Parameters<typeof FacePaymentFlow.pay>[0]

/** A sale of another merchant than the client's. */
class WrongMerchant extends Schema.TaggedError<WrongMerchant>("@effect-wechatpay/workflow/WrongMerchant")(
  "WrongMerchant",
  { mchid: Schema.String }
) {
  readonly outcome = "NotSent"
  override get message(): string {
    return `the V2Client does not belong to merchant ${this.mchid}: nothing was sent.`
  }
}

const stateOf = (
  result: FacePaymentFlow.Result
): Effect.Effect<FacePaymentState, OperationRecords.OperationInProgress> => {
  switch (result._tag) {
    case "Paid":
      return Effect.succeed({ state: "Paid", transactionId: result.transactionId, total: result.total })
    case "Failed":
      return Effect.succeed({ state: "Failed", error: result.error._tag })
    case "Reversed":
    case "Refunded":
      return Effect.succeed({ state: result._tag })
    case "Unknown":
      // The activity repeats it in memory until the other process has ended.
      return result.error._tag === "OperationInProgress"
        ? Effect.fail(result.error)
        : Effect.succeed({ state: "Unknown", error: result.error._tag, reversing: result.reversing })
  }
}

const faceStep = <E, R>(name: string, key: FacePaymentKey, execute: Effect.Effect<FacePaymentState, E, R>) =>
  Activity.make({
    name,
    success: FacePaymentState,
    execute: Effect.flatMap(V2Client, ({ mchid }) =>
      Effect.andThen(
        mchid === key.mchid ? Effect.void : Effect.fail(new WrongMerchant({ mchid: key.mchid })),
        execute
      )
    )
  })

/** Notes that a sale was not paid and will not be, if its record says that nothing was ever sent. */
const endUnsent = ({ mchid, out_trade_no, sub_mch_id }: FacePaymentKey) =>
  Effect.scoped(
    Effect.gen(function* () {
      const held = yield* OperationRecords.hold({
        kind: "facepay.facePayment",
        number: [mchid, sub_mch_id, out_trade_no]
      })
      const { digest, open, result } = yield* held.record
      const isUnsent = held.isKept && digest === undefined && open.length === 0 && result === undefined
      // With a result in the record, a process that is only late does not pay any more.
      if (isUnsent) yield* held.ended("Failed")
      return isUnsent
    })
  )

/**
 * Charges the user at a till: `FacePaymentFlow.pay` if `isFirst` is true, which it makes false before it pays; otherwise
 * `FacePaymentFlow.reconcile`. A sale for which nothing was sent, by its operation record, has failed. It gives the state
 * `Unknown` instead of failing: run it again with `reversing` of that state.
 *
 * @since 1.0.0
 * @category face payment
 */
export const payByFace = <R, R2>(
  key: FacePaymentKey,
  options: {
    /** Loads the payment when the activity runs, up to 4 times. */
    readonly pay: Effect.Effect<PayInput, Cause.YieldableError, R>
    /** Loads what the payment is compared with. */
    readonly order: Effect.Effect<FacePaymentFlow.Order, Cause.YieldableError, R2>
    /** Whether this process has just recorded that it is about to pay. In a process that continues it must be false. */
    readonly isFirst: Ref.Ref<boolean>
    readonly reversing?: boolean | undefined
  }
) =>
  faceStep(
    "facepay.pay",
    key,
    Effect.gen(function* () {
      if (yield* Ref.get(options.isFirst)) {
        // A face code does not wait for a durable repetition.
        const input = yield* Effect.retry(Activity.asked(options.pay), {
          times: 3,
          schedule: MonotonicClock.schedule(Schedule.exponential("100 millis"))
        })
        if (yield* Ref.getAndSet(options.isFirst, false)) {
          return yield* stateOf(yield* FacePaymentFlow.pay(input))
        }
      }
      if (yield* endUnsent(key)) return { state: "Failed", error: "NotSent" } as const
      const order = yield* Activity.asked(options.order)
      return yield* stateOf(yield* FacePaymentFlow.reconcile({ ...order, reversing: options.reversing }))
    })
  )

/**
 * What is known about a deduction, without personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const DeductionState = Schema.Struct({
  /** The case of `OfflineTransactionState`; `NotPaid` if there is no such order, and there will not be. */
  state: Schema.Literal("Paid", "Declined", "Refunded", "Closed", "NotPaid"),
  /** WeChat Pay's number of the payment. */
  transactionId: Schema.optional(Schema.String),
  /** Whether the user owes the money to WeChat Pay. */
  debt: Schema.optional(Schema.Literal("None", "Owed", "Repaid")),
  /** Why it was declined. */
  errorType: Schema.optional(Schema.String)
})

/**
 * What is known about a deduction.
 *
 * @since 1.0.0
 * @category models
 */
export interface DeductionState extends Schema.Schema.Type<typeof DeductionState> {}

/**
 * The numbers of a deduction.
 *
 * @since 1.0.0
 * @category models
 */
export interface DeductionKey {
  /** The merchant of the client. */
  readonly mchid: string
  readonly sub_mchid: string
  readonly out_trade_no: string
  readonly business_product_id: 2 | 11
}

const deductionOf = ({
  state
}: OfflineContractFlow.Snapshot): Effect.Effect<DeductionState, OfflineContractFlow.DeductionUnknown> => {
  switch (state._tag) {
    case "Paid":
      return Effect.succeed({
        state: "Paid",
        debt: state.debt,
        ...(state.transactionId === undefined ? {} : { transactionId: state.transactionId })
      })
    case "Declined":
      return Effect.succeed({
        state: "Declined",
        ...(state.errorType === undefined ? {} : { errorType: state.errorType })
      })
    case "Refunded":
    case "Closed":
      return Effect.succeed({ state: state._tag })
    case "Pending":
    case "Unknown":
      return Effect.fail(
        new OfflineContractFlow.DeductionUnknown({ problem: "WeChat Pay has not decided yet" })
      )
  }
}

/**
 * Deducts an order: `OfflineContractFlow.deduct`. An outcome that is unknown is a failure after which it is run again.
 *
 * @since 1.0.0
 * @category deductions
 */
export const deduct = <R>(
  key: DeductionKey,
  load: Effect.Effect<Parameters<typeof OfflineContractFlow.deduct>[0], Cause.YieldableError, R>
): Activity.Step<DeductionState, typeof DeductionState.Encoded, R | WechatPayClient> =>
  Activity.make({
    name: "facepay.deduct",
    success: DeductionState,
    execute: Activity.withMerchant(key.mchid)(
      Effect.gen(function* () {
        const input = yield* Activity.asked(load)
        return yield* deductionOf(yield* OfflineContractFlow.deduct(input))
      })
    )
  })

/**
 * Finds out the result of a deduction: `OfflineContractFlow.reconcile`. With a missing or declined order it waits until no
 * request can take effect, up to 10 minutes.
 *
 * @since 1.0.0
 * @category deductions
 */
export const reconcileDeduction = ({
  mchid,
  ...key
}: DeductionKey): Activity.Step<DeductionState, typeof DeductionState.Encoded, WechatPayClient> =>
  Activity.make({
    name: "facepay.reconcile",
    success: DeductionState,
    execute: Activity.withMerchant(mchid)(
      Effect.flatMap(
        OfflineContractFlow.reconcile({ ...key, sp_mchid: mchid }),
        Option.match({
          onNone: () => Effect.succeed<DeductionState>({ state: "NotPaid" }),
          onSome: deductionOf
        })
      )
    )
  })
