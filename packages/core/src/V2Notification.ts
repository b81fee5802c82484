/**
 * The XML notifications of APIv2: payments with `sign`, refunds with an encrypted `req_info`, and events encrypted
 * with the APIv3 key.
 *
 * @since 1.0.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Pipeable from "effect/Pipeable"
import type { AnySchema, Section } from "./Endpoint.js"
import { toSchema } from "./internal/codec/toSchema.js"
import { receiveRequest } from "./internal/notification/readRequest.js"
import { respond } from "./internal/notification/respond.js"
import { handleV2, openV2 } from "./internal/v2/notification.js"
import { formatXml } from "./internal/v2/xml.js"
import type { ResourceOf } from "./Notification.js"
import type { NotificationError } from "./NotificationError.js"
import type { Delivery } from "./NotificationReceiver.js"
import type { NotificationStore } from "./NotificationStore.js"
import type { V2EventKey } from "./V2EventKey.js"
import type { V2Key } from "./V2Key.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/V2Notification")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * How a notification proves that WeChat Pay sent it:
 *
 * - `signed`: by its member `sign`, made with the APIv2 key;
 * - `req_info`: its content is encrypted with a key derived from the APIv2 key;
 * - `event`: its content is encrypted with the APIv3 key.
 *
 * @since 1.0.0
 * @category models
 */
export type Form = "signed" | "req_info" | "event"

/**
 * One kind of notification. Each needs its own URL, because the message does not always say what it is.
 *
 * @since 1.0.0
 * @category models
 */
export interface V2Notification<out Content, out R> extends Pipeable.Pipeable {
  readonly [TypeId]: TypeId
  /** Name in spans, errors, metrics and the store; for an event its `event_type`. */
  readonly name: string
  readonly form: Form
  readonly content: AnySchema
  readonly businessKey: (content: never) => string
  /** Absent at run time; carries the types. */
  readonly Types?: { readonly Content: Content; readonly R: R }
}

/**
 * Description of a notification in XML.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options<S extends Section> {
  /**
   * Members of the content. They are text; empty ones count as absent, and other members are ignored. Lists are
   * `V2Endpoint.indexed`. Make only those members required that are certain: a notification that does not decode gets
   * a 500 and is resent.
   */
  readonly content: S
  /** Identifies the occurrence, such as the order number, so that a resent notification is not handled again. */
  readonly businessKey: (content: ResourceOf<S>) => string
}

const describe =
  (form: Form) =>
  <S extends Section, R>(name: string, options: Options<S>): V2Notification<ResourceOf<S>, R> =>
    Object.assign(Object.create(Pipeable.Prototype), {
      [TypeId]: TypeId,
      name,
      form,
      content: toSchema(options.content),
      businessKey: options.businessKey
    })

/**
 * A notification with `sign`, for example of a payment. The content is all of its members. `result_code` says whether
 * the payment succeeded; compare amount, appid and sub-merchant with the order.
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
 * A notification with an encrypted `req_info`, for example of a refund. The content is what `req_info` contains; the
 * members around it (`appid`, `mch_id`, `sub_mch_id`) are not protected and are not passed on.
 *
 * @since 1.0.0
 * @category constructors
 */
export const encrypted: <S extends Section>(
  name: string,
  options: Options<S>
) => V2Notification<ResourceOf<S>, V2Key> = describe("req_info")

/**
 * A notification with `event_type` and an `event_ciphertext` encrypted with the APIv3 key (`AES-GCM`), containing XML
 * or JSON. The content is the decrypted text.
 *
 * @since 1.0.0
 * @category constructors
 */
export const event: <S extends Section>(
  eventType: string,
  options: Options<S>
) => V2Notification<ResourceOf<S>, V2EventKey> = describe("event")

/**
 * Verifies or decrypts a delivery, and decodes its content. It does not check whether the notification was handled
 * before.
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
 * The XML that confirms the receipt of a notification.
 *
 * @since 1.0.0
 * @category responses
 */
export const accepted: string = formatXml({ return_code: "SUCCESS", return_msg: "OK" })

/**
 * The XML that makes WeChat Pay resend a notification.
 *
 * @since 1.0.0
 * @category responses
 */
export const rejected: string = formatXml({ return_code: "FAIL", return_msg: "not handled" })

/**
 * An app for one URL: it receives a notification, runs `handle` unless the notification was handled before, and
 * responds in XML. Mount it before body parsers, on `POST`.
 *
 * The response is a success if `handle` succeeded, so `handle` must store the event before it ends. If it fails, or
 * exceeds `NotificationHandler.Timeout`, WeChat Pay resends the notification.
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
    /**
     * Longest accepted body, in bytes. Default: 32 KiB; notifications have a few KiB. The XML is read before its
     * signature can be verified, so a higher limit makes forgeries more expensive.
     */
    readonly maxBytes?: number
  } = {}
): HttpApp.Default<never, R | R2 | NotificationStore> =>
  Effect.suspend(() => {
    const handled = receiveRequest(options.maxBytes ?? 32 * 1024, (delivery, timeout, start) =>
      handleV2(notification, handle, delivery, timeout, start)
    )
    // The platform runs apps uninterruptibly; without this no timeout would end a handler.
    return Effect.map(
      respond(Effect.interruptible(handled), () => true),
      ({ headers, status }) => {
        const succeeded = status === 204
        return HttpServerResponse.text(succeeded ? accepted : rejected, {
          status: succeeded ? 200 : status,
          headers,
          contentType: "text/xml; charset=utf-8"
        })
      }
    )
  }) as never
