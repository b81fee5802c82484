/**
 * Signals that wake the programs of `ProfitSharingFlow` that wait for a share or a return.
 *
 * WeChat Pay notifies the receivers of a share, never the payer. Publish a signal if your receivers' notifications arrive
 * at your own system, for example at a platform that is a receiver itself.
 *
 * Tested in `test/profit-sharing/ProfitSharingFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Identifies a share, an unfreeze or a return by the payer's number of it, and its sub-merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface ProfitSharingKey {
  /** The number of the share or of the unfreeze, or the `out_return_no` of the return. */
  readonly out_order_no: string
  readonly sub_mchid?: string | undefined
}

/**
 * The service that connects notifications with waiting programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<ProfitSharingKey>

/**
 * Connects notifications with waiting programs. By default there are no signals, and the programs only query on their
 * schedule. {@link layer} works within one process,
 * and {@link layerShared} among several ones. Without signals a notification that another process receives is noticed by
 * the queries.
 *
 * @since 1.0.0
 * @category references
 */
export class ProfitSharingSignals extends Context.Reference<ProfitSharingSignals>()(
  "@effect-wechatpay/profit-sharing/ProfitSharingSignals",
  { defaultValue: (): Service => Signals.noop }
) {}

/**
 * Wakes the programs that wait for the share or the return of a notification. A duplicate or late notification is
 * harmless, because the programs then query.
 *
 * ```ts
 * const handler = NotificationHandler.make(ProfitSharingNotification.all, {
 *   "PROFITSHARING.SUCCESS": ({ resource }) => ProfitSharingSignals.publish(resource),
 *   "PROFITSHARING.RETURN": ({ resource }) => ProfitSharingSignals.publish(resource),
 *   "TRANSACTION.SUCCESS": ({ resource }) => ProfitSharingSignals.publish(resource),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const publish = (key: ProfitSharingKey): Effect.Effect<void> =>
  Effect.flatMap(ProfitSharingSignals, (signals) => signals.publish(key))

const nameOf = ({ out_order_no, sub_mchid }: ProfitSharingKey): string =>
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
export const layer: Layer.Layer<ProfitSharingSignals> = Layer.effect(ProfitSharingSignals, makeMemory)

/**
 * Signals among all processes that share `Signals.SharedSignals`, such as those of `SqlSignals` in
 * `@effect-wechatpay/sql`: a program is woken whichever process receives the notification.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerShared: Layer.Layer<ProfitSharingSignals, never, Signals.SharedSignals> = Layer.effect(
  ProfitSharingSignals,
  Signals.makeShared("profit-sharing.operation", nameOf)
)
