/**
 * What a call is, whichever protocol it speaks: attempts, each built anew; a bounded response; what may be sent
 * again; one span and its metrics. What requests and responses look like is the protocol's (`call.ts`, `v2Call.ts`).
 */

import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import * as ApiError from "../../ApiError.js"
import type { Method } from "../../Endpoint.js"
import * as HttpExchange from "../../HttpExchange.js"
import { Nonce } from "../../Nonce.js"
import { markUnknown, type Outcome } from "../../Outcome.js"
import { type Policy, Retry } from "../../Retry.js"
import { Timeout as TimeoutSetting } from "../../Timeout.js"
import {
  InvalidResponse,
  type Issue,
  type Reason,
  Timeout,
  Transport,
  WechatPayError
} from "../../WechatPayError.js"
import type { Change, Hosts } from "./hosts.js"
import type { Limiter } from "./rateLimit.js"
import { redactEcho } from "./redactEcho.js"
import { type Envelope, internalCodeOf, lenientText, readBody, retryAfterMillis } from "./response.js"
import { inSpan, type Running, withParent } from "./span.js"
import { match } from "./steps.js"
import { noteCall, recordHost, recordRetry } from "./telemetry.js"
import { isTransient, isWithoutResponse } from "./transient.js"
import { fromHttpClientError } from "./transport.js"

/** Where requests go. */
export interface Connection {
  readonly http: HttpClient.HttpClient
  /** Merchant that the requests are sent for. */
  readonly mchid: string
  readonly hosts: Hosts
  readonly maxResponseBytes: number
  /** What an attempt waits for first. */
  readonly limiter?: Limiter | undefined
}

/** What a call is to everything but its protocol. */
export interface Operation {
  readonly id: string
  readonly method: Method
  /** Path with its braces, for the span; absent where the path has values in it. */
  readonly template: string | undefined
  readonly idempotent: boolean
  /** The least time between two requests that may both have arrived. */
  readonly retryInterval: Duration.Duration
  readonly errors: ReadonlyArray<ApiError.AnyClass>
}

/** What a call takes from where it is made, read once: every reading is a step of the fiber. */
export class CallContext {
  readonly clock: Clock.Clock
  readonly makeNonce: () => string
  readonly policy: Policy
  readonly timeout: Duration.Duration

  constructor({ currentContext, currentDefaultServices }: Running) {
    this.clock = Context.get(currentDefaultServices, Clock.Clock)
    this.makeNonce = Context.get(currentContext, Nonce)
    this.policy = Context.get(currentContext, Retry)
    this.timeout = Context.get(currentContext, TimeoutSetting)
  }
}

export const callContext: Effect.Effect<CallContext> = Effect.withFiberRuntime((fiber) =>
  Effect.succeed(new CallContext(fiber))
)

/** One attempt, as its protocol makes it. */
export interface Exchange {
  /** Whether a request is made inside of this process: it needs no time limit, and has no spans or logs. */
  readonly local: boolean
  /** The signed request to a host. */
  readonly request: (origin: string, around: CallContext) => Effect.Effect<HttpExchange.Request, Reason>
  /** What the response means. */
  readonly interpret: (response: Response, around: CallContext) => Effect.Effect<unknown, Failure>
}

export type Failure = ApiError.Any | WechatPayError

/** A response whose body was read. */
export interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly requestId: string | undefined
}

export const failure = (
  operation: Operation,
  reason: Reason,
  outcome: Outcome,
  response?: Pick<Response, "status" | "requestId">
) =>
  new WechatPayError({
    endpoint: operation.id,
    reason,
    outcome,
    ...(response === undefined ? {} : { status: response.status }),
    ...(response?.requestId === undefined ? {} : { requestId: response.requestId })
  })

const maxKeptText = 8192

const keptText = (body: Uint8Array) => Redacted.make(lenientText(body).slice(0, maxKeptText))

export const invalidResponse = (operation: Operation, response: Response, issues: ReadonlyArray<Issue>) =>
  failure(operation, new InvalidResponse({ issues, text: keptText(response.body) }), "Unknown", response)

/**
 * A response that is no success, as the class of its code. A class may know better than `outcome` what became of the
 * operation. `texts` were sent and are taken out of its message.
 */
