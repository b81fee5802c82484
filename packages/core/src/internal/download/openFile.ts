/** Downloads: a signed request with an unsigned response, which is streamed. */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"
import type { Description, Request, Response } from "../../Download.js"
import type * as HttpExchange from "../../HttpExchange.js"
import { InvalidInput, type Reason, SignatureMissing, Timeout } from "../../WechatPayError.js"
import { envelopeOf } from "../call/envelope.js"
import { type Failure, failure, fromTransportError } from "../call/failure.js"
import { type Opened, streamTransport } from "../call/httpClientTransport.js"
import {
  type CallContext,
  callContext,
  InFlight,
  type Operation,
  type Protocol,
  type SignedRequest
} from "../call/protocol.js"
import { type Connection, recordEnd, runAttempts, spanOptions } from "../call/runner.js"
import { parseJson } from "../codec/json.js"
import { valuesIn } from "../codec/redactEcho.js"
import type { Keys } from "../v3/protocol.js"
import { type Outgoing, signRequest } from "../v3/sign.js"
import { failFromUnsignedResponse, verifyNow } from "../v3/unsuccessful.js"
import { type Target, targetOf } from "./downloadUrl.js"
import { failWhenIdle } from "./idle.js"
import { lookAhead, type Pull } from "./pull.js"
import { isSignedByHash } from "./unsignedPaths.js"

const utf8 = new TextEncoder()

/** Errors of WeChat Pay are not longer than this. */
const longestEnvelope = 16 * 1024

const openingBrace = 0x7b

/**
 * A 200 may contain an error instead of the file, so a body that begins like JSON and is not longer than an error is
 * parsed.
 */
const withoutEnvelope = /* @__PURE__ */ Effect.fnUntraced(function* (
  pull: Pull<Failure>,
  failIfEnvelope: (body: Uint8Array) => Effect.Effect<never, Failure>
) {
  const beginning = yield* lookAhead(pull, 1)
  if (beginning.first[0] !== openingBrace) return beginning.pull
  const more = yield* lookAhead(beginning.pull, longestEnvelope + 1)
  const parsed = more.first.length > longestEnvelope ? undefined : parseJson(more.first)
  if (parsed === undefined || Either.isLeft(parsed)) return more.pull
  const { code, message } = envelopeOf(parsed.right)
  return code === undefined || message === undefined ? more.pull : yield* failIfEnvelope(more.first)
})

/** Overseas statements: the signature covers the hash of the file instead of the file. */
const verifySha1 = /* @__PURE__ */ Effect.fnUntraced(function* (
  { verifier }: Keys,
  operation: Operation,
  response: Opened,
  { clock }: CallContext
) {
  const sha1 = response.headers["wechatpay-statement-sha1"]
  if (sha1 === undefined) {
    const reason = new SignatureMissing({ headers: ["wechatpay-statement-sha1"] })
    return yield* failure(operation, reason, "Unknown", response)
  }
  yield* Effect.mapError(
    verifyNow(verifier, clock, response.headers, utf8.encode(`{"sha1":"${sha1}"}`)),
    (reason) => failure(operation, reason, "Unknown", response)
  )
  return sha1
})

/** A response with the file, and its request. */
interface OpenedFile {
  readonly request: SignedRequest
  readonly response: Opened
}

/** Requests a file. A response without a file is a failure. */
const fileProtocol = (
  keys: Keys,
  operation: Operation
): Protocol<never, Outgoing, OpenedFile, HttpExchange.Response | Opened> => ({
  operation,
  local: keys.signer.local ?? false,
  encode: Effect.succeed,
  sign: (outgoing, origin, context) => signRequest(keys, outgoing, origin, context),
  interpret: (_, request, response, { clock }) =>
    "stream" in response
      ? Effect.succeed({ request, response })
      : failFromUnsignedResponse(keys.verifier, operation, clock, valuesIn(request.target), request, response)
})

const outgoingOf = ({ target }: Target): Outgoing => ({
  method: "GET",
  target,
  signed: "",
  accept: "*/*",
  // A body with a content encoding could not be distinguished from a gzip file.
  acceptEncoding: "identity"
})

/** Opens a response: the bytes as they arrive, and the data for their checks. */
const receive = /* @__PURE__ */ Effect.fnUntraced(function* (
  keys: Keys,
  connection: Pick<FileConnection, "maxResponseBytes">,
  operation: Operation,
  { request, response }: OpenedFile,
  isSigned: boolean,
  context: CallContext
): Effect.fn.Return<Response, Failure, Scope.Scope> {
  const signedSha1 = isSigned ? yield* verifySha1(keys, operation, response, context) : undefined
  const { headers, status } = response
  const fail = (reason: Reason) => failure(operation, reason, "Unknown", response)
  const millis = Duration.toMillis(context.timeout)
  const limits = { millis, maxBytes: connection.maxResponseBytes }
  const { host } = new URL(request.origin)
  const bytes = yield* Stream.toPull(
    Stream.mapError(response.stream, (error) => fromTransportError(operation, host, limits, error))
  )
  const timely = yield* failWhenIdle(bytes, context.timeout, () => fail(new Timeout({ millis })))
  const pull = yield* withoutEnvelope(timely, (body) =>
    failFromUnsignedResponse(keys.verifier, operation, context.clock, valuesIn(request.target), request, {
      status,
      headers,
      body
    })
  )
  return { headers, signedSha1, pull, fail: (reason) => Effect.fail(fail(reason)) }
})

type FileConnection = Connection<HttpExchange.Response | Opened, Scope.Scope>

/** Opens a file and passes it to `read`. Span, metrics and connection end with the bytes. */
export const runDownload = (
  client: Omit<Connection, "transport">,
  keys: Keys,
  http: HttpClient.HttpClient
) => {
  const connection: FileConnection = { ...client, transport: streamTransport(http) }
  return (
    description: Description,
    request: Request,
    read: (opened: Response) => Effect.Effect<Pull<Failure>, Failure, Scope.Scope>
  ): Stream.Stream<Uint8Array, Failure> => {
    const operation: Operation = {
      id: description.id,
      method: description.method,
      template: description.path,
      idempotent: true,
      retryInterval: Duration.zero,
      errors: description.errors
    }
    const protocol = fileProtocol(keys, operation)
    const start = Effect.fnUntraced(function* (span: Tracer.Span, context: CallContext) {
      const target = targetOf(request.download_url, description.path, connection.hosts)
      const issues = [...(Either.isLeft(target) ? [target.left] : []), ...request.issues]
      if (Either.isLeft(target) || issues.length > 0) {
        return yield* failure(operation, new InvalidInput({ issues }), "NotSent")
      }
      const opened = yield* runAttempts(
        { ...connection, hosts: target.right.hosts },
        protocol,
        outgoingOf(target.right),
        span,
        context,
        new InFlight()
      )
      const isSigned = isSignedByHash(description.path)
      return yield* read(yield* receive(keys, connection, operation, opened, isSigned, context))
    })
    return Stream.unwrapScoped(
      Effect.gen(function* () {
        const context = yield* callContext
        const startedAt = context.clock.unsafeCurrentTimeMillis()
        const span = yield* Effect.makeSpanScoped(operation.id, spanOptions(connection, operation))
        const end = (error?: Failure) => recordEnd(operation, span, context.clock, startedAt, error)
        const pull = yield* start(span, context).pipe(Effect.tapError(end), Effect.withParentSpan(span))
        return Stream.repeatEffectChunkOption(
          Effect.tapError(pull, (error) => end(Option.getOrUndefined(error)))
        )
      })
    )
  }
}
