/** Reads the body of a request within a size limit and a timeout. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { target } from "../../Authorization.js"
import {
  BodyConsumed,
  BodyIncomplete,
  BodyTooLarge,
  MethodNotAllowed,
  type NotificationError
} from "../../NotificationError.js"
import { Timeout } from "../../NotificationHandler.js"
import { type Delivery, delivery } from "../../NotificationReceiver.js"
import { collect } from "../codec/collect.js"
import { failure } from "./open.js"

const empty = new Uint8Array(0)

/** The web platform's request, if the server uses it. */
const webRequest = (request: HttpServerRequest.HttpServerRequest): Request | undefined =>
  typeof Request === "function" && request.source instanceof Request ? request.source : undefined

/** Path and query of the request, including a prefix that a router removed. */
const targetOf = ({ originalUrl }: HttpServerRequest.HttpServerRequest): string =>
  originalUrl.startsWith("/") ? originalUrl : target(originalUrl)

const declaresBody = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0

const readBytes = (
  request: HttpServerRequest.HttpServerRequest,
  limit: number
): Effect.Effect<Uint8Array, BodyTooLarge | BodyConsumed | BodyIncomplete> =>
  Effect.suspend((): Effect.Effect<Uint8Array, BodyTooLarge | BodyConsumed | BodyIncomplete> => {
    if (Number(request.headers["content-length"]) > limit) return new BodyTooLarge({ limit })
    const web = webRequest(request)
    if (web?.bodyUsed || web?.body?.locked) return new BodyConsumed()
    const read =
      web !== undefined && web.body === null
        ? Effect.succeed(empty)
        : Effect.mapError(collect(request.stream, limit), (error) =>
            error._tag === "TooLarge"
              ? new BodyTooLarge({ limit })
              : new BodyIncomplete({ problem: "the connection broke" })
          )
    // In Node.js the body is empty after a body parser has read it.
    return Effect.filterOrFail(
      read,
      (bytes) => bytes.length > 0 || !declaresBody(request),
      () => new BodyConsumed()
    )
  })

const readRequest = (
  request: HttpServerRequest.HttpServerRequest,
  limit: number,
  timeout: Duration.Duration
): Effect.Effect<Delivery, NotificationError> => {
  const headers: Readonly<Record<string, string | undefined>> = request.headers
  const failed = (reason: Parameters<typeof failure>[0]) =>
    Effect.flatMap(delivery({ headers, body: empty }), (partial) => Effect.fail(failure(reason, partial)))
  if (request.method !== "POST") return failed(new MethodNotAllowed())
  return readBytes(request, limit).pipe(
    // Servers run their apps uninterruptibly.
    Effect.interruptible,
    Effect.timeoutOption(timeout),
    Effect.flatMap(
      Option.match({
        onNone: () => new BodyIncomplete({ problem: `it took longer than ${Duration.toMillis(timeout)} ms` }),
        onSome: (body) => delivery({ headers, body, target: targetOf(request) })
      })
    ),
    Effect.catchAll(failed)
  )
}

/** Handles the delivery of the request. The timeout counts from the arrival of the request. */
export const receiveRequest = <A, E, R>(
  maxBytes: number,
  handle: (delivery: Delivery, timeout: Duration.Duration, start: number) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | NotificationError, R | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const timeout = yield* Timeout
    const start = yield* Clock.currentTimeMillis
    return yield* handle(yield* readRequest(request, maxBytes, timeout), timeout, start)
  })