export const businessError = (
  operation: Operation,
  response: Response,
  envelope: Envelope,
  options: {
    readonly verified: boolean
    readonly outcome: Outcome
    readonly texts: Iterable<string>
    /** What the response tells about its cause, at a time in milliseconds. */
    readonly explain?: ((now: number) => string | undefined) | undefined
  }
): Effect.Effect<never, ApiError.Any> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const Class =
      operation.errors.find((known) => known.codes.includes(envelope.code ?? "")) ?? ApiError.ApiError
    const retryAfter = retryAfterMillis(response.headers["retry-after"], now)
    const internalCode = internalCodeOf(response.requestId)
    const hint = options.explain?.(now)
    return Effect.fail(
      new Class({
        endpoint: operation.id,
        status: response.status,
        text: keptText(response.body),
        outcome: Class.outcome ?? options.outcome,
        verified: options.verified,
        ...(envelope.code === undefined ? {} : { code: envelope.code }),
        ...(envelope.message === undefined
          ? {}
          : { wechatMessage: redactEcho(envelope.message, options.texts).slice(0, maxKeptText) }),
        ...(envelope.detail === undefined ? {} : { detail: Redacted.make(envelope.detail) }),
        ...(response.requestId === undefined ? {} : { requestId: response.requestId }),
        ...(internalCode === undefined ? {} : { internalCode }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(hint === undefined ? {} : { hint })
      })
    )
  })

const neverSent = (error: unknown): boolean =>
  error instanceof WechatPayError && error.reason._tag === "Transport" && error.reason.sent === "No"

const retryAfterOf = (error: unknown): number => (ApiError.isApiError(error) ? (error.retryAfter ?? 0) : 0)

const noBytes = new Uint8Array(0)

const tooLarge = (connection: Connection, operation: Operation, response: Response) =>
  invalidResponse(operation, response, [
    { path: "", problem: `the body is longer than ${connection.maxResponseBytes} bytes` }
  ])

