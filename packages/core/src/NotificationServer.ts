/**
 * Receives notifications over HTTP.
 *
 * @since 1.0.0
 */
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { handleDelivery, storeDelivery } from "./internal/notification/handle.js"
import { readRequest } from "./internal/notification/readRequest.js"
import { respond } from "./internal/notification/respond.js"
import { toResponse } from "./internal/notification/toResponse.js"
import { type NotificationHandler, Timeout } from "./NotificationHandler.js"
import type { NotificationKeys } from "./NotificationKeys.js"
import type { Delivery } from "./NotificationReceiver.js"
import type { NotificationStore } from "./NotificationStore.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Longest body that is read, in bytes. Default: 1 MiB; notifications have a few KiB. */
  readonly maxBytes?: number
}

const defaultMaxBytes = 1024 * 1024

/**
 * An app for the servers of `@effect/platform` that verifies, decrypts and handles what WeChat Pay posts. Mount it under
 * `POST` of the `notify_url`, before anything that reads bodies.
 *
 * It answers 204 when the notification was handled, now or before, and 200 with the response of a question. Everything else
 * makes WeChat Pay send it again: 401 for a signature, 400 and 413 for a body that no notification has, 503 while
 * another delivery is being handled, and 500 for the rest: a handler that failed, died or was too slow. The body of a
 * refusal says nothing about the reason; the log, the metric `wechatpay_notifications` and the span
 * `wechatpay.notification` do.
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
  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const limit = yield* Timeout
    const start = yield* Clock.currentTimeMillis
    const handled = Effect.flatMap(
      readRequest(request, options.maxBytes ?? defaultMaxBytes, limit),
      (delivery) => handleDelivery(handler, delivery, limit, start)
    )
    return toResponse(yield* respond(handled, (eventType) => listed.has(eventType)))
  })
}

/**
 * An app that stores what WeChat Pay posts and responses at once: `save` gets each delivery that is verified and can be
 * decrypted. Handle the stored deliveries afterwards with `NotificationHandler.handle`, as often as it takes.
 *
 * 204 is answered when `save` succeeded, so it must not succeed before the delivery is stored for good. Duplicates are stored
 * as well; `NotificationHandler.handle` recognises them. Not for questions, which want their response at once.
 *
 * @since 1.0.0
 * @category adapters
 */
export const toHttpAppStoring = <E, R>(
  save: (delivery: Delivery) => Effect.Effect<unknown, E, R>,
  options: Options = {}
): HttpApp.Default<never, R | NotificationKeys> =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const limit = yield* Timeout
    const start = yield* Clock.currentTimeMillis
    const stored = Effect.flatMap(
      readRequest(request, options.maxBytes ?? defaultMaxBytes, limit),
      (delivery) => storeDelivery(save, delivery, limit, start)
    )
    return toResponse(yield* respond(stored, () => false))
  })

/**
 * The same on the web platform's `Request` and `Response`: for Hono, Next.js, Bun, Deno, workers, and Express by an
 * adapter such as `getRequestListener` of `@hono/node-server`.
 *
 * The layer is built at the first request; `dispose` releases it. The request must come with its body unread: mount it before
 * `express.json()` and the like.
 *
 * ```ts
 * const { handler: notify } = NotificationServer.toWebHandler(NotificationServer.toHttpApp(handler), layer)
 * hono.post("/wechatpay/notify", (context) => notify(context.req.raw))
 * ```
 *
 * @since 1.0.0
 * @category adapters
 */
export const toWebHandler = <R, E>(
  app: HttpApp.Default<never, R>,
  layer: Layer.Layer<Exclude<R, HttpServerRequest.HttpServerRequest>, E>
): {
  readonly handler: (request: Request) => Promise<Response>
  readonly dispose: () => Promise<void>
} => {
  const { dispose, handler } = HttpApp.toWebHandlerLayer(app, layer as never)
  return { dispose, handler: (request) => handler(request) }
}
