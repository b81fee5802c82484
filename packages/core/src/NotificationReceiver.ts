/**
 * From the incoming request to the event: verify, decrypt, decode.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { decodeEvent } from "./internal/notification/decode.js"
import { openDelivery, verifyDelivery } from "./internal/notification/open.js"
import type { Any, EventOf, UnknownEvent } from "./Notification.js"
import type { NotificationError } from "./NotificationError.js"
import type { NotificationKeys } from "./NotificationKeys.js"

/**
 * A notification as it arrived. It can be stored and handled later: its content stays encrypted, and time and
 * signature are checked against `receivedAt`. Therefore store only deliveries that were verified on arrival, in a
 * place where nobody else can write.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Delivery = Schema.Struct({
  /** The `Wechatpay-*` headers and `Request-ID`, with lower-case names. */
  headers: Schema.Record({ key: Schema.String, value: Schema.String }),
  /** The bytes of the body as they arrived, before any parsing; base64 in the encoded form. */
  body: Schema.Uint8ArrayFromBase64,
  /** Unix time in seconds. */
  receivedAt: Schema.Number,
  /** Path and query of the callback, percent-encoded; the signature of a response may cover it. */
  target: Schema.optional(Schema.String)
})

/**
 * A notification as it arrived.
 *
 * @since 1.0.0
 * @category models
 */
export interface Delivery extends Schema.Schema.Type<typeof Delivery> {}

const kept = [
  "request-id",
  "wechatpay-nonce",
  "wechatpay-serial",
  "wechatpay-signature",
  "wechatpay-signature-type",
  "wechatpay-timestamp"
] as const

/**
 * A delivery that arrives now.
 *
 * @since 1.0.0
 * @category constructors
 */
export const delivery = (request: {
  /** All headers, with lower-case names. Irrelevant ones are dropped. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The bytes of the body as they arrived, before any parsing. */
  readonly body: Uint8Array
  readonly target?: string
}): Effect.Effect<Delivery> =>
  Effect.map(Clock.currentTimeMillis, (millis) => {
    const headers: Record<string, string> = {}
    for (const name of kept) {
      const value = request.headers[name]
      if (value !== undefined) headers[name] = value
    }
    const { body, target } = request
    return {
      headers,
      body,
      receivedAt: Math.floor(millis / 1000),
      ...(target === undefined ? {} : { target })
    }
  })

/**
 * Checks that WeChat Pay sent the delivery: headers, then time, then key, then the signature over the bytes. Nothing
 * is decrypted or parsed.
 *
 * @since 1.0.0
 * @category receiving
 */
export const verify = (delivery: Delivery): Effect.Effect<void, NotificationError, NotificationKeys> =>
  Effect.asVoid(verifyDelivery(delivery))

/**
 * The result of {@link receive}: the event of a listed notification, or an event that is not described.
 *
 * @since 1.0.0
 * @category models
 */
export type Received<N extends Any> =
  | { readonly _tag: "Known"; readonly notification: N; readonly event: EventOf<N> }
  | { readonly _tag: "Unknown"; readonly event: UnknownEvent }

/**
 * Verifies, decrypts and decodes a delivery. It does not check whether the event was handled before;
 * `NotificationHandler.handle` does.
 *
 * @since 1.0.0
 * @category receiving
 */
export const receive = <const N extends Any>(
  notifications: ReadonlyArray<N>,
  delivery: Delivery
): Effect.Effect<Received<N>, NotificationError, NotificationKeys> =>
  Effect.flatMap(openDelivery(delivery), (opened) => decodeEvent(notifications, opened) as never)
