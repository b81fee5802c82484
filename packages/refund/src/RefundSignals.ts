/**
 * Signals that wake the programs of `RefundFlow` that wait for a refund when a notification about it arrives.
 *
 * Tested in `test/refund/RefundFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Identifies a refund: its number, and its sub-merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface RefundKey {
  readonly out_refund_no: string
  readonly sub_mchid?: string | undefined
}

/**
 * The service that connects notifications with waiting programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<RefundKey>

/**
 * Connects notifications with waiting programs. By default there are no signals, and the programs only query on their
 * schedule. {@link layer} works within one process,
 * and {@link layerShared} among several ones. Without signals a notification that another process receives is noticed by
 * the queries.
 *
 * @since 1.0.0
 * @category references
 */
export class RefundSignals extends Context.Reference<RefundSignals>()(
  "@effect-wechatpay/refund/RefundSignals",
  { defaultValue: (): Service => Signals.noop }
) {}

/**
 * Wakes the programs that wait for the refund of a notification. Call it in the handlers of `REFUND.*`. A duplicate
 * or late notification is harmless, because the programs then query the refund.
 *
 * ```ts
 * const handler = NotificationHandler.make(RefundNotification.all, {
 *   "REFUND.SUCCESS": ({ resource }) => RefundSignals.publish(resource),
 *   "REFUND.ABNORMAL": ({ resource }) => RefundSignals.publish(resource),
 *   "REFUND.CLOSED": ({ resource }) => RefundSignals.publish(resource),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const publish = (refund: RefundKey): Effect.Effect<void> =>
  Effect.flatMap(RefundSignals, (signals) => signals.publish(refund))

const nameOf = ({ out_refund_no, sub_mchid }: RefundKey): string =>
  JSON.stringify([sub_mchid ?? null, out_refund_no])

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
export const layer: Layer.Layer<RefundSignals> = Layer.effect(RefundSignals, makeMemory)

/**
 * Signals among all processes that share `Signals.SharedSignals`, such as those of `SqlSignals` in
 * `@effect-wechatpay/sql`: a program is woken whichever process receives the notification.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerShared: Layer.Layer<RefundSignals, never, Signals.SharedSignals> = Layer.effect(
  RefundSignals,
  Signals.makeShared("refund.refund", nameOf)
)
