/** The life of one call: attempts, each signed anew; what its answer means; what to tell the caller. */
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import * as ApiError from "../ApiError.js"
import * as Authorization from "../Authorization.js"
import type { Method } from "../Endpoint.js"
import { Nonce } from "../Nonce.js"
import type { Outcome } from "../Outcome.js"
import { type Policy, Retry } from "../Retry.js"
import type { Signer } from "../Signer.js"
import { Timeout as TimeoutSetting } from "../Timeout.js"
import type { Verifier } from "../Verifier.js"
import {
  InvalidAnswer,
  type InvalidInput,
  type Issue,
  type Reason,
  Timeout,
  WechatPayError
} from "../WechatPayError.js"
import {
  type Envelope,
  envelopeOf,
  internalCodeOf,
  lenientText,
  parseJson,
  readBody,
  retryAfterMillis
} from "./answer.js"
import type { Encoded } from "./codec.js"
import type { Hosts } from "./hosts.js"
import { redactEcho } from "./redactEcho.js"
import { recordCall, recordProbe, recordRetry } from "./telemetry.js"
import { fromHttpClientError } from "./transport.js"
import { userAgent } from "./userAgent.js"
import { hasSignature, verifyMessage } from "./verifyMessage.js"

/** What a client is made of. */
export interface Connection {
  readonly http: HttpClient.HttpClient
  readonly signer: Context.Tag.Service<typeof Signer>
  readonly verifier: Context.Tag.Service<typeof Verifier>
  readonly hosts: Hosts
  readonly maxAnswerBytes: number
  readonly acceptLanguage: string | undefined
}

export interface Call {
  readonly id: string
  readonly method: Method
  /** Path with its braces, for the span; absent where the path has values in it. */
  readonly template: string | undefined
  readonly idempotent: boolean
  readonly accepts202: boolean
  readonly errors: ReadonlyArray<ApiError.AnyClass>
  /** `json` hands the parsed answer on; absent for an answer without a body. */
  readonly decode: ((value: unknown) => Either.Either<unknown, ReadonlyArray<Issue>>) | "json" | undefined
  readonly request: Either.Either<Encoded, InvalidInput>
}

type Failure = ApiError.Any | WechatPayError

/** An answer whose body was read. */
interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly requestId: string | undefined
}

const utf8 = new TextEncoder()

const failure = (
  call: Call,
  reason: Reason,
  outcome: Outcome,
  answer?: Pick<Answer, "status" | "requestId">
) =>
  new WechatPayError({
    endpoint: call.id,
    reason,
    outcome,
    ...(answer === undefined ? {} : { status: answer.status }),
    ...(answer?.requestId === undefined ? {} : { requestId: answer.requestId })
  })

/** Codes that leave open whether the operation took effect, under whatever status they come. */
const openCodes = new Set(["SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR"])

const frequencyCodes = new Set([
  "FREQUENCY_LIMITED",
  "FREQUENCY_LIMIT_EXCEED",
  "RATELIMIT_EXCEEDED",
  "RATELIMIT_EXCEED"
])

/**
 * A refusal is a 4xx with a code of WeChat Pay, or the empty 404 and 405 that it gives for an unknown
 * path. Everything else (5xx, 202, a gateway's page) leaves the outcome open.
 */
const outcomeOf = (answer: Answer, envelope: Envelope): Outcome => {
  if (answer.status < 400 || answer.status >= 500) return "Unknown"
  if (envelope.code !== undefined) return openCodes.has(envelope.code) ? "Unknown" : "Refused"
  return (answer.status === 404 || answer.status === 405) && answer.body.length === 0 ? "Refused" : "Unknown"
}

const isRetryable = (error: Failure): boolean => {
  if (ApiError.isApiError(error)) {
    return (
      error.status === 429 ||
      error.status >= 500 ||
      (error.code !== undefined && (openCodes.has(error.code) || frequencyCodes.has(error.code)))
    )
  }
  const { reason } = error
  return (
    reason._tag === "Transport" ||
    reason._tag === "Timeout" ||
    (reason._tag === "SignatureInvalid" && reason.probe)
  )
}

const neverSent = (error: Failure): boolean =>
  !ApiError.isApiError(error) && error.reason._tag === "Transport" && error.reason.sent === "No"

const retryAfterOf = (error: unknown): number => (ApiError.isApiError(error) ? (error.retryAfter ?? 0) : 0)

const maxKeptText = 8192

