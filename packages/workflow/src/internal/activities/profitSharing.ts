/** Activities of profit sharing. */
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as ProfitSharingFlow from "@effect-wechatpay/profit-sharing/ProfitSharingFlow"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Activity from "../activity.js"

/**
 * What is known about a share, without its receivers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ShareState = Schema.Struct({
  /** Whether every receiver has a result. */
  isFinished: Schema.Boolean,
  /** The fen that receivers got. */
  shared: Schema.Number,
  /** The number of receivers that got nothing. */
  closed: Schema.Number
})

/**
 * What is known about a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface ShareState extends Schema.Schema.Type<typeof ShareState> {}

/**
 * The numbers of a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface ShareKey {
  /** The merchant of the client: the service provider, if there is a `sub_mchid`. */
  readonly mchid: string
  readonly sub_mchid?: string | undefined
  readonly transaction_id: string
  readonly out_order_no: string
}

/**
 * A share, as WeChat Pay returns it. Its receivers may be personal data.
 *
 * @since 1.0.0
 * @category models
 */
export type Share = Effect.Effect.Success<ReturnType<typeof ProfitSharingFlow.awaitEnd>>

const stateOf = (share: Share): ShareState => ({
  isFinished: share.state === "FINISHED",
  shared: (share.receivers ?? []).reduce(
    (sum, { amount, result }) => (result === "SUCCESS" ? sum + amount : sum),
    0
  ),
  closed: ProfitSharingFlow.closed(share).length
})

const numbersOf = ({ out_order_no, sub_mchid, transaction_id }: ShareKey) => ({
  out_order_no,
  transaction_id,
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

/** Queries once: a durable wait follows. */
const once = <A, E, R>(flow: Effect.Effect<A, E, R>) =>
  Effect.flatMap(ProfitSharingFlow.ProfitSharingSchedules, (schedules) =>
    Effect.provideService(flow, ProfitSharingFlow.ProfitSharingSchedules, {
      ...schedules,
      polling: Schedule.stop
    })
  )

type Step<R = never> = Activity.Step<ShareState, typeof ShareState.Encoded, R | WechatPayClient>

/**
 * Requests a share: `ProfitSharingFlow.create`.
 *
 * @since 1.0.0
 * @category profit sharing
 */
export const createShare = <R>(
  key: ShareKey,
  load: Effect.Effect<ProfitSharingFlow.ShareInput, Cause.YieldableError, R>
): Step<R> =>
  Activity.make({
    name: "profitSharing.create",
    success: ShareState,
    execute: Activity.withMerchant(key.mchid)(
      Effect.gen(function* () {
        const input = yield* Activity.asked(load)
        return stateOf(yield* ProfitSharingFlow.create({ ...input, ...numbersOf(key) }))
      })
    )
  })

/**
 * Queries a share: one look of `ProfitSharingFlow.awaitEnd`. `seen` receives the whole response, which is not stored.
 *
 * @since 1.0.0
 * @category profit sharing
 */
export const lookAtShare = <R = never>(
  key: ShareKey,
  seen: (share: Share) => Effect.Effect<void, Cause.YieldableError, R> = () => Effect.void
): Step<R> =>
  Activity.make({
    name: "profitSharing.end",
    success: ShareState,
    execute: Activity.withMerchant(key.mchid)(
      Effect.gen(function* () {
        const share = yield* once(ProfitSharingFlow.awaitEnd(numbersOf(key)))
        if (share.state === "FINISHED") yield* Activity.asked(seen(share))
        return stateOf(share)
      })
    )
  })

const nothing: ShareState = { isFinished: true, shared: 0, closed: 0 }

const unfreezing = <E, R>(
  name: string,
  mchid: string,
  load: Effect.Effect<Option.Option<ProfitSharingFlow.UnfreezeInput>, Cause.YieldableError, R>,
  run: (input: ProfitSharingFlow.UnfreezeInput) => Effect.Effect<Option.Option<Share>, E, WechatPayClient>
): Step<R> =>
  Activity.make({
    name,
    success: ShareState,
    execute: Activity.withMerchant(mchid)(
      Effect.gen(function* () {
        const input = yield* Activity.asked(load)
        const rest = Option.isNone(input) ? Option.none() : yield* once(run(input.value))
        return Option.match(rest, { onNone: () => nothing, onSome: stateOf })
      })
    )
  })

/**
 * Unfreezes the rest of an order: `ProfitSharingFlow.unfreeze`, if `load` gives one. The result is finished if nothing is left.
 *
 * @since 1.0.0
 * @category profit sharing
 */
export const unfreezeRest = <R>(
  mchid: string,
  load: Effect.Effect<Option.Option<ProfitSharingFlow.UnfreezeInput>, Cause.YieldableError, R>
): Step<R> => unfreezing("profitSharing.unfreeze", mchid, load, ProfitSharingFlow.unfreeze)

/**
 * Queries what {@link unfreezeRest} has requested: one look of `ProfitSharingFlow.awaitEnd`.
 *
 * @since 1.0.0
 * @category profit sharing
 */
export const lookAtUnfrozen = <R>(
  mchid: string,
  load: Effect.Effect<Option.Option<ProfitSharingFlow.UnfreezeInput>, Cause.YieldableError, R>
): Step<R> =>
  unfreezing("profitSharing.unfrozen", mchid, load, ({ out_order_no, sub_mchid, transaction_id }) =>
    Effect.asSome(ProfitSharingFlow.awaitEnd(numbersOf({ mchid, sub_mchid, out_order_no, transaction_id })))
  )
