/**
 * Wakes the programs that wait for an order, when a notification about it arrives.
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
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<OrderKey>

/**
 * Where notifications and the programs of `ServiceOrderFlow` that wait meet. Without one, which is the default, they find
 * out by asking. {@link layer} is one inside this process; where notifications arrive at another process, implement it
 * over what your processes share, or leave it to the asking.
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
 * Wakes the programs that wait for the order of a notification. Call it in the handlers of `PAYSCORE.USER_CONFIRM` and
 * `PAYSCORE.USER_PAID`. Those who wake up query the order, so an event that comes twice or late does no harm.
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
 * Signals inside this process.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMemory: Effect.Effect<Service> = Signals.makeMemory(nameOf)

/**
 * Signals inside this process. Provide it to the notification handlers and to the programs that wait.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<OrderSignals> = Layer.effect(OrderSignals, makeMemory)
