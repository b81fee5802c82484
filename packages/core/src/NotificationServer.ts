/**
 * Receives notifications over HTTP.
 *
 * @since 1.0.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { handleDelivery, storeDelivery } from "./internal/notification/handle.js"
import { receiveRequest } from "./internal/notification/readRequest.js"
import { respond } from "./internal/notification/respond.js"
import { toResponse } from "./internal/notification/toResponse.js"
import { makeWebHandler } from "./internal/notification/webHandler.js"
import type { NotificationHandler } from "./NotificationHandler.js"
import type { NotificationKeys } from "./NotificationKeys.js"
import type { Delivery } from "./NotificationReceiver.js"
import type { NotificationStore } from "./NotificationStore.js"

/**
 * Options of the server for notifications.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Longest accepted body, in bytes. Default: 128 KiB; notifications have a few KiB, and forgeries cost CPU by length. */
  readonly maxBytes?: number
}

const defaultMaxBytes = 128 * 1024

/**
 * An app for the servers of `@effect/platform` that verifies, decrypts and handles the notifications of WeChat Pay.
 * Mount it on `POST` of the `notify_url`, before any middleware that reads bodies.
 *
 * The status is 204 if the notification was handled, now or before, and 200 with the response of a webhook that needs
 * one. With any other status WeChat Pay resends the notification: 401 for a signature, 400 and 413 for a malformed or
 * too long body, 503 while another delivery is being handled, and 500 in all other cases: a handler that failed, died
 * or was too slow. The body of an error response does not contain the reason; the log, the metric
 * `wechatpay_notifications` and the span `wechatpay.notification` do.
 *
 * ```ts
 * HttpRouter.empty.pipe(
 *   HttpRouter.post("/wechatpay/notify", NotificationServer.toHttpApp(handler)),
 *   HttpServer.serve()
 * )
 * ```
 *
 * @since 1.0.0
 * @category adapters
 */
export const toHttpApp = <E, R>(
  handler: NotificationHandler<E, R>,
  options: Options = {}
): HttpApp.Default<never, R | NotificationKeys | NotificationStore> => {
  const listed = new Set(handler.notifications.map(({ eventType }) => eventType))
  const handled = receiveRequest(options.maxBytes ?? defaultMaxBytes, (delivery, timeout, start) =>
    handleDelivery(handler, delivery, timeout, start)
  )
  return Effect.map(
    respond(handled, (eventType) => listed.has(eventType)),
    toResponse
  )
}

/**
 * An app that stores what WeChat Pay posts and responds immediately: `save` receives each delivery that is verified
 * and can be decrypted. Handle the stored deliveries afterwards with `NotificationHandler.handle`, as often as
 * necessary.
 *
 * The response is a 204 if `save` succeeded, so `save` must not succeed before the delivery is stored durably.
 * Duplicates are stored too; `NotificationHandler.handle` detects them. Do not use it for webhooks that need a
 * response.
 *
 * @since 1.0.0
 * @category adapters
 */
export const toHttpAppStoring = <E, R>(
  save: (delivery: Delivery) => Effect.Effect<unknown, E, R>,
  options: Options = {}
): HttpApp.Default<never, R | NotificationKeys> => {
  const stored = receiveRequest(options.maxBytes ?? defaultMaxBytes, (delivery, timeout, start) =>
    storeDelivery(save, delivery, timeout, start)
  )
  return Effect.map(
    respond(stored, () => false),
    toResponse
  )
}

/**
 * When the layer of a web handler is built.
 *
 * @since 1.0.0
 * @category models
 */
export interface WebHandlerOptions {
  /**
   * `start`: when the handler is made, so that wrong keys are found before the first notification. `request`: at the first
   * request, for platforms that start without a network or without variables, such as Cloudflare Workers. Default: `start`.
   */
  readonly build?: "start" | "request"
}

/**
 * A handler of web requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface WebHandler {
  /** Never rejects: if the layer cannot be built, the response is a 500. */
  readonly handler: (request: Request) => Promise<Response>
  /** Resolves when the layer is built, and rejects with its error: await it before the server accepts requests. */
  readonly ready: () => Promise<void>
  /** Releases the layer. Later requests get a 500. */
  readonly dispose: () => Promise<void>
}

/**
 * The same app for the `Request` and `Response` of the web platform: for Hono, Next.js, Bun, Deno, workers, and for
 * Express with an adapter such as `getRequestListener` of `@hono/node-server`.
 *
 * The layer is built at once; `build: "request"` builds it at the first request. If it fails, the error is logged,
 * notifications get a 500, so that WeChat Pay sends them again, and the layer is built again, at most once per second.
 * The body of the request must be unread: mount the handler before `express.json()` and the like.
 *
 * ```ts
 * const notify = NotificationServer.toWebHandler(NotificationServer.toHttpApp(handler), layer)
 * await notify.ready()
 * hono.post("/wechatpay/notify", (context) => notify.handler(context.req.raw))
 * ```
 *
 * @since 1.0.0
 * @category adapters
 */
export const toWebHandler = <R, E>(
  app: HttpApp.Default<never, R>,
  layer: Layer.Layer<Exclude<R, HttpServerRequest.HttpServerRequest>, E>,
  { build = "start" }: WebHandlerOptions = {}
): WebHandler => makeWebHandler(app, layer as Layer.Layer<R, E>, build === "start")
