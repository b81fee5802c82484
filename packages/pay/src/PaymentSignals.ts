/**
 * Signals that wake the programs of `PaymentFlow`, `PartnerPaymentFlow` and `CombinedPaymentFlow` that wait for a payment
 * when the notification about it arrives.
 *
 * Tested in `test/pay/PaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Identifies an order: its number, and its sub-merchant; or the number of a combined order.
 *
 * @since 1.0.0
 * @category models
 */
export type PaymentKey =
  | { readonly out_trade_no: string; readonly sub_mchid?: string | undefined }
  | { readonly combine_out_trade_no: string }

/**
 * The service that connects notifications with waiting programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<PaymentKey>

/**
 * Connects notifications with waiting programs. By default there are no signals, and the programs only query on their
 * schedule. {@link layer} works within one process,
 * and {@link layerShared} among several ones. Without signals a notification that another process receives is noticed by
 * the queries.
 *
 * @since 1.0.0
 * @category references
 */
export class PaymentSignals extends Context.Reference<PaymentSignals>()(
  "@effect-wechatpay/pay/PaymentSignals",
  { defaultValue: (): Service => Signals.noop }
) {}

/**
 * Wakes the programs that wait for the order of a notification. Call it in the handler of `TRANSACTION.SUCCESS`. A
 * duplicate or late notification is harmless, because the programs then query the order.
 *
 * ```ts
 * const handler = NotificationHandler.make(PayNotification.all, {
 *   "TRANSACTION.SUCCESS": ({ resource }) => PaymentSignals.publish(resource),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const publish = (order: PaymentKey): Effect.Effect<void> =>
  Effect.flatMap(PaymentSignals, (signals) => signals.publish(order))

const nameOf = (order: PaymentKey): string =>
  JSON.stringify(
    "combine_out_trade_no" in order
      ? ["combined", order.combine_out_trade_no]
      : [order.sub_mchid ?? null, order.out_trade_no]
  )

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
export const layer: Layer.Layer<PaymentSignals> = Layer.effect(PaymentSignals, makeMemory)

/**
 * Signals among all processes that share `Signals.SharedSignals`, such as those of `SqlSignals` in
 * `@effect-wechatpay/sql`: a program is woken whichever process receives the notification.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerShared: Layer.Layer<PaymentSignals, never, Signals.SharedSignals> = Layer.effect(
  PaymentSignals,
  Signals.makeShared("pay.payment", nameOf)
)
