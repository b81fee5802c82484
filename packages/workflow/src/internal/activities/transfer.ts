/** Activities of transfers to users. */
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as TransferFlow from "@effect-wechatpay/transfer/TransferFlow"
import * as TransferState from "@effect-wechatpay/transfer/TransferState"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Activity from "../activity.js"

/**
 * What is known about a transfer, without personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const TransferSeen = Schema.Struct({
  /** The case of `TransferState`. */
  state: Schema.Literal(
    "Accepted",
    "LockingMoney",
    "AwaitingUser",
    "PayingOut",
    "Succeeded",
    "Failed",
    "Cancelling",
    "Cancelled",
    "Unknown"
  ),
  /** Why it failed, such as `OVERDUE_CLOSE`. */
  reason: Schema.optional(Schema.String),
  /** When it was seen, Unix time in milliseconds. */
  at: Schema.Number
})

/**
 * What is known about a transfer.
 *
 * @since 1.0.0
 * @category models
 */
export interface TransferSeen extends Schema.Schema.Type<typeof TransferSeen> {}

/**
 * The numbers of a transfer.
 *
 * @since 1.0.0
 * @category models
 */
export interface TransferKey {
  readonly mchid: string
  readonly out_bill_no: string
}

const seen = (state: TransferState.TransferState): Effect.Effect<TransferSeen> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({
    state: state._tag,
    ...(state._tag === "Failed" && state.reason !== undefined ? { reason: state.reason } : {}),
    at
  }))

type Step<R = never> = Activity.Step<TransferSeen, typeof TransferSeen.Encoded, R | WechatPayClient>

/**
 * Creates a transfer: `TransferFlow.create`. `NotEnough` is a failure after which it is run again: top up the account.
 *
 * @since 1.0.0
 * @category transfers
 */
export const createTransfer = <R>(
  { mchid, out_bill_no }: TransferKey,
  options: {
    /** Loads the transfer when the activity runs. It may contain personal data, which are not stored. */
    readonly load: Effect.Effect<TransferFlow.Input, Cause.YieldableError, R>
    /** Receives the transfer, with its `package_info` for the front end, before the activity ends. It may run more than once. */
    readonly created?: (created: TransferFlow.Created) => Effect.Effect<void, Cause.YieldableError, R>
  }
): Step<R> =>
  Activity.make({
    name: "transfer.create",
    success: TransferSeen,
    execute: Activity.withMerchant(mchid)(
      Effect.gen(function* () {
        const input = yield* Activity.asked(options.load)
        const created = yield* TransferFlow.create({ ...input, out_bill_no })
        if (options.created !== undefined) yield* Activity.asked(options.created(created))
        return yield* seen(created.state)
      })
    ),
    isRetried: ({ _tag }) => _tag === "NotEnough"
  })

/**
 * Queries a transfer: one look of `TransferFlow.awaitEnd`.
 *
 * @since 1.0.0
 * @category transfers
 */
export const lookAtTransfer = ({ mchid, out_bill_no }: TransferKey): Step =>
  Activity.make({
    name: "transfer.end",
    success: TransferSeen,
    execute: Activity.withMerchant(mchid)(
      Effect.flatMap(TransferFlow.TransferSchedules, (schedules) =>
        TransferFlow.awaitEnd({ out_bill_no }).pipe(
          Effect.provideService(TransferFlow.TransferSchedules, { ...schedules, polling: Schedule.stop }),
          Effect.flatMap((bill) => seen(TransferState.of(bill)))
        )
      )
    )
  })

/**
 * Cancels a transfer that the user has not confirmed: `TransferFlow.cancel`.
 *
 * @since 1.0.0
 * @category transfers
 */
export const cancelTransfer = ({ mchid, out_bill_no }: TransferKey): Step =>
  Activity.make({
    name: "transfer.cancel",
    success: TransferSeen,
    execute: Activity.withMerchant(mchid)(
      Effect.flatMap(TransferFlow.cancel({ out_bill_no }), (bill) => seen(TransferState.of(bill)))
    )
  })
