/**
 * Wakes the programs of `RefundFlow` that wait for a refund, when a notification about it arrives.
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
 * What names a refund: its number, and the sub-merchant that it belongs to.
 *
 * @since 1.0.0
 * @category models
 */
export interface RefundKey {
  readonly out_refund_no: string
  readonly sub_mchid?: string | undefined
}

/**
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<RefundKey>

/**
 * Connects notifications with the programs that wait. Default: none, the programs query by their schedule. {@link layer}
 * works inside one process; where notifications arrive at another process, implement it over what your processes share.
 *
 * @since 1.0.0
 * @category references
 */
export class RefundSignals extends Context.Reference<RefundSignals>()(
  "@effect-wechatpay/refund/RefundSignals",
  { defaultValue: (): Service => Signals.noop }
) {}

/**
 * Wakes the programs that wait for the refund of a notification. Call it in the handlers of `REFUND.*`. The programs query
 * the refund, so an event that arrives twice or late does no harm.
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
export const layer: Layer.Layer<RefundSignals> = Layer.effect(RefundSignals, makeMemory)
