/**
 * Signals that wake the programs that wait for an order when a notification about it arrives.
 *
 * Tested in `test/integration/serviceOrderFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Identifies an order: its number, and its sub-merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderKey {
  readonly out_order_no: string
  readonly sub_mchid?: string | undefined
}

/**
 * The service that connects notifications with waiting programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<OrderKey>

/**
 * Connects notifications with the waiting programs of `ServiceOrderFlow`. By default there are no signals, and the
 * programs only query on their schedule. {@link layer} works within one process,
 * and {@link layerShared} among several ones. Without signals a notification that another process receives is noticed by
 * the queries.
 *
 * @since 1.0.0
 * @category references
 */
export class OrderSignals extends Context.Reference<OrderSignals>()(
  "@effect-wechatpay/payscore/OrderSignals",
  {
    defaultValue: (): Service => Signals.noop
  }
) {}

/**
 * Wakes the programs that wait for the order of a notification. Call it in the handlers of `PAYSCORE.USER_CONFIRM`
 * and `PAYSCORE.USER_PAID`. A duplicate or late notification is harmless, because the programs then query the order.
 *
 * ```ts
 * const handler = NotificationHandler.make([PayscoreNotification.userConfirmed, PayscoreNotification.userPaid], {
 *   "PAYSCORE.USER_CONFIRM": ({ resource }) => OrderSignals.publish(resource),
 *   "PAYSCORE.USER_PAID": ({ resource }) => OrderSignals.publish(resource),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const publish = (order: OrderKey): Effect.Effect<void> =>
  Effect.flatMap(OrderSignals, (signals) => signals.publish(order))

const nameOf = ({ out_order_no, sub_mchid }: OrderKey): string =>
  JSON.stringify([sub_mchid ?? null, out_order_no])

/**
 * Creates signals that work within this process.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMemory: Effect.Effect<Service> = Signals.makeMemory(nameOf)

/**
 * Signals that work within this process. Provide the layer to the notification handlers and to the waiting programs.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<OrderSignals> = Layer.effect(OrderSignals, makeMemory)

/**
 * Signals among all processes that share `Signals.SharedSignals`, such as those of `SqlSignals` in
 * `@effect-wechatpay/sql`: a program is woken whichever process receives the notification.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerShared: Layer.Layer<OrderSignals, never, Signals.SharedSignals> = Layer.effect(
  OrderSignals,
  Signals.makeShared("payscore.order", nameOf)
)
