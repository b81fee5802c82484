/**
 * What a program does about notifications: one handler for each event type, and one for events nobody described.
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
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/NotificationHandler")

/**
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

type OfType<N extends Any, EventType> = N extends { readonly eventType: EventType } ? N : never

/**
 * A handler for each event type of `N`, and `unknown` for every other event.
 *
 * The handler of a question results in the response; what other handlers result in is not looked at. When several
 * notifications describe the same event type, their handler gets the events of all of them.
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

/** Handlers of event types that are not listed would never be called. */
type OnlyListed<N extends Any, T> = {
  readonly [Key in Exclude<keyof T, keyof Table<N>>]: "is not a listed event type"
}

type ErrorOf<T> = T extends (event: never) => Effect.Effect<unknown, infer E, unknown> ? E : never

type ContextOf<T> = T extends (event: never) => Effect.Effect<unknown, unknown, infer R> ? R : never

/** Signed answers need the merchant's key. */
type SignerOf<N> =
  N extends Synchronous<infer _EventType, infer _Shapes, infer _Response, infer Signature>
    ? Exclude<Signature, "none"> extends never
      ? never
      : Signer
    : never

/**
 * Notifications together with their handlers. `E` and `R` are the errors and the services of all of them.
 *
 * @since 1.0.0
 * @category models
 */
export interface NotificationHandler<out E, out R> {
  readonly [TypeId]: TypeId
  readonly notifications: ReadonlyArray<Any>
  /** Not there at run time; carries the types. */
  readonly Types?: { readonly E: E; readonly R: R }
  /** Calls the handler of a listed notification. */
  readonly handle: (notification: Any, event: never) => Effect.Effect<unknown, E, R>
  readonly unknown: (event: UnknownEvent) => Effect.Effect<unknown, E, R>
}

/**
 * Handles the listed notifications. The compiler checks that each listed event type has its handler, that no other
 * is there, and that questions are answered.
 *
 * ```ts
 * const handler = NotificationHandler.make([PayscoreNotification.userPaid, RefundNotification.succeeded], {
 *   "PAYSCORE.USER_PAID": (event) => Orders.markPaid(event.resource.out_order_no),
 *   "REFUND.SUCCESS": (event) => Orders.markRefunded(event.resource.out_refund_no),
 *   unknown: (event) => Effect.logWarning(`nobody handles ${event.event_type}`)
 * })
 * ```
 *
 * A handler that fails, dies or does not finish in time is answered 500 and WeChat Pay sends the notification again. Do
 * not let `unknown` fail for events that you do not need: they would come again for a day.
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
 * What became of a delivery that did not fail.
 *
 * @since 1.0.0
 * @category models
 */
export interface Outcome {
  /** `Handled` now, or `Duplicate`: it was handled before. */
  readonly _tag: "Handled" | "Duplicate"
  readonly envelope: Envelope
  /** What is answered to a question; absent for all else. */
  readonly reply: { readonly body: string; readonly authorization: string | undefined } | undefined
}

/**
 * How long a notification may take, from the arrival of its request to the response; with {@link handle}, from the call to
 * its end. Default: 5 seconds, for which WeChat Pay waits. Questions have 3 seconds, or what their description says.
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
 * `NotificationServer` do this with what arrives; use it for deliveries that were stored or came by another way.
 *
 * What is not finished within {@link Timeout} is interrupted and fails with `NotFinished`, so that the next delivery
 * handles it again. A part of it that is `Effect.uninterruptible` goes on behind that, and still the whole counts as not
 * handled; the `NotificationStore` lets nobody else handle the notification until it ends.
 *
 * @since 1.0.0
 * @category handling
 */
export const handle = <E, R>(
  handler: NotificationHandler<E, R>,
  delivery: Delivery
): Effect.Effect<Outcome, E | NotificationError, R | NotificationKeys | NotificationStore> =>
  Effect.flatMap(Timeout, (limit) => handleDelivery(handler, delivery, limit)).pipe(
    Effect.catchTag("HandlerStopped", ({ cause }) => Effect.failCause(cause))
  )
