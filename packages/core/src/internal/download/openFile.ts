/** Downloads: a signed request whose response is not signed and not read at once. */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"
import type { Description, Request, Response } from "../../Download.js"
import { InvalidInput, type Reason, SignatureMissing, Timeout } from "../../WechatPayError.js"
import {
  buildRequest,
  type Connection,
  failFromUnsignedResponse,
  type Outgoing,
  verifyNow
} from "../call/call.js"
import * as Exchange from "../call/exchange.js"
import { envelopeOf, parseJson } from "../call/response.js"
import { fromHttpClientError } from "../call/transport.js"
import { targetOf } from "./downloadUrl.js"
import { failWhenIdle, lookAhead, type Pull } from "./pull.js"
import { isSignedByHash } from "./unsignedPaths.js"

const utf8 = new TextEncoder()

/** No error of WeChat Pay is longer. */
const longestEnvelope = 16 * 1024

const openingBrace = 0x7b

/** A 200 may hold an error instead of the file: what begins like JSON and is no longer than an error is looked at. */
const withoutEnvelope = Effect.fnUntraced(function* (
  pull: Pull<Exchange.Failure>,
  failIfEnvelope: (body: Uint8Array) => Effect.Effect<never, Exchange.Failure>
) {
  const beginning = yield* lookAhead(pull, 1)
  if (beginning.first[0] !== openingBrace) return beginning.pull
  const more = yield* lookAhead(beginning.pull, longestEnvelope + 1)
  const parsed = more.first.length > longestEnvelope ? undefined : parseJson(more.first)
  if (parsed === undefined || Either.isLeft(parsed)) return more.pull
  const { code, message } = envelopeOf(parsed.right)
  return code === undefined || message === undefined ? more.pull : yield* failIfEnvelope(more.first)
})

/** Overseas statements: the signature covers the hash of the file in place of the file. */
const verifySha1 = Effect.fnUntraced(function* (
  connection: Connection,
  operation: Exchange.Operation,
  response: HttpClientResponse.HttpClientResponse,
  clock: Clock.Clock
) {
  const seen = { status: response.status, requestId: response.headers["request-id"] }
  const sha1 = response.headers["wechatpay-statement-sha1"]
  if (sha1 === undefined) {
    const reason = new SignatureMissing({ headers: ["wechatpay-statement-sha1"] })
    return yield* Exchange.failure(operation, reason, "Unknown", seen)
  }
  yield* Effect.mapError(
    verifyNow(connection, clock, response.headers, utf8.encode(`{"sha1":"${sha1}"}`)),
    (reason) => Exchange.failure(operation, reason, "Unknown", seen)
  )
  return sha1
})

/** One request for the file, up to the headers of its response. A response that is no file is read and is a failure. */
const open = (
  connection: Connection,
  operation: Exchange.Operation,
  target: string,
  span: Tracer.Span,
  around: Exchange.CallContext
): Exchange.Attempt<HttpClientResponse.HttpClientResponse, Scope.Scope> => {
  // The connection is closed with the scope: when the stream ends, fails or is not read to its end.
  const http = HttpClient.withScope(connection.http)
  const outgoing: Outgoing = {
    method: operation.method,
    target,
    signed: "",
    accept: "*/*",
    // Encoded on its way, it could not be told from a file that is gzip itself.
    acceptEncoding: "identity"
  }
  return (origin) =>
    Exchange.send(
      http,
      operation,
      origin,
      buildRequest(connection, outgoing, origin, around),
      (response, host) => {
        Exchange.annotateResponse(span, {
          status: response.status,
          requestId: response.headers["request-id"]
        })
        const isBack = connection.hosts.responded(origin) ? Exchange.isBack(origin) : Effect.void
        if (response.status === 200) return Effect.as(isBack, response)
        return Effect.andThen(
          isBack,
          Effect.flatMap(Exchange.readResponse(connection, operation, host, response), (response) =>
            failFromUnsignedResponse(connection, operation, around.clock, [], response, outgoing)
          )
        )
      },
      around.timeout
    )
}

/** Reads a file that is there: its bytes as they come, and what the checks of them need to know. */
const receive = Effect.fnUntraced(function* (
  connection: Connection,
  operation: Exchange.Operation,
  response: HttpClientResponse.HttpClientResponse,
  isSigned: boolean,
  { clock, timeout }: Exchange.CallContext
): Effect.fn.Return<Response, Exchange.Failure, Scope.Scope> {
  const signedSha1 = isSigned ? yield* verifySha1(connection, operation, response, clock) : undefined
  const seen = { status: response.status, requestId: response.headers["request-id"] }
  const failure = (reason: Reason) => Exchange.failure(operation, reason, "Unknown", seen)
  const host = new URL(response.request.url).host
  const bytes = yield* Stream.toPull(
    Stream.mapError(response.stream, (error) => failure(fromHttpClientError(error, host)))
  )
  const timely = yield* failWhenIdle(bytes, timeout, () =>
    failure(new Timeout({ millis: Duration.toMillis(timeout) }))
  )
  const pull = yield* withoutEnvelope(timely, (body) =>
    failFromUnsignedResponse(connection, operation, clock, [], { ...seen, headers: response.headers, body })
  )
  return {
    headers: response.headers,
    signedSha1,
    pull,
    fail: (reason) => Effect.fail(failure(reason))
  }
})

/** Opens a file, hands it to `read`, and keeps span, metrics and connection until the bytes end. */
export const runDownload =
  (connection: Connection) =>
  (
    description: Description,
    request: Request,
    read: (opened: Response) => Effect.Effect<Pull<Exchange.Failure>, Exchange.Failure, Scope.Scope>
  ): Stream.Stream<Uint8Array, Exchange.Failure> => {
    const operation: Exchange.Operation = {
      id: description.id,
      method: description.method,
      template: description.path,
      idempotent: true,
      retryInterval: Duration.zero,
      errors: description.errors
    }
    const start = Effect.fnUntraced(function* (span: Tracer.Span, around: Exchange.CallContext) {
      const target = targetOf(request.download_url, description.path, connection.hosts)
      const issues = [...(Either.isLeft(target) ? [target.left] : []), ...request.issues]
      if (Either.isLeft(target) || issues.length > 0) {
        return yield* Exchange.failure(operation, new InvalidInput({ issues }), "NotSent")
      }
      const there = { ...connection, hosts: target.right.hosts }
      const response = yield* Exchange.retrying(
        there,
        operation,
        span,
        open(there, operation, target.right.target, span, around),
        around
      )
      const opened = yield* receive(connection, operation, response, isSignedByHash(description.path), around)
      return yield* read(opened)
    })
    return Stream.unwrapScoped(
      Effect.gen(function* () {
        const around = yield* Exchange.callContext
        const startedAt = around.clock.unsafeCurrentTimeMillis()
        const span = yield* Effect.makeSpanScoped(operation.id, Exchange.spanOptions(connection, operation))
        const end = (error?: Exchange.Failure) =>
          Exchange.recordEnd(operation, span, around.clock, startedAt, error)
        const pull = yield* start(span, around).pipe(Effect.tapError(end), Effect.withParentSpan(span))
        return Stream.repeatEffectChunkOption(
          Effect.tapError(pull, (error) => end(Option.getOrUndefined(error)))
        )
      })
    )
  }
