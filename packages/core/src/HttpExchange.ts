/**
 * A shortcut that an `HttpClient` may offer: one whole exchange, from the request to the last byte of its response, in a
 * single step with its own timer. A call then costs about half of what the general way costs beside the signature.
 *
 * `@effect-wechatpay/undici` has one. Every other `HttpClient` works too, without it; so does a client that was changed
 * (`HttpClient.mapRequest` and the like), as the change would be left out.
 *
 * @since 1.0.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"

/**
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/HttpExchange")

/**
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * A request as it goes out.
 *
 * @since 1.0.0
 * @category models
 */
export interface Request {
  readonly method: string
  /** Scheme and host. */
  readonly origin: string
  /** Path and query, percent-encoded. */
  readonly target: string
  /** Lower-case names, those of the body included. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
}

/**
 * @since 1.0.0
 * @category models
 */
export interface Limits {
  /** From the start to the last byte, in milliseconds. */
  readonly millis: number
  /** Longest body that is read. */
  readonly maxBytes: number
}

/**
 * A response with its body.
 *
 * @since 1.0.0
 * @category models
 */
export interface Response {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/**
 * Why there is no response.
 *
 * @since 1.0.0
 * @category models
 */
export type TransportError =
  | {
      readonly _tag: "Broken"
      /** Code of the runtime, such as `ECONNRESET`. */
      readonly code: string | undefined
      /** Whether a byte of the request may have left this machine. */
      readonly sent: boolean
    }
  | { readonly _tag: "TimedOut"; readonly sent: boolean }
  | { readonly _tag: "TooLarge"; readonly status: number; readonly headers: Response["headers"] }

/**
 * Who waits for an exchange. One of them is called, once, later than the exchange was begun.
 *
 * @since 1.0.0
 * @category models
 */
export interface ResponseHandler {
  readonly onResponse: (response: Response) => void
  readonly onError: (error: TransportError) => void
}

/**
 * Sends a request and reads its response; a time-out closes the connection. The result gives the exchange up: it closes the
 * connection, and nobody is called any more. It may be called at any time, also after the end.
 *
 * It throws nothing, and it is no effect: an effect that cleans up when it is interrupted costs as much as all else in a call.
 *
 * @since 1.0.0
 * @category models
 */
export type Exchange = (request: Request, limits: Limits, handler: ResponseHandler) => () => void

/**
 * Adds the shortcut to a client.
 *
 * @since 1.0.0
 * @category constructors
 */
export const attach = (client: HttpClient.HttpClient, exchange: Exchange): HttpClient.HttpClient =>
  Object.assign(client, { [TypeId]: exchange })

/**
 * The shortcut of a client, if it has one.
 *
 * @since 1.0.0
 * @category accessors
 */
export const of = (client: HttpClient.HttpClient): Exchange | undefined =>
  (client as { readonly [TypeId]?: Exchange })[TypeId]
