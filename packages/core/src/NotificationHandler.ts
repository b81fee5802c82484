/**
 * The handling of notifications: one handler for each event type, and one for all other events.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { handleDelivery } from "./internal/notification/handle.js"
import type { Any, Envelope, EventOf, ResponseOf, Synchronous, UnknownEvent } from "./Notification.js"
import type { NotificationError } from "./NotificationError.js"
import type { NotificationKeys } from "./NotificationKeys.js"
import type { Delivery } from "./NotificationReceiver.js"
import type { NotificationStore } from "./NotificationStore.js"
import type { Signer } from "./Signer.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/NotificationHandler")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

type OfType<N extends Any, EventType> = N extends { readonly eventType: EventType } ? N : never

/**
 * A handler for each event type of `N`, and `unknown` for every other event.
 *
 * The result of a handler is the response of a {@link Synchronous} notification; the results of other handlers are
 * ignored. If several notifications describe the same event type, one handler receives the events of all of them.
 *
 * @since 1.0.0
 * @category models
 */
export type Table<N extends Any> = {
  readonly [EventType in N["eventType"]]: (
    event: EventOf<OfType<N, EventType>>
  ) => Effect.Effect<ResponseOf<OfType<N, EventType>>, unknown, unknown>
} & {
  readonly unknown: (event: UnknownEvent) => Effect.Effect<unknown, unknown, unknown>
}

/** The handler of an event type that is not listed would never be called. */
type OnlyListed<N extends Any, T> = {
  readonly [Key in Exclude<keyof T, keyof Table<N>>]: "is not a listed event type"
}

type ErrorOf<T> = T extends (event: never) => Effect.Effect<unknown, infer E, unknown> ? E : never

type ContextOf<T> = T extends (event: never) => Effect.Effect<unknown, unknown, infer R> ? R : never

/** Signing a response needs the merchant's key. */
type SignerOf<N> =
  N extends Synchronous<infer _EventType, infer _Shapes, infer _Response, infer Signature>
    ? Exclude<Signature, "none"> extends never
      ? never
      : Signer
    : never

/**
 * Notifications with their handlers. `E` and `R` are the errors and the services of all handlers.
 *
 * @since 1.0.0
 * @category models
 */
export interface NotificationHandler<out E, out R> {
  readonly [TypeId]: TypeId
  readonly notifications: ReadonlyArray<Any>
  /** Absent at run time; carries the types. */
  readonly Types?: { readonly E: E; readonly R: R }
  /** Calls the handler of a listed notification. */
  readonly handle: (notification: Any, event: never) => Effect.Effect<unknown, E, R>
  readonly unknown: (event: UnknownEvent) => Effect.Effect<unknown, E, R>
}

/**
 * Handles the listed notifications. The compiler checks that each listed event type has a handler, that there are no
 * other handlers, and that handlers return the responses that WeChat Pay needs.
 *
 * ```ts
 * const handler = NotificationHandler.make([PayscoreNotification.userPaid, RefundNotification.succeeded], {
 *   "PAYSCORE.USER_PAID": (event) => Orders.markPaid(event.resource.out_order_no),
 *   "REFUND.SUCCESS": (event) => Orders.markRefunded(event.resource.out_refund_no),
 *   unknown: (event) => Effect.logWarning(`nobody handles ${event.event_type}`)
 * })
 * ```
 *
 * If a handler fails, dies or does not finish in time, the response is a 500 and WeChat Pay resends the notification.
 * Do not let `unknown` fail for events that you do not need: they would be resent for a day.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <const N extends Any, const T extends Table<N>>(
  notifications: ReadonlyArray<N>,
  table: T & OnlyListed<N, T>
): NotificationHandler<ErrorOf<T[keyof T]>, ContextOf<T[keyof T]> | SignerOf<N>> => {
  type Run = (event: never) => Effect.Effect<unknown, never, never>
  const { unknown, ...handlers }: Readonly<Record<string, Run>> & { readonly unknown: Run } = table as never
  return {
    [TypeId]: TypeId,
    notifications,
    handle: ({ eventType }, event) =>
      handlers[eventType]?.(event) ??
      Effect.die(new TypeError(`no handler for the listed event type ${eventType}`)),
    unknown: (event) => unknown(event as never)
  }
}

/**
 * The result of a delivery that did not fail.
 *
 * @since 1.0.0
 * @category models
 */
export interface Outcome {
  /** `Handled` now, or `Duplicate`: it was handled before. */
  readonly _tag: "Handled" | "Duplicate"
  readonly envelope: Envelope
  /** The response of a webhook that needs one; otherwise absent. */
  readonly reply: { readonly body: string; readonly authorization: string | undefined } | undefined
}

/**
 * How long handling a notification may take, from the arrival of its request to the response; with {@link handle},
 * from the call to its end. Default: 5 seconds, because WeChat Pay waits that long. A webhook that needs a response
 * has 3 seconds, or the timeout of its description.
 *
 * @since 1.0.0
 * @category references
 */
export class Timeout extends Context.Reference<Timeout>()(
  "@effect-wechatpay/core/NotificationHandler/Timeout",
  {
    defaultValue: (): Duration.Duration => Duration.seconds(5)
  }
) {}

/**
 * Receives a delivery and runs its handler, unless the notification was handled before. The adapters of
 * `NotificationServer` use it for incoming requests. Use it directly for deliveries that were stored or arrived by
 * another way.
 *
 * After {@link Timeout} the handler is interrupted and the effect fails with `NotFinished`, so that the next delivery
 * is handled again. An `Effect.uninterruptible` part of the handler continues in the background, and the delivery
 * still counts as not handled; the `NotificationStore` keeps other deliveries of the notification out until that part
 * ends.
 *
 * @since 1.0.0
 * @category handling
 */
export const handle = <E, R>(
  handler: NotificationHandler<E, R>,
  delivery: Delivery
): Effect.Effect<Outcome, E | NotificationError, R | NotificationKeys | NotificationStore> =>
  Effect.flatMap(Timeout, (limit) => handleDelivery(handler, delivery, limit)).pipe(
    Effect.catchTag("HandlerStopped", ({ stopped }) => Effect.failCause(stopped))
  )
