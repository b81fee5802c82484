/**
 * Signals that wake the programs of `TransferFlow` that wait for a transfer when the notification about it arrives.
 *
 * Tested in `test/transfer/TransferFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * Identifies a transfer by its number.
 *
 * @since 1.0.0
 * @category models
 */
export interface TransferKey {
  readonly out_bill_no: string
}

/**
 * The service that connects notifications with waiting programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<TransferKey>

/**
 * Connects notifications with waiting programs. By default there are no signals, and the programs only query on their
 * schedule. {@link layer} works within one process,
 * and {@link layerShared} among several ones. Without signals a notification that another process receives is noticed by
 * the queries.
 *
 * @since 1.0.0
 * @category references
 */
export class TransferSignals extends Context.Reference<TransferSignals>()(
  "@effect-wechatpay/transfer/TransferSignals",
  { defaultValue: (): Service => Signals.noop }
) {}

/**
 * Wakes the programs that wait for the transfer of a notification. Call it in the handler of
 * `MCHTRANSFER.BILL.FINISHED`. A duplicate or late notification is harmless, because the programs then query the
 * transfer.
 *
 * ```ts
 * const handler = NotificationHandler.make(TransferNotification.all, {
 *   "MCHTRANSFER.BILL.FINISHED": ({ resource }) => TransferSignals.publish(resource),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const publish = (transfer: TransferKey): Effect.Effect<void> =>
  Effect.flatMap(TransferSignals, (signals) => signals.publish(transfer))

const nameOf = ({ out_bill_no }: TransferKey): string => out_bill_no

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
export const layer: Layer.Layer<TransferSignals> = Layer.effect(TransferSignals, makeMemory)

/**
 * Signals among all processes that share `Signals.SharedSignals`, such as those of `SqlSignals` in
 * `@effect-wechatpay/sql`: a program is woken whichever process receives the notification.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerShared: Layer.Layer<TransferSignals, never, Signals.SharedSignals> = Layer.effect(
  TransferSignals,
  Signals.makeShared("transfer.transfer", nameOf)
)
