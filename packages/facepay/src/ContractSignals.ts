/**
 * Wakes the programs that wait for a signature when a notification about the face user arrives.
 *
 * Tested in `test/integration/offlineContractFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * The key of a face user: the organization, and the provider's own id.
 *
 * @since 1.0.0
 * @category models
 */
export interface FaceUserKey {
  readonly organization_id: string
  readonly out_user_id: string
}

/**
 * The service that connects notifications with waiting programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Service = Signals.Signals<FaceUserKey>

/**
 * Signals between notification handlers and the waiting programs of `OfflineContractFlow`. By default there are none, and
 * the programs query by their schedule. {@link layer} works within one process,
 * and {@link layerShared} among several ones. Without signals a notification that another process receives is noticed by
 * the queries.
 *
 * @since 1.0.0
 * @category references
 */
export class ContractSignals extends Context.Reference<ContractSignals>()(
  "@effect-wechatpay/facepay/ContractSignals",
  {
    defaultValue: (): Service => Signals.noop
  }
) {}

/**
 * Wakes the programs that wait for the face user of a notification. Call it in the handler of `FACEPAY.USER_STATE_CHANGE`.
 * The programs then query the user, so an event that comes twice or late is harmless.
 *
 * ```ts
 * const handler = NotificationHandler.make([FacepayNotification.userStateChanged], {
 *   "FACEPAY.USER_STATE_CHANGE": ({ resource }) => ContractSignals.publish(resource),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const publish = (user: FaceUserKey): Effect.Effect<void> =>
  Effect.flatMap(ContractSignals, (signals) => signals.publish(user))

const nameOf = ({ organization_id, out_user_id }: FaceUserKey): string =>
  JSON.stringify([organization_id, out_user_id])

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
export const layer: Layer.Layer<ContractSignals> = Layer.effect(ContractSignals, makeMemory)

/**
 * Signals among all processes that share `Signals.SharedSignals`, such as those of `SqlSignals` in
 * `@effect-wechatpay/sql`: a program is woken whichever process receives the notification.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerShared: Layer.Layer<ContractSignals, never, Signals.SharedSignals> = Layer.effect(
  ContractSignals,
  Signals.makeShared("facepay.contract", nameOf)
)
