/**
 * The description of one event that WeChat Pay reports, and the event as a handler gets it.
 *
 * @since 1.0.0
 */
import type * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type { AnySchema, Section } from "./Endpoint.js"
import { toSchema } from "./internal/codec/toSchema.js"
import { widen } from "./internal/codec/widen.js"

/**
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/Notification")

/**
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * The value that a section of schemas decodes to.
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
 * What every notification says about itself.
 *
 * @since 1.0.0
 * @category models
 */
export interface Envelope<out EventType extends string = string> {
  /** Id of the notification. It stays the same when WeChat Pay sends the notification again, as far as is known. */
  readonly id: string
  /** When WeChat Pay made the notification, RFC 3339 with offset. */
  readonly create_time: string
  /** Such as `TRANSACTION.SUCCESS`. */
  readonly event_type: EventType
  /** `encrypt-resource`. */
  readonly resource_type: string
  /** A few words for people, in Chinese; not stable, never branch on it. */
  readonly summary: string
  /** What the resource was before it was encrypted, such as `transaction`; some events have none. */
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
  /** Which of the shapes of {@link makeUnion} the resource has; `default` for a notification of one shape. */
  readonly shape: Shape
  /** What happened. It may hold personal data: do not log it. */
  readonly resource: Resource
}

/**
 * A verified and decrypted notification whose event type nobody described.
 *
 * @since 1.0.0
 * @category models
 */
export interface UnknownEvent extends Envelope {
  /** The decrypted JSON. It may hold personal data: do not log it. */
  readonly resource: unknown
}

/**
 * What a receiver, the simulator and a conformance test read.
 *
 * @since 1.0.0
 * @category models
 */
export interface Description {
  readonly [TypeId]: TypeId
  readonly eventType: string
  readonly originalType: string | undefined
  /** Tried in this order; the first that decodes is taken. */
  readonly shapes: ReadonlyArray<{ readonly name: string; readonly schema: AnySchema }>
  /** What names the occurrence inside the business, together with merchant and event type. */
  readonly businessKey: ((resource: never) => string | undefined) | undefined
  /** Present when WeChat Pay waits for data in the response. */
  readonly response: ResponseDescription | undefined
}

/**
 * @since 1.0.0
 * @category models
 */
export interface ResponseDescription {
  readonly schema: AnySchema
  readonly signature: ResponseSignature
  /** How long WeChat Pay waits. */
  readonly timeLimit: Duration.DurationInput
}

/**
 * Which text the merchant's signature on a response covers, in its `Authorization` header:
 *
 * - `none`: the response is not signed;
 * - `answer`: time, nonce and body, each closed by a line feed, as WeChat Pay signs its own answers;
 * - `request`: the five lines of a request, with method and path of the callback.
 *
 * WeChat Pay documents the header for `CROSS_BORDER_PAY.*` and not the text. `answer` is what fits a response.
 *
 * @since 1.0.0
 * @category models
 */
export type ResponseSignature = "none" | "response" | "request"

/**
 * An event type of WeChat Pay. `Shapes` has the resource's type for each of its shapes.
 *
 * @since 1.0.0
 * @category models
 */
export interface Notification<out EventType extends string, out Shapes> extends Description {
  readonly eventType: EventType
  /** Not there at run time; carries the type. */
  readonly Shapes?: Shapes
}

/**
 * An event that asks something: its handler's result is the response.
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
  /** Not there at run time; carries the type. */
  readonly Response?: (response: Response) => Response
}

/**
 * @since 1.0.0
 * @category models
 */
export type Any = Notification<string, unknown>

/**
 * The event that a handler of a notification gets: `Notification.EventOf<typeof userPaid>`.
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
 * What a handler of a notification results in: the response of a question, anything otherwise.
 *
 * @since 1.0.0
 * @category type utils
 */
export type ResponseOf<N> =
  N extends Synchronous<infer _EventType, infer _Shapes, infer Response, infer _Signature>
    ? Response
    : unknown

/**
 * @since 1.0.0
 * @category guards
 */
export const isNotification = (u: unknown): u is Any => Predicate.hasProperty(u, TypeId)

const build = (given: {
  readonly eventType: string
  readonly originalType: string | undefined
  readonly shapes: Readonly<Record<string, Section>>
  readonly businessKey: ((resource: never) => string | undefined) | undefined
  readonly response?: ResponseDescription
}): Description => ({
  [TypeId]: TypeId,
  eventType: given.eventType,
  originalType: given.originalType,
  shapes: Object.entries(given.shapes).map(([name, section]) => ({ name, schema: toSchema(section) })),
  businessKey: given.businessKey,
  response: given.response
})

/**
 * @since 1.0.0
 * @category models
 */
export interface Options<S extends Section> {
  /**
   * `original_type` of the documentation. Among several notifications of the same event type the one that fits is
   * tried first; nothing is refused because of it.
   */
  readonly originalType?: string
  /** Members of the decrypted resource. Members that it does not name are tolerated. */
  readonly resource: S
  /**
   * Names what happened, so that the same occurrence is not handled twice when it comes under another id: the order
   * number for an event that an order has once. Where an event can happen again (a service is opened, closed and
   * opened), put into it what tells the two apart, such as the time. Merchant and event type are added.
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
 * Mark as required only what is certain: a notification that does not decode is answered 500 and comes again.
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
 * @since 1.0.0
 * @category models
 */
export interface UnionOptions<Shapes extends Readonly<Record<string, Section>>> {
  /** See {@link Options}. */
  readonly originalType?: string
  /** The resource of each mode, tried in this order: put the one with more required members first. */
  readonly shapes: Shapes
  /** See {@link Options}. */
  readonly businessKey?: (resource: ResourceOf<Shapes[keyof Shapes]>) => string | undefined
}

/**
 * Describes an event type whose resource has another shape in each mode. The event's `shape` says which one came.
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
  readonly timeLimit?: Duration.DurationInput
}

/**
 * Describes an event that asks something: WeChat Pay waits for data in the response. Such an event is never taken for a
 * duplicate, each delivery is asked of the handler.
 *
 * ```ts
 * export const terminateInquiry = Notification.synchronous("ENTRUST.TERMINATE_INQUIRY", {
 *   resource: { contract_id: Schema.optional(Schema.String) },
 *   answer: { code: Schema.String, message: Schema.String },
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
      timeLimit: options.timeLimit ?? "3 seconds"
    }
  }) as Synchronous<EventType, { readonly default: ResourceOf<S> }, ResourceOf<A>, Signature>

/** A notification whose shapes have the members of `Extra` as well. */
type Widened<N, Extra> =
  N extends Synchronous<infer EventType, infer Shapes, infer Response, infer Signature>
    ? Synchronous<EventType, { readonly [S in keyof Shapes]: Shapes[S] & Extra }, Response, Signature>
    : N extends Notification<infer EventType, infer Shapes>
      ? Notification<EventType, { readonly [S in keyof Shapes]: Shapes[S] & Extra }>
      : never

/**
 * The same notification with more members in each of its shapes: WeChat Pay adds them at any time, and this does not
 * wait for a release.
 *
 * ```ts
 * const userPaid = Notification.extend(PayscoreNotification.userPaid, { channel: Schema.optional(Schema.String) })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const extend = <N extends Any, Extra extends Schema.Struct.Fields>(
  notification: N,
  resource: Extra
): Widened<N, Schema.Struct.Type<Extra>> => {
  const widened: Description = {
    ...notification,
    shapes: notification.shapes.map(({ name, schema }) => ({
      name,
      schema: widen(schema, resource)
    }))
  }
  return widened as Widened<N, Schema.Struct.Type<Extra>>
}