/** An answer that is no success, as the class of its code. */
const apiError = (call: Call, answer: Answer, verified: boolean) =>
  Effect.map(Clock.currentTimeMillis, (now): ApiError.Any => {
    const parsed = parseJson(answer.body)
    const envelope = Either.isRight(parsed) ? envelopeOf(parsed.right) : {}
    const Class = call.errors.find((known) => known.codes.includes(envelope.code ?? "")) ?? ApiError.ApiError
    const texts = Either.isRight(call.request) ? call.request.right.texts() : []
    const retryAfter = retryAfterMillis(answer.headers["retry-after"], now)
    const internalCode = internalCodeOf(answer.requestId)
    return new Class({
      endpoint: call.id,
      status: answer.status,
      text: Redacted.make(lenientText(answer.body).slice(0, maxKeptText)),
      outcome: outcomeOf(answer, envelope),
      verified,
      ...(envelope.code === undefined ? {} : { code: envelope.code }),
      ...(envelope.message === undefined ? {} : { wechatMessage: redactEcho(envelope.message, texts) }),
      ...(envelope.detail === undefined ? {} : { detail: Redacted.make(envelope.detail) }),
      ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
      ...(internalCode === undefined ? {} : { internalCode }),
      ...(retryAfter === undefined ? {} : { retryAfter })
    })
  })

const invalidAnswer = (call: Call, answer: Answer, issues: ReadonlyArray<Issue>) =>
  failure(
    call,
    new InvalidAnswer({ issues, text: Redacted.make(lenientText(answer.body).slice(0, maxKeptText)) }),
    "Unknown",
    answer
  )

/** A verified 2xx: its value, or why it is none. */
const readSuccess = (call: Call, answer: Answer): Effect.Effect<unknown, Failure> => {
  if (answer.body.length === 0) {
    return call.decode === undefined || call.decode === "json"
      ? Effect.void
      : Effect.fail(invalidAnswer(call, answer, [{ path: "", problem: "expected a body, got none" }]))
  }
  const parsed = parseJson(answer.body)
  if (Either.isLeft(parsed)) {
    return Effect.fail(invalidAnswer(call, answer, [{ path: "", problem: `the body ${parsed.left}` }]))
  }
  const { code, message } = envelopeOf(parsed.right)
  // An error that came as a success contradicts itself: nobody knows what happened.
  if (code !== undefined && message !== undefined && code !== "SUCCESS") {
    return Effect.flatMap(apiError(call, answer, true), Effect.fail)
  }
  if (call.decode === undefined) return Effect.void
  if (call.decode === "json") return Effect.succeed(parsed.right)
  const decoded = call.decode(parsed.right)
  return Either.isRight(decoded)
    ? Effect.succeed(decoded.right)
    : Effect.fail(invalidAnswer(call, answer, decoded.left))
}

