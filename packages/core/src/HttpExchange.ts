/**
 * A fast path that an `HttpClient` may offer: one whole exchange, from the request to the last byte of the response,
 * as a single callback-based step with its own timer. It halves the cost of a call apart from the signature.
 *
 * `@effect-wechatpay/undici` implements it. Every other `HttpClient` works without it, and so does a changed client
 * (`HttpClient.mapRequest` and the like), because the change would not be applied here.
 *
 * This module is unstable: it may change in a minor release.
 *
 * Tested in `test/undici/UndiciHttpClient.test.ts`.
 *
 * @since 1.0.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Function from "effect/Function"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/HttpExchange")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * A request as it is sent.
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
  /** Names in lower case, including the headers of the body. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
}

/**
 * Limits of an HTTP exchange.
 *
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
  /** Names in lower case. */
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
      /** Whether a byte of the request may have been sent. */
      readonly sent: boolean
      /** Status and headers of a response that broke off. */
      readonly response?: Pick<Response, "status" | "headers">
    }
  | { readonly _tag: "TimedOut"; readonly sent: boolean }
  | { readonly _tag: "TooLarge"; readonly status: number; readonly headers: Response["headers"] }

/**
 * The callbacks of an exchange. Exactly one of them is called, once, after `Exchange` has returned.
 *
 * @since 1.0.0
 * @category models
 */
export interface ResponseHandler {
  readonly onResponse: (response: Response) => void
  readonly onError: (error: TransportError) => void
}

/**
 * Sends a request and reads its response. A timeout closes the connection. The returned function cancels the
 * exchange: it closes the connection, and no callback is called afterwards. It may be called at any time, also after
 * the end.
 *
 * The function does not throw. It is not an `Effect` because an interruptible effect with a finalizer would cost as
 * much as the rest of a call.
 *
 * @since 1.0.0
 * @category models
 */
export type Exchange = (request: Request, limits: Limits, handler: ResponseHandler) => () => void

/**
 * Adds the fast path to a client.
 *
 * @since 1.0.0
 * @category constructors
 */
export const attach: {
  (exchange: Exchange): (client: HttpClient.HttpClient) => HttpClient.HttpClient
  (client: HttpClient.HttpClient, exchange: Exchange): HttpClient.HttpClient
} = /* @__PURE__ */ Function.dual(
  2,
  (client: HttpClient.HttpClient, exchange: Exchange): HttpClient.HttpClient =>
    Object.assign(client, { [TypeId]: exchange })
)

/**
 * The fast path of a client, if it has one.
 *
 * @since 1.0.0
 * @category accessors
 */
export const of = (client: HttpClient.HttpClient): Exchange | undefined =>
  (client as { readonly [TypeId]?: Exchange })[TypeId]
