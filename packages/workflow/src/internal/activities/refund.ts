/** Activities of refunds. */
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as RefundFlow from "@effect-wechatpay/refund/RefundFlow"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Activity from "../activity.js"

/**
 * What is known about a refund, without personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const RefundState = Schema.Struct({
  /** `PROCESSING`, `SUCCESS`, `CLOSED`, `ABNORMAL`, or a value that WeChat Pay has added. */
  status: Schema.String,
  /** WeChat Pay's number of the refund. */
  refundId: Schema.String,
  /** When it was seen, Unix time in milliseconds. */
  at: Schema.Number
})

/**
 * What is known about a refund.
 *
 * @since 1.0.0
 * @category models
 */
export interface RefundState extends Schema.Schema.Type<typeof RefundState> {}

/**
 * The numbers of a refund.
 *
 * @since 1.0.0
 * @category models
 */
export interface RefundKey {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
  readonly out_refund_no: string
}

type Create = Parameters<typeof RefundFlow.create>[0]

/**
 * The request for the money of an abnormal refund.
 *
 * @since 1.0.0
 * @category models
 */
export type ApplyAbnormal = Parameters<typeof RefundFlow.applyAbnormal>[0]

const seen = ({
  refund_id,
  status
}: {
  readonly refund_id: string
  readonly status: string
}): Effect.Effect<RefundState> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({ status, refundId: refund_id, at }))

const keyOf = ({ out_refund_no, sub_mchid }: RefundKey) => ({
  out_refund_no,
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

/** `RefundFlow.create` under an operation record: a killed application may still arrive. */
const createHeld = Effect.fnUntraced(function* (key: RefundKey, input: Create) {
  const { mchid } = yield* WechatPayClient
  const { amount, out_refund_no, out_trade_no, sub_mchid, transaction_id } = input
  const held = yield* OperationRecords.hold(
    { kind: "refund.refund", number: [mchid, sub_mchid, out_refund_no] },
    { amount, out_trade_no, transaction_id }
  )
  const now = yield* Clock.currentTimeMillis
  const wasOpen = (yield* held.record).open.some(
    ({ sentAt }) => now - sentAt < Duration.toMillis(Outcome.openFor)
  )
  yield* held.sending("create")
  const refund = yield* RefundFlow.create({ ...input, ...keyOf(key) }).pipe(
    Effect.tapError(({ outcome }) =>
      outcome === "Unknown" || wasOpen ? Effect.void : Effect.ignore(held.responded("create"))
    ),
    Effect.mapError((error) =>
      wasOpen && error._tag !== "RefundConflict" ? Outcome.markUnknown(error) : error
    )
  )
  yield* held.ended("Accepted")
  return refund
})

/**
 * Applies for a refund: `RefundFlow.create`, under an operation record. `NotEnough` is a failure after which it is run again: top
 * up the account.
 *
 * @since 1.0.0
 * @category refunds
 */
export const createRefund = <R>(
  key: RefundKey,
  load: Effect.Effect<Create, Cause.YieldableError, R>
): Activity.Step<RefundState, typeof RefundState.Encoded, R | WechatPayClient> =>
  Activity.make({
    name: "refund.create",
    success: RefundState,
    execute: Activity.withMerchant(key.mchid)(
      Effect.gen(function* () {
        const input = yield* Activity.asked(load)
        return yield* seen(yield* Effect.scoped(createHeld(key, input)))
      })
    ),
    isRetried: ({ _tag }) => _tag === "NotEnough"
  })

/**
 * Queries a refund: one look of `RefundFlow.awaitEnd`. An abnormal one is applied for again with what `abnormal` loads, if it
 * loads something.
 *
 * @since 1.0.0
 * @category refunds
 */
export const lookAtRefund = <R>(
  key: RefundKey,
  abnormal: (refundId: string) => Effect.Effect<Option.Option<ApplyAbnormal>, Cause.YieldableError, R>
): Activity.Step<RefundState, typeof RefundState.Encoded, R | WechatPayClient> =>
  Activity.make({
    name: "refund.end",
    success: RefundState,
    execute: Activity.withMerchant(key.mchid)(
      Effect.gen(function* () {
        const schedules = yield* RefundFlow.RefundSchedules
        const refund = yield* Effect.provideService(
          RefundFlow.awaitEnd(keyOf(key)),
          RefundFlow.RefundSchedules,
          { ...schedules, polling: Schedule.stop }
        )
        if (refund.status !== "ABNORMAL") return yield* seen(refund)
        const input = yield* Activity.asked(abnormal(refund.refund_id))
        return yield* seen(Option.isNone(input) ? refund : yield* RefundFlow.applyAbnormal(input.value))
      })
    )
  })