const readAnswer = (
  connection: Connection,
  call: Call,
  host: string,
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<Answer, WechatPayError> => {
  const requestId = response.headers["request-id"]
  return readBody(response, connection.maxAnswerBytes).pipe(
    Effect.map((body): Answer => ({ status: response.status, headers: response.headers, body, requestId })),
    Effect.mapError((error) =>
      error._tag === "TooLarge"
        ? invalidAnswer(
            call,
            { status: response.status, headers: response.headers, body: utf8.encode(""), requestId },
            [{ path: "", problem: `the body is longer than ${connection.maxAnswerBytes} bytes` }]
          )
        : failure(call, fromHttpClientError(error, host), "Unknown", { status: response.status, requestId })
    )
  )
}

const isSuccess = (call: Call, status: number): boolean =>
  status >= 200 && status < 300 && (status !== 202 || call.accepts202)

const interpret = Effect.fnUntraced(function* (connection: Connection, call: Call, answer: Answer) {
  const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const verification = verifyMessage(connection.verifier, answer.headers, answer.body, now)
  if (!isSuccess(call, answer.status)) {
    const verified = hasSignature(answer.headers) && (yield* Effect.isSuccess(verification))
    return yield* Effect.flatMap(apiError(call, answer, verified), Effect.fail)
  }
  yield* verification.pipe(
    Effect.tapError((reason) =>
      reason._tag === "SignatureInvalid" && reason.probe ? recordProbe : Effect.void
    ),
    Effect.mapError((reason) => failure(call, reason, "Unknown", answer))
  )
  return yield* readSuccess(call, answer)
})

const buildRequest = Effect.fnUntraced(function* (
  connection: Connection,
  call: Call,
  encoded: Encoded,
  host: string
) {
  const makeNonce = yield* Nonce
  const nonce = makeNonce()
  const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const signature = yield* connection.signer.sign(
    Authorization.message({
      method: call.method,
      target: encoded.target,
      timestamp,
      nonce,
      body: encoded.body ?? ""
    })
  )
  const serial = yield* connection.verifier.requestSerial
  const headers: Record<string, string> = {
    accept: "application/json",
    "user-agent": userAgent,
    authorization: Authorization.format({
      scheme: connection.signer.scheme,
      mchid: connection.signer.mchid,
      serialNo: signature.serialNo,
      timestamp,
      nonce,
      signature: signature.value
    })
  }
  if (Option.isSome(serial)) headers["wechatpay-serial"] = serial.value
  if (connection.acceptLanguage !== undefined) headers["accept-language"] = connection.acceptLanguage
  return HttpClientRequest.make(call.method as "POST")(host + encoded.target, {
    headers,
    ...(encoded.body === undefined
      ? {}
      : { body: HttpBody.uint8Array(utf8.encode(encoded.body), "application/json") })
  })
})

/** One request, from signing to the decoded answer. */
const attempt = Effect.fnUntraced(function* (
  connection: Connection,
  call: Call,
  encoded: Encoded,
  origin: string,
  span: Tracer.Span
) {
  const limit = yield* TimeoutSetting
  const host = new URL(origin).host
  span.attribute("server.address", host)
  let sent = false
  const answer = yield* buildRequest(connection, call, encoded, origin).pipe(
    Effect.mapError((reason) => failure(call, reason, "NotSent")),
    Effect.flatMap((request) => {
      sent = true
      return Effect.mapError(connection.http.execute(request), (error) => {
        const reason = fromHttpClientError(error, host)
        return failure(call, reason, reason.sent === "No" ? "NotSent" : "Unknown")
      })
    }),
    Effect.flatMap((response) => readAnswer(connection, call, host, response)),
    Effect.timeout(limit),
    Effect.catchTag("TimeoutException", () =>
      Effect.fail(
        failure(call, new Timeout({ millis: Duration.toMillis(limit) }), sent ? "Unknown" : "NotSent")
      )
    )
  )
  span.attribute("http.response.status_code", answer.status)
  if (answer.requestId !== undefined) span.attribute("wechatpay.request_id", answer.requestId)
  return yield* interpret(connection, call, answer)
})

/** The failure of a call of which an earlier attempt may have taken effect. */
const leftOpen = <E extends Failure>(error: E): E => {
  const Class = error.constructor as new (props: object) => E
  return new Class({ ...error, outcome: "Unknown" })
}

const scheduleOf = (policy: Policy) =>
  Schedule.modifyDelay(Schedule.passthrough(policy.schedule), (error, delay) =>
    Duration.max(delay, Duration.millis(retryAfterOf(error)))
  )

/** The attempts of a call. */
const attempts = Effect.fnUntraced(function* (
  connection: Connection,
  call: Call,
  encoded: Encoded,
  span: Tracer.Span
) {
  const policy = yield* Retry
  let count = 0
  let origin = connection.hosts.primary
  let mayHaveTakenEffect = false

  const once = Effect.flatMap(Clock.currentTimeNanos, (now) => {
    count++
    if (count > 1) span.event("retry", now, { attempt: count, "server.address": new URL(origin).host })
    return attempt(connection, call, encoded, origin, span)
  }).pipe(
    Effect.tapError((error) =>
      Effect.sync(() => {
        if (error.outcome === "Unknown") mayHaveTakenEffect = true
        if (
          !ApiError.isApiError(error) &&
          (error.reason._tag === "Transport" || error.reason._tag === "Timeout")
        ) {
          origin = origin === connection.hosts.primary ? connection.hosts.backup : connection.hosts.primary
        }
      })
    )
  )

  const again = (error: Failure): boolean =>
    count < policy.attempts &&
    (call.idempotent ? isRetryable(error) : neverSent(error)) &&
    retryAfterOf(error) <= Duration.toMillis(policy.maxRetryAfter)

  return yield* once.pipe(
    Effect.retry({
      while: (error) => (again(error) ? Effect.as(recordRetry(call.id), true) : Effect.succeed(false)),
      schedule: scheduleOf(policy)
    }),
    Effect.mapError((error) => (mayHaveTakenEffect && error.outcome !== "Unknown" ? leftOpen(error) : error))
  )
})

const errorCode = (error: Failure): string =>
  ApiError.isApiError(error) ? (error.code ?? String(error.status)) : error.reason._tag

/** Runs calls over a connection: one span each, named by the endpoint, and its metrics. */
export const runCall =
  (connection: Connection) =>
  (call: Call): Effect.Effect<unknown, Failure> =>
    Effect.useSpan(
      call.id,
      {
        kind: "client",
        captureStackTrace: false,
        attributes: {
          "http.request.method": call.method,
          "wechatpay.mchid": connection.signer.mchid,
          ...(call.template === undefined ? {} : { "url.template": call.template })
        }
      },
      (span) =>
        Effect.flatMap(Clock.currentTimeMillis, (start) => {
          const record = (outcome: Outcome | "Success") =>
            Effect.flatMap(Clock.currentTimeMillis, (end) => recordCall(call.id, outcome, end - start))
          const body: Effect.Effect<unknown, Failure> = Either.isLeft(call.request)
            ? Effect.fail(failure(call, call.request.left, "NotSent"))
            : attempts(connection, call, call.request.right, span)
          return body.pipe(
            Effect.tapBoth({
              onSuccess: () => record("Success"),
              onFailure: (error) => {
                span.attribute("wechatpay.error.code", errorCode(error))
                return record(error.outcome)
              }
            }),
            Effect.withParentSpan(span)
          )
        })
    )
