/** Activities of service orders. */
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as OrderFlow from "@effect-wechatpay/payscore/OrderFlow"
import type * as OrderState from "@effect-wechatpay/payscore/OrderState"
import * as ServiceOrderFlow from "@effect-wechatpay/payscore/ServiceOrderFlow"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Activity from "../activity.js"

/**
 * The state of a service order, without personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ServiceOrderState = Schema.Struct({
  /** The case of `OrderState`. */
  state: Schema.Literal(
    "AwaitingConfirmation",
    "InService",
    "Collecting",
    "Paid",
    "FinishedWithoutCollection",
    "Cancelled",
    "Expired",
    "Unknown"
  ),
  /** WeChat Pay's numbers of the payments of a paid order, which refunds need. */
  transactionIds: Schema.optional(Schema.Array(Schema.String)),
  /** Fen, once the order was completed. */
  total: Schema.optional(Schema.Number),
  /** When it was seen, Unix time in milliseconds. */
  at: Schema.Number
})

/**
 * The state of a service order, without personal data.
 *
 * @since 1.0.0
 * @category models
 */
export interface ServiceOrderState extends Schema.Schema.Type<typeof ServiceOrderState> {}

/**
 * The numbers of a service order.
 *
 * @since 1.0.0
 * @category models
 */
export interface ServiceOrderKey extends ServiceOrderFlow.Key {
  /** The merchant that has the order. */
  readonly mchid: string
}

const seen = (state: OrderState.OrderState, total?: number): Effect.Effect<ServiceOrderState> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({
    state: state._tag,
    ...(state._tag === "Paid" ? { transactionIds: state.transactionIds } : {}),
    ...(total === undefined ? {} : { total }),
    at
  }))

const snapshot = ({ order, state }: Effect.Effect.Success<ReturnType<typeof ServiceOrderFlow.cancel>>) =>
  seen(state, order.total_amount)

/** Queries once, instead of waiting in memory. */
const once = <A, E, R>(flow: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(OrderFlow.OrderSchedules, (schedules) =>
    Effect.provideService(flow, OrderFlow.OrderSchedules, { ...schedules, polling: Schedule.stop })
  )

const step = <R>(
  name: string,
  key: ServiceOrderKey,
  execute: Effect.Effect<ServiceOrderState, Cause.YieldableError, R | WechatPayClient>
) => Activity.make({ name, success: ServiceOrderState, execute: Activity.withMerchant(key.mchid)(execute) })

const numbersOf = ({ appid, out_order_no, service_id }: ServiceOrderKey): ServiceOrderFlow.Key => ({
  appid,
  out_order_no,
  service_id
})

/**
 * What {@link createServiceOrder} needs.
 *
 * @since 1.0.0
 * @category models
 */
export interface CreateServiceOrder<out R> {
  /** Loads the order when the activity runs. It may contain personal data, which are not stored. */
  readonly load: Effect.Effect<Parameters<typeof ServiceOrderFlow.create>[0], Cause.YieldableError, R>
  /**
   * Receives the created order, with its `package` for the front end, before the activity ends. It may run more than once.
   */
  readonly created?: (created: OrderFlow.Created) => Effect.Effect<void, Cause.YieldableError, R>
}

/**
 * Creates a service order: `ServiceOrderFlow.create`.
 *
 * @since 1.0.0
 * @category PayScore
 */
export const createServiceOrder = <R>(
  key: ServiceOrderKey,
  { created, load }: CreateServiceOrder<R>
): Activity.Step<ServiceOrderState, typeof ServiceOrderState.Encoded, R | WechatPayClient> =>
  step(
    "payscore.create",
    key,
    Effect.gen(function* () {
      const input = yield* Activity.asked(load)
      const order = yield* ServiceOrderFlow.create({ ...input, ...numbersOf(key) })
      if (created !== undefined) yield* Activity.asked(created(order))
      return yield* seen(order.state)
    })
  )

/**
 * Queries whether the user has confirmed the order: one look of `ServiceOrderFlow.awaitConfirmation`.
 *
 * @since 1.0.0
 * @category PayScore
 */
export const lookAtConfirmation = (key: ServiceOrderKey) =>
  step(
    "payscore.confirmation",
    key,
    Effect.flatMap(once(ServiceOrderFlow.awaitConfirmation(numbersOf(key))), snapshot)
  )

/**
 * Cancels the order if the user has not confirmed it: `ServiceOrderFlow.awaitConfirmationOrCancel`, with a time that is over.
 *
 * @since 1.0.0
 * @category PayScore
 */
export const cancelUnconfirmed = <R>(
  key: ServiceOrderKey,
  loadReason: Effect.Effect<string, Cause.YieldableError, R>
) =>
  step(
    "payscore.cancelUnconfirmed",
    key,
    Effect.gen(function* () {
      const reason = yield* Activity.asked(loadReason)
      const input = { ...numbersOf(key), reason }
      return yield* snapshot(yield* ServiceOrderFlow.awaitConfirmationOrCancel(input, yield* DateTime.now))
    })
  )

/**
 * Completes the order: `ServiceOrderFlow.complete`.
 *
 * @since 1.0.0
 * @category PayScore
 */
export const completeServiceOrder = <R>(
  key: ServiceOrderKey,
  load: Effect.Effect<Completion, Cause.YieldableError, R>
) =>
  step(
    "payscore.complete",
    key,
    Effect.gen(function* () {
      const completion = yield* Activity.asked(load)
      return yield* snapshot(yield* ServiceOrderFlow.complete({ ...completion, ...numbersOf(key) }))
    })
  )

/**
 * The completion of a service order.
 *
 * @since 1.0.0
 * @category models
 */
export type Completion = Parameters<typeof ServiceOrderFlow.complete>[0]

/**
 * Cancels the order: `ServiceOrderFlow.cancel`.
 *
 * @since 1.0.0
 * @category PayScore
 */
export const cancelServiceOrder = <R>(
  key: ServiceOrderKey,
  loadReason: Effect.Effect<string, Cause.YieldableError, R>
) =>
  step(
    "payscore.cancel",
    key,
    Effect.gen(function* () {
      const reason = yield* Activity.asked(loadReason)
      return yield* snapshot(yield* ServiceOrderFlow.cancel({ ...numbersOf(key), reason }))
    })
  )

/**
 * Queries the order: one look of `ServiceOrderFlow.awaitFinal`.
 *
 * @since 1.0.0
 * @category PayScore
 */
export const lookAtServiceOrder = (key: ServiceOrderKey, name = "payscore.end") =>
  step(name, key, Effect.flatMap(once(ServiceOrderFlow.awaitFinal(numbersOf(key))), snapshot))

export const isFinal = ({ state }: ServiceOrderState): boolean =>
  state === "Paid" || state === "FinishedWithoutCollection" || state === "Cancelled" || state === "Expired"
