/**
 * The description of one event that WeChat Pay reports, and the event as a handler receives it.
 *
 * Tested in `test/core/notificationReceiver.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Duration from "effect/Duration"
import * as Function from "effect/Function"
import * as Pipeable from "effect/Pipeable"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type { AnySchema, Section } from "./Endpoint.js"
import { toSchema } from "./internal/codec/toSchema.js"
import { widen } from "./internal/codec/widen.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/Notification")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * The decoded type of a section of schemas.
 *
 * @since 1.0.0
 * @category type utils
 */
export type ResourceOf<S extends Section> = S extends AnySchema
  ? Schema.Schema.Type<S>
  : S extends Schema.Struct.Fields
    ? Schema.Struct.Type<S>
    : never

/**
 * The members that every notification has.
 *
 * @since 1.0.0
 * @category models
 */
export interface Envelope<out EventType extends string = string> {
  /** Id of the notification. As far as is known it stays the same when WeChat Pay resends the notification. */
  readonly id: string
  /** Time at which WeChat Pay created the notification, RFC 3339 with offset. */
  readonly create_time: string
  /** Such as `TRANSACTION.SUCCESS`. */
  readonly event_type: EventType
  /** `encrypt-resource`. */
  readonly resource_type: string
  /** A short text for people, in Chinese; not stable, never branch on it. */
  readonly summary: string
  /** Type of the resource before encryption, such as `transaction`; absent for some events. */
  readonly original_type: string | undefined
  /** `Request-ID` of the delivery; WeChat Pay's support asks for it. */
  readonly requestId: string | undefined
  /** Merchant number whose keys verified and decrypted the notification. */
  readonly mchid: string
}

/**
 * A verified, decrypted and decoded notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface Event<out EventType extends string, out Resource, out Shape extends string = "default">
  extends Envelope<EventType> {
  /** The name of the resource's shape ({@link makeUnion}); `default` for a notification with a single shape. */
  readonly shape: Shape
  /** The content of the event. It may contain personal data: do not log it. */
  readonly resource: Resource
}

/**
 * A verified and decrypted notification whose event type is not described.
 *
 * @since 1.0.0
 * @category models
 */
export interface UnknownEvent extends Envelope {
  /** The decrypted JSON. It may contain personal data: do not log it. */
  readonly resource: unknown
}

/**
 * The description that a receiver, the simulator and a conformance test read.
 *
 * @since 1.0.0
 * @category models
 */
export interface Description {
  readonly [TypeId]: TypeId
  readonly eventType: string
  readonly originalType: string | undefined
  /** Tried in this order; the first one that decodes is used. */
  readonly shapes: ReadonlyArray<{ readonly name: string; readonly schema: AnySchema }>
  /** Identifies the occurrence within the business, together with merchant and event type. */
  readonly businessKey: ((resource: never) => string | undefined) | undefined
  /** Present if WeChat Pay expects data in the response. */
  readonly response: ResponseDescription | undefined
}

/**
 * The response that WeChat Pay expects for a notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface ResponseDescription {
  readonly schema: AnySchema
  readonly signature: ResponseSignature
  /** How long WeChat Pay waits. */
  readonly timeout: Duration.DurationInput
}

/**
 * The text that the merchant's signature on a response covers, in its `Authorization` header:
 *
 * - `none`: the response is not signed;
 * - `response`: time, nonce and body, each followed by a line feed, as in the responses of WeChat Pay;
 * - `request`: the five lines of a request, with method and path of the callback.
 *
 * WeChat Pay documents the header for `CROSS_BORDER_PAY.*` but not the text. `response` is the format of responses.
 *
 * @since 1.0.0
 * @category models
 */
export type ResponseSignature = "none" | "response" | "request"

/**
 * An event type of WeChat Pay. `Shapes` maps each shape to the type of its resource.
 *
 * @since 1.0.0
 * @category models
 */
export interface Notification<out EventType extends string, out Shapes>
  extends Description,
    Pipeable.Pipeable {
  readonly eventType: EventType
  /** Absent at run time; carries the type. */
  readonly Shapes?: Shapes
}

/**
 * A webhook that needs a response: the result of its handler is the response.
 *
 * @since 1.0.0
 * @category models
 */
export interface Synchronous<
  out EventType extends string,
  out Shapes,
  in out Response,
  out Signature extends ResponseSignature
> extends Notification<EventType, Shapes> {
  readonly response: ResponseDescription & { readonly signature: Signature }
  /** Absent at run time; carries the type. */
  readonly Response?: (response: Response) => Response
}