/** Reads the body, within the client's limit. */
export const readResponse = (
  connection: Connection,
  operation: Operation,
  host: string,
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<Response, WechatPayError> => {
  const requestId = response.headers["request-id"]
  const { headers, status } = response
  return readBody(response, connection.maxResponseBytes).pipe(
    Effect.map((body): Response => ({ status, headers, body, requestId })),
    Effect.mapError((error) =>
      error._tag === "TooLarge"
        ? tooLarge(connection, operation, { status, headers, body: noBytes, requestId })
        : failure(operation, fromHttpClientError(error, host), "Unknown", { status, requestId })
    )
  )
}

const clientRequest = ({ body, headers, method, origin, target }: HttpExchange.Request) =>
  HttpClientRequest.make(method as "POST")(origin + target, {
    headers,
    ...(body === undefined ? {} : { body: HttpBody.uint8Array(body, headers["content-type"]) })
  })

/** Sends the request of one attempt. `receive` reads of the response what has to come within the time limit. */
export const send = <A, R>(
  http: HttpClient.HttpClient.With<HttpClientError.HttpClientError, R>,
  operation: Operation,
  origin: string,
  request: Effect.Effect<HttpExchange.Request, Reason>,
  receive: (response: HttpClientResponse.HttpClientResponse, host: string) => Effect.Effect<A, Failure, R>,
  limit: Duration.Duration
): Effect.Effect<A, Failure, R> =>
  Effect.suspend(() => {
    const host = hostOf(origin)
    let sent = false
    return request.pipe(
      Effect.mapError((reason) => failure(operation, reason, "NotSent")),
      Effect.flatMap((request) => {
        sent = true
        return Effect.mapError(http.execute(clientRequest(request)), (error) => {
          const reason = fromHttpClientError(error, host)
          return failure(operation, reason, reason.sent === "No" ? "NotSent" : "Unknown")
        })
      }),
      Effect.flatMap((response) => receive(response, host)),
      Effect.timeout(limit),
      Effect.catchTag("TimeoutException", () =>
        Effect.fail(
          failure(operation, new Timeout({ millis: Duration.toMillis(limit) }), sent ? "Unknown" : "NotSent")
        )
      ),
      // Fibers that HTTP clients fork end with errors whose text is the address, and Effect logs those.
      Effect.withUnhandledErrorLogLevel(Option.none())
    )
  })

const fromTransportError = (
  connection: Connection,
  operation: Operation,
  origin: string,
  millis: number,
  error: HttpExchange.TransportError
): WechatPayError => {
  switch (error._tag) {
    case "Broken":
      return failure(
        operation,
        new Transport({
          host: hostOf(origin),
          sent: error.sent ? "Maybe" : "No",
          ...(error.code === undefined ? {} : { code: error.code })
        }),
        error.sent ? "Unknown" : "NotSent"
      )
    case "TimedOut":
      return failure(operation, new Timeout({ millis }), error.sent ? "Unknown" : "NotSent")
    case "TooLarge": {
      const { headers, status } = error
      return tooLarge(connection, operation, {
        status,
        headers,
        body: noBytes,
        requestId: headers["request-id"]
      })
    }
  }
}

/** A key service that does not answer shall not hold up a call for ever. */
const inTime = <A>(request: Effect.Effect<A, Reason>, millis: number): Effect.Effect<A, Reason> =>
  Effect.timeoutFail(request, { duration: Duration.millis(millis), onTimeout: () => new Timeout({ millis }) })

// Instances, as in `call.ts`: they outlive a wait.

/** What a call has going on, to be given up when the call is. */
class InFlight {
  giveUp: (() => void) | undefined = undefined
}

/** One exchange by the shortcut: its limits, and who waits for it. */
class DirectAttempt implements HttpExchange.Limits, HttpExchange.ResponseHandler {
  constructor(
    readonly millis: number,
    private readonly connection: Connection,
    private readonly operation: Operation,
    private readonly origin: string,
    private readonly receive: (response: Response) => Effect.Effect<unknown, Failure>,
    private readonly resume: (effect: Effect.Effect<unknown, Failure>) => void
  ) {}

  get maxBytes(): number {
    return this.connection.maxResponseBytes
  }

  onResponse({ body, headers, status }: HttpExchange.Response): void {
    this.resume(
      Effect.suspend(() => this.receive({ status, headers, body, requestId: headers["request-id"] }))
    )
  }

  onError(error: HttpExchange.TransportError): void {
    const { connection, millis, operation, origin } = this
    this.resume(Effect.fail(fromTransportError(connection, operation, origin, millis, error)))
  }
}

/** The same as `send` by the shortcut of a client: one step, whose timer is the client's own. */
const sendDirectly = (
  direct: HttpExchange.Exchange,
  connection: Connection,
  operation: Operation,
  origin: string,
  request: Effect.Effect<HttpExchange.Request, Reason>,
  receive: (response: Response) => Effect.Effect<unknown, Failure>,
  millis: number,
  inFlight: InFlight
): Effect.Effect<unknown, Failure> =>
  match(
    request,
    (reason) => Effect.fail(failure(operation, reason, "NotSent")),
    (request) =>
      Effect.async((resume) => {
        const attempt = new DirectAttempt(millis, connection, operation, origin, receive, resume)
        inFlight.giveUp = direct(request, attempt, attempt)
      })
  )

/** What the span tells of a response. */
export const annotateResponse = (
  span: Tracer.Span,
  response: Pick<Response, "status" | "requestId">
): void => {
  span.attribute("http.response.status_code", response.status)
  if (response.requestId !== undefined) span.attribute("wechatpay.request_id", response.requestId)
}

/** One request, from signing to the decoded response. */
const attempt =
  (
    connection: Connection,
    operation: Operation,
    exchange: Exchange,
    span: Tracer.Span,
    around: CallContext,
    inFlight: InFlight
  ): Attempt<unknown> =>
  (origin) => {
    const received = (response: Response): Effect.Effect<unknown, Failure> => {
      annotateResponse(span, response)
      const interpreted = exchange.interpret(response, around)
      return withParent(
        span,
        connection.hosts.responded(origin) ? Effect.andThen(isBack(origin), interpreted) : interpreted
      )
    }
    const request = exchange.request(origin, around)
    const direct = HttpExchange.of(connection.http)
    if (direct !== undefined) {
      const millis = Duration.toMillis(around.timeout)
      const made = exchange.local ? request : withParent(span, inTime(request, millis))
      return sendDirectly(direct, connection, operation, origin, made, received, millis, inFlight)
    }
    const read = (response: HttpClientResponse.HttpClientResponse, host: string) =>
      readResponse(connection, operation, host, response)
    const sent = send(connection.http, operation, origin, request, read, around.timeout)
    return Effect.flatMap(withParent(span, sent), received)
  }

/** The pauses of a policy, stretched to what the operation and the response ask for. */
const scheduleOf = (policy: Policy, operation: Operation) =>
  Schedule.modifyDelay(Schedule.passthrough(policy.schedule), (error, delay) =>
    Duration.max(
      Duration.max(delay, Duration.millis(retryAfterOf(error))),
      neverSent(error) ? Duration.zero : operation.retryInterval
    )
  )

/** One attempt, at the host that it is told. */
export type Attempt<A, R = never> = (origin: string) => Effect.Effect<A, Failure, R>

const changes: Readonly<Record<Change, string>> = {
  Away: "cannot be reached: calls go to the backup host until it can",
  BackupAway: "cannot be reached: there is no backup host until it can"
}

/** Tells the hosts, and whoever reads the log, of an attempt that no host answered. */
const noteFailure = (hosts: Hosts, origin: string, error: Failure): Effect.Effect<void> => {
  if (ApiError.isApiError(error) || !isWithoutResponse(error)) return Effect.void
  return Effect.clockWith((clock) => {
    const change = hosts.failed(origin, neverSent(error), clock.unsafeCurrentTimeMillis())
    if (change === undefined) return Effect.void
    const host = hostOf(origin)
    return Effect.andThen(recordHost(host, "Away"), Effect.logWarning(`${host} ${changes[change]}`))
  })
}

/** Says that the calls go to the primary host again. */
export const isBack = (origin: string): Effect.Effect<void> =>
  Effect.andThen(recordHost(hostOf(origin), "Back"), Effect.logInfo(`${hostOf(origin)} answers again`))

/** The attempts of a call: which failure is tried again, when, and at which host. */
export const retrying = <A, R>(
  connection: Connection,
  operation: Operation,
  span: Tracer.Span,
  attempt: Attempt<A, R>,
  around: CallContext
): Effect.Effect<A, Failure, R> => {
  const { hosts } = connection
  const now = hosts.isAway ? around.clock.unsafeCurrentTimeMillis() : undefined
  const origin = hosts.begin(operation.idempotent, now)
  const place = connection.limiter?.(operation.id)
  const limited: Attempt<A, R> =
    place === undefined
      ? attempt
      : (origin) =>
          Effect.flatMap(
            Effect.mapError(place, (reason) => failure(operation, reason, "NotSent")),
            () => attempt(origin)
          )
  span.attribute("server.address", hostOf(origin))
  return Effect.catchAll(limited(origin), (error) =>
    withParent(
      span,
      Effect.andThen(
        noteFailure(hosts, origin, error),
        furtherAttempts(connection, operation, span, limited, around, origin, error)
      )
    )
  )
}

/** The attempts after a failed first one. */
const furtherAttempts = <A, R>(
  { hosts }: Connection,
  operation: Operation,
  span: Tracer.Span,
  attempt: Attempt<A, R>,
  { clock, policy }: CallContext,
  first: string,
  onError: Failure
): Effect.Effect<A, Failure, R> => {
  const longestWait = Duration.max(policy.maxRetryAfter, operation.retryInterval)
  let count = 1
  let origin = first
  let mayHaveTakenEffect = false

  // The effect `Clock.currentTimeNanos` dies on a test clock that stands between two milliseconds.
  const again = Effect.suspend(() => {
    count++
    const host = hostOf(origin)
    span.attribute("server.address", host)
    span.event("retry", clock.unsafeCurrentTimeNanos(), { attempt: count, "server.address": host })
    return Effect.andThen(
      recordRetry(operation.id),
      Effect.tapError(attempt(origin), (error) => noteFailure(hosts, origin, error))
    )
  })

  const learnFrom = (error: Failure): void => {
    if (error.outcome === "Unknown") mayHaveTakenEffect = true
    if (!ApiError.isApiError(error) && isWithoutResponse(error)) origin = hosts.other(origin)
  }

  const mayRepeat = (error: Failure): boolean =>
    count < policy.attempts &&
    (operation.idempotent ? isTransient(error) : neverSent(error)) &&
    retryAfterOf(error) <= Duration.toMillis(longestWait)

  if (!mayRepeat(onError)) return Effect.fail(onError)
  // The schedule gets to see it as its first input.
  let pending: Failure | undefined = onError
  return Effect.suspend(() => {
    if (pending === undefined) return again
    const error = pending
    pending = undefined
    return Effect.fail(error)
  }).pipe(
    Effect.tapError((error) => Effect.sync(() => learnFrom(error))),
    Effect.retry({ while: mayRepeat, schedule: scheduleOf(policy, operation) }),
    Effect.mapError((error) => (mayHaveTakenEffect ? markUnknown(error) : error))
  )
}

const hostNames = new Map<string, string>()

/** Host of an origin; there are few of them. */
const hostOf = (origin: string): string => {
  const known = hostNames.get(origin)
  if (known !== undefined) return known
  const { host } = new URL(origin)
  hostNames.set(origin, host)
  return host
}

const errorCode = (error: Failure): string =>
  ApiError.isApiError(error) ? (error.code ?? String(error.status)) : error.reason._tag

/** The span of a call: named by the endpoint, without any value that a caller passed in. */
export const spanOptions = (connection: Connection, operation: Operation): Tracer.SpanOptions => ({
  kind: "client",
  captureStackTrace: false,
  attributes: {
    "http.request.method": operation.method,
    "wechatpay.mchid": connection.mchid,
    ...(operation.template === undefined ? {} : { "url.template": operation.template })
  }
})

/** Says in span and metrics how a call ended that began at `start`. */
const noteEnd = (
  fiber: Running,
  operation: Operation,
  span: Tracer.Span,
  clock: Clock.Clock,
  start: number,
  error: Failure | undefined
): void => {
  if (error !== undefined) {
    span.attribute("wechatpay.error.code", errorCode(error))
    // Of a response that broke off nobody told yet.
    if (error.status !== undefined)
      annotateResponse(span, { status: error.status, requestId: error.requestId })
  }
  noteCall(fiber, operation.id, error?.outcome ?? "Success", clock.unsafeCurrentTimeMillis() - start)
}

/** The same as a step of its own. */
export const recordEnd = (
  operation: Operation,
  span: Tracer.Span,
  clock: Clock.Clock,
  start: number,
  error: Failure | undefined
): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) => {
    noteEnd(fiber, operation, span, clock, start, error)
    return Effect.void
  })

