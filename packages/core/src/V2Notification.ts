/**
 * The XML notifications of APIv2: payments with `sign`, refunds with an encrypted `req_info`, and events encrypted
 * under the APIv3 key.
 *
 * @since 1.0.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { AnySchema, Section } from "./Endpoint.js"
import { toSchema } from "./internal/codec/toSchema.js"
import { readRequest } from "./internal/notification/readRequest.js"
import { respond } from "./internal/notification/respond.js"
import { handleV2, openV2 } from "./internal/v2/notification.js"
import { formatXml } from "./internal/v2/xml.js"
import type { ResourceOf } from "./Notification.js"
import type { NotificationError } from "./NotificationError.js"
import { Timeout } from "./NotificationHandler.js"
import type { Delivery } from "./NotificationReceiver.js"
import type { NotificationStore } from "./NotificationStore.js"
import type { V2EventKey } from "./V2EventKey.js"
import type { V2Key } from "./V2Key.js"

/**
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/V2Notification")

/**
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * How a notification proves that WeChat Pay sent it:
 *
 * - `signed`: its member `sign`, under the APIv2 key;
 * - `req_info`: its content is encrypted under a key made of the APIv2 key;
 * - `event`: its content is encrypted under the APIv3 key.
 *
 * @since 1.0.0
 * @category models
 */
export type Form = "signed" | "req_info" | "event"

/**
 * One kind of notification. Each has a URL of its own: the message does not always say what it is.
 *
 * @since 1.0.0
 * @category models
 */
export interface V2Notification<out Content, out R> {
  readonly [TypeId]: TypeId
  /** Names it in spans, errors, metrics and the store; for an event its `event_type`. */
  readonly name: string
  readonly form: Form
  readonly content: AnySchema
  readonly businessKey: (content: never) => string
  /** Not there at run time; carries the types. */
  readonly Types?: { readonly Content: Content; readonly R: R }
}

/**
 * @since 1.0.0
 * @category models
 */
export interface Options<S extends Section> {
  /**
   * Members of the content. They are text; empty ones count as absent, and those that it does not name are ignored.
   * Lists are `V2Endpoint.indexed`. Mark as required only what is certain: what does not decode is answered 500 and
   * comes again.
   */
  readonly content: S
  /** Names what happened, such as the order number, so that it is not handled again when it comes again. */
  readonly businessKey: (content: ResourceOf<S>) => string
}

const describe =
  (form: Form) =>
  <S extends Section, R>(name: string, options: Options<S>): V2Notification<ResourceOf<S>, R> => ({
    [TypeId]: TypeId,
    name,
    form,
    content: toSchema(options.content),
    businessKey: options.businessKey as (content: never) => string
  })

/**
 * A notification with `sign`, as for payments. The content is all of its members. Whether the payment went well is in
 * `result_code`; amount, appid and sub-merchant are to be compared with the order.
 *
 * ```ts
 * const paid = V2Notification.signed("micropay.paid", {
 *   content: {
 *     result_code: Schema.String,
 *     out_trade_no: Schema.String,
 *     transaction_id: Schema.String,
 *     total_fee: Wire.AmountFromText
 *   },
 *   businessKey: (content) => content.out_trade_no
 * })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const signed: <S extends Section>(
  name: string,
  options: Options<S>
) => V2Notification<ResourceOf<S>, V2Key> = describe("signed")

/**
 * A notification with an encrypted `req_info`, as for refunds. The content is what `req_info` holds; the members around
 * it (`appid`, `mch_id`, `sub_mch_id`) are not protected by anything and are not handed on.
 *
 * @since 1.0.0
 * @category constructors
 */
export const encrypted: <S extends Section>(
  name: string,
  options: Options<S>
) => V2Notification<ResourceOf<S>, V2Key> = describe("req_info")

/**
 * A notification with `event_type` and an `event_ciphertext` under the APIv3 key (`AES-GCM`), XML or JSON inside. The
 * content is what was encrypted.
 *
 * @since 1.0.0
 * @category constructors
 */
export const event: <S extends Section>(
  eventType: string,
  options: Options<S>
) => V2Notification<ResourceOf<S>, V2EventKey> = describe("event")

/**
 * Verifies or decrypts a delivery, and decodes its content. It does not look whether it was handled before.
 *
 * @since 1.0.0
 * @category receiving
 */
export const read = <Content, R>(
  notification: V2Notification<Content, R>,
  delivery: Delivery
): Effect.Effect<Content, NotificationError, R> =>
  Effect.map(openV2(notification, delivery), ({ content }) => content as Content) as never

/**
 * The XML that tells WeChat Pay that a notification was received.
 *
 * @since 1.0.0
 * @category answers
 */
export const accepted: string = formatXml({ return_code: "SUCCESS", return_msg: "OK" })

/**
 * The XML that asks WeChat Pay to send a notification again.
 *
 * @since 1.0.0
 * @category answers
 */
export const rejected: string = formatXml({ return_code: "FAIL", return_msg: "not handled" })

/**
 * An app for one URL: it receives a notification, runs `handle` unless the same was handled before, and responses in XML.
 * Mount it before body parsers, on `POST`.
 *
 * Success is answered when `handle` succeeded, so `handle` has to store what happened before it ends. When it fails, or
 * is not done within `NotificationHandler.Timeout`, WeChat Pay sends again.
 *
 * ```ts
 * const app = V2Notification.toHttpApp(paid, (content) => Orders.markPaid(content.out_trade_no))
 * const { handler } = NotificationServer.toWebHandler(app, Layer.merge(V2Key.layerConfig, NotificationStore.layerMemory()))
 * ```
 *
 * @since 1.0.0
 * @category receiving
 */
export const toHttpApp = <Content, R, E, R2>(
  notification: V2Notification<Content, R>,
  handle: (content: Content) => Effect.Effect<unknown, E, R2>,
  options: {
    /** Longest body that is read, in bytes. Default: 1 MiB. */
    readonly maxBytes?: number
  } = {}
): HttpApp.Default<never, R | R2 | NotificationStore> =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const limit = yield* Timeout
    const start = yield* Clock.currentTimeMillis
    const handled = Effect.flatMap(readRequest(request, options.maxBytes ?? 1024 * 1024, limit), (delivery) =>
      handleV2(notification, handle, delivery, limit, start)
    )
    // The platform runs apps uninterruptibly, and then no time limit would end a handler.
    const { headers, status } = yield* respond(Effect.interruptible(handled), () => true)
    const succeeded = status === 204
    return HttpServerResponse.text(succeeded ? accepted : rejected, {
      status: succeeded ? 200 : status,
      headers,
      contentType: "text/xml; charset=utf-8"
    })
  }) as never