/**
 * Any notification.
 *
 * @since 1.0.0
 * @category models
 */
export type Any = Notification<string, unknown>

/**
 * The event that the handler of a notification receives: `Notification.EventOf<typeof userPaid>`.
 *
 * @since 1.0.0
 * @category type utils
 */
export type EventOf<N> =
  N extends Notification<infer EventType, infer Shapes>
    ? { readonly [Shape in keyof Shapes & string]: Event<EventType, Shapes[Shape], Shape> }[keyof Shapes &
        string]
    : never

/**
 * The result type of a notification's handler: the response of a {@link Synchronous} one, otherwise anything.
 *
 * @since 1.0.0
 * @category type utils
 */
export type ResponseOf<N> =
  N extends Synchronous<infer _EventType, infer _Shapes, infer Response, infer _Signature>
    ? Response
    : unknown

/**
 * Whether a value is a notification.
 *
 * @since 1.0.0
 * @category guards
 */
export const isNotification = (u: unknown): u is Any => Predicate.hasProperty(u, TypeId)

const fromDescription = (description: Description): Any =>
  Object.assign(Object.create(Pipeable.Prototype), description)

const build = (given: {
  readonly eventType: string
  readonly originalType: string | undefined
  readonly shapes: Readonly<Record<string, Section>>
  readonly businessKey: ((resource: never) => string | undefined) | undefined
  readonly response?: ResponseDescription
}): Any =>
  fromDescription({
    [TypeId]: TypeId,
    eventType: given.eventType,
    originalType: given.originalType,
    shapes: Object.entries(given.shapes).map(([name, section]) => ({ name, schema: toSchema(section) })),
    businessKey: given.businessKey,
    response: given.response
  })

/**
 * Joins what identifies an occurrence to a business key. An absent part differs from an empty one, and no part can be taken for
 * another. Name the sub-merchant where a notification has one: a service provider receives those of all its sub-merchants.
 *
 * @example
 * ```ts
 * import { Notification } from "@effect-wechatpay/core"
 *
 * const orderKey = (order: { readonly out_order_no: string; readonly sub_mchid?: string | undefined }) =>
 *   Notification.keyOf(order.sub_mchid, order.out_order_no)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const keyOf = (...parts: ReadonlyArray<string | undefined>): string =>
  JSON.stringify(parts.map((part) => part ?? null))

/**
 * Description of a notification with one shape.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options<S extends Section> {
  /**
   * `original_type` in the documentation. If several notifications have the same event type, the matching one is
   * tried first. A notification is never rejected because of it.
   */
  readonly originalType?: string
  /** Members of the decrypted resource. Other members are ignored. */
  readonly resource: S
  /**
   * Identifies the occurrence, so that it is not handled twice when it arrives under another id: the order number for
   * an event that happens once per order. If an event can happen again (a service is opened, closed and opened
   * again), include what distinguishes the two, such as the time. Merchant and event type are added.
   */
  readonly businessKey?: (resource: ResourceOf<S>) => string | undefined
}

/**
 * Describes an event type.
 *
 * ```ts
 * export const userPaid = Notification.make("PAYSCORE.USER_PAID", {
 *   originalType: "payscore",
 *   resource: {
 *     out_order_no: Schema.String,
 *     state: Wire.openEnum("CREATED", "DOING", "DONE", "REVOKED", "EXPIRED"),
 *     total_amount: Schema.optional(Wire.Amount)
 *   },
 *   businessKey: (resource) => resource.out_order_no
 * })
 * ```
 *
 * Make only those members required that are certain: a notification that does not decode gets a 500 and is resent.
 * Enumerations are `Wire.openEnum`, because WeChat Pay adds values at any time.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <const EventType extends string, S extends Section>(
  eventType: EventType,
  options: Options<S>
): Notification<EventType, { readonly default: ResourceOf<S> }> =>
  build({
    eventType,
    originalType: options.originalType,
    shapes: { default: options.resource },
    businessKey: options.businessKey
  }) as Notification<EventType, { readonly default: ResourceOf<S> }>

/**
 * Description of a notification with several shapes.
 *
 * @since 1.0.0
 * @category models
 */
export interface UnionOptions<Shapes extends Readonly<Record<string, Section>>> {
  /** See {@link Options}. */
  readonly originalType?: string
  /** The resource of each mode, tried in this order: list the one with more required members first. */
  readonly shapes: Shapes
  /** See {@link Options}. */
  readonly businessKey?: (resource: ResourceOf<Shapes[keyof Shapes]>) => string | undefined
}