/** Runs calls of an operation, or says why one cannot be sent: one span, named by the endpoint, and its metrics. */
export const runner = (connection: Connection, operation: Operation) => {
  const options = spanOptions(connection, operation)
  return (exchange: Effect.Effect<Exchange, Reason>): Effect.Effect<unknown, Failure> =>
    Effect.withFiberRuntime((fiber) => {
      const around = new CallContext(fiber)
      const { clock } = around
      const start = clock.unsafeCurrentTimeMillis()
      const inFlight = new InFlight()
      const notPrepared = (reason: Reason) => Effect.fail(failure(operation, reason, "NotSent"))
      return inSpan(fiber, operation.id, options, {
        run: (span) =>
          match(withParent(span, exchange), notPrepared, (exchange) =>
            retrying(
              connection,
              operation,
              span,
              attempt(connection, operation, exchange, span, around, inFlight),
              around
            )
          ),
        interrupted: () => inFlight.giveUp?.(),
        succeeded: (span) => noteEnd(fiber, operation, span, clock, start, undefined),
        failed: (span, error) => noteEnd(fiber, operation, span, clock, start, error)
      })
    })
}

/** Runs one call. */
export const run = (
  connection: Connection,
  operation: Operation,
  exchange: Effect.Effect<Exchange, Reason>
): Effect.Effect<unknown, Failure> => runner(connection, operation)(exchange)