/**
 * Describes an event type whose resource has a different shape in each mode. `shape` of the event names the shape
 * that arrived.
 *
 * ```ts
 * export const userOpenedService = Notification.makeUnion("PAYSCORE.USER_OPEN_SERVICE", {
 *   shapes: { partner: { mch_id: Wire.Mchid, sub_mch_id: Wire.Mchid }, merchant: { mchid: Wire.Mchid } }
 * })
 * // event.shape === "partner" ? event.resource.sub_mch_id : event.resource.mchid
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeUnion = <
  const EventType extends string,
  const Shapes extends Readonly<Record<string, Section>>
>(
  eventType: EventType,
  options: UnionOptions<Shapes>
): Notification<EventType, { readonly [Shape in keyof Shapes]: ResourceOf<Shapes[Shape]> }> =>
  build({
    eventType,
    originalType: options.originalType,
    shapes: options.shapes,
    businessKey: options.businessKey as (resource: never) => string | undefined
  }) as Notification<EventType, { readonly [Shape in keyof Shapes]: ResourceOf<Shapes[Shape]> }>

/**
 * Description of a webhook that needs a response.
 *
 * @since 1.0.0
 * @category models
 */
export interface SynchronousOptions<
  S extends Section,
  A extends Section,
  Signature extends ResponseSignature
> {
  /** See {@link Options}. */
  readonly originalType?: string
  /** Members of the decrypted resource. */
  readonly resource: S
  /** Members of the response's JSON body. */
  readonly response: A
  readonly signature: Signature
  /** How long WeChat Pay waits. Default: 3 seconds. */
  readonly timeout?: Duration.DurationInput
}

/**
 * Describes a webhook that needs a response: WeChat Pay waits for data in it. Such an event never counts as a
 * duplicate; the handler runs for each delivery.
 *
 * ```ts
 * export const terminateInquiry = Notification.synchronous("ENTRUST.TERMINATE_INQUIRY", {
 *   resource: { contract_id: Schema.optional(Schema.String) },
 *   response: { code: Schema.String, message: Schema.String },
 *   signature: "none"
 * })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const synchronous = <
  const EventType extends string,
  S extends Section,
  A extends Section,
  const Signature extends ResponseSignature
>(
  eventType: EventType,
  options: SynchronousOptions<S, A, Signature>
): Synchronous<EventType, { readonly default: ResourceOf<S> }, ResourceOf<A>, Signature> =>
  build({
    eventType,
    originalType: options.originalType,
    shapes: { default: options.resource },
    businessKey: undefined,
    response: {
      schema: toSchema(options.response),
      signature: options.signature,
      timeout: options.timeout ?? "3 seconds"
    }
  }) as Synchronous<EventType, { readonly default: ResourceOf<S> }, ResourceOf<A>, Signature>

/**
 * The notification that {@link extend} makes: its shapes additionally have the members of `Extra`.
 *
 * @since 1.0.0
 * @category type utils
 */
export type Extended<N, Extra> =
  N extends Synchronous<infer EventType, infer Shapes, infer Response, infer Signature>
    ? Synchronous<EventType, { readonly [S in keyof Shapes]: Shapes[S] & Extra }, Response, Signature>
    : N extends Notification<infer EventType, infer Shapes>
      ? Notification<EventType, { readonly [S in keyof Shapes]: Shapes[S] & Extra }>
      : never

/**
 * The same notification with additional members in each of its shapes. WeChat Pay adds members at any time; use this
 * instead of waiting for a release.
 *
 * ```ts
 * const userPaid = PayscoreNotification.userPaid.pipe(
 *   Notification.extend({ channel: Schema.optional(Schema.String) })
 * )
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const extend: {
  <Extra extends Schema.Struct.Fields>(
    resource: Extra
  ): <N extends Any>(notification: N) => Extended<N, Schema.Struct.Type<Extra>>
  <N extends Any, Extra extends Schema.Struct.Fields>(
    notification: N,
    resource: Extra
  ): Extended<N, Schema.Struct.Type<Extra>>
} = /* @__PURE__ */ Function.dual(
  2,
  (notification: Any, resource: Schema.Struct.Fields): Any =>
    fromDescription({
      ...notification,
      shapes: notification.shapes.map(({ name, schema }) => ({ name, schema: widen(schema, resource) }))
    })
)
