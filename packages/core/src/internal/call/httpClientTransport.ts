/** Sends requests with an `HttpClient` of `@effect/platform`. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as HttpExchange from "../../HttpExchange.js"
import { collect, TooLarge } from "../codec/collect.js"
import { isEmptyBody, phaseOf } from "./clientError.js"
import type { Head } from "./failure.js"
import type { Transport } from "./transport.js"

/**
 * Configures a client for WeChat Pay: no span with the URL (the call has its own), no trace header, no redirects. Only
 * `fetch` follows redirects; it would send a signed body to any address.
 */
export const configureClient = (http: HttpClient.HttpClient): Effect.Effect<HttpClient.HttpClient> =>
  Effect.map(Effect.serviceOption(FetchHttpClient.RequestInit), (given) =>
    http.pipe(
      HttpClient.withTracerDisabledWhen(() => true),
      HttpClient.transformResponse(
        Effect.mapInputContext((context: Context.Context<never>) => {
          const init = Option.orElse(Context.getOption(context, FetchHttpClient.RequestInit), () => given)
          return Context.add(context, FetchHttpClient.RequestInit, {
            ...Option.getOrUndefined(init),
            redirect: "manual"
          })
        })
      )
    )
  )

/** Errors while connecting, TLS included: no byte of the request was sent. After any other error some may have been sent. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

interface SystemError {
  readonly code: string
  /** `connect` while connecting; the same codes occur on open connections. */
  readonly syscall?: unknown
}

const systemErrorOf = (cause: unknown, depth = 0): SystemError | undefined => {
  if (typeof cause !== "object" || cause === null || depth > 5) return undefined
  if ("code" in cause && typeof cause.code === "string") return cause as SystemError
  const { cause: inner, errors } = cause as {
    readonly cause?: unknown
    readonly errors?: ReadonlyArray<unknown>
  }
  // An AggregateError has one error per address of the host.
  return (
    systemErrorOf(inner, depth + 1) ?? systemErrorOf(Array.isArray(errors) ? errors[0] : undefined, depth + 1)
  )
}

/** Drops the cause itself: it contains URL and headers, and with them openids and the signature. */
export const fromHttpClientError = (
  error: HttpClientError.HttpClientError,
  response?: Head
): HttpExchange.TransportError => {
  const system = systemErrorOf(error.cause)
  const phase = phaseOf(error)
  const neverSent =
    phase === "Before" ||
    (phase === "Transport" &&
      system !== undefined &&
      (beforeSending.has(system.code) || system.syscall === "connect"))
  return {
    _tag: "Broken",
    code: system?.code,
    sent: !neverSent,
    ...(response === undefined ? {} : { response })
  }
}

const clientRequest = ({ body, headers, method, origin, target }: HttpExchange.Request) =>
  HttpClientRequest.make(method as "POST")(origin + target, {
    headers,
    ...(body === undefined ? {} : { body: HttpBody.uint8Array(body, headers["content-type"]) })
  })

const empty = new Uint8Array(0)

/** Ends the exchange without reading the body: interrupting a started read closes the connection. */
const close = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<never, TooLarge> =>
  Effect.raceFirst(
    Effect.andThen(Effect.ignore(response.arrayBuffer), new TooLarge()),
    Effect.andThen(Effect.yieldNow(), new TooLarge())
  )

/** Bytes of the body. A body whose `Content-Length` exceeds the limit is not read; otherwise reading stops at the limit. */
const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<Uint8Array, HttpClientError.HttpClientError | TooLarge> =>
  Effect.suspend((): Effect.Effect<Uint8Array, HttpClientError.HttpClientError | TooLarge> => {
    const length = Number(response.headers["content-length"])
    if (length > limit) return close(response)
    // If the runtime decompresses, `Content-Length` is not the length of the body.
    if ((length >= 0 && response.headers["content-encoding"] === undefined) || response.status === 204) {
      return Effect.map(response.arrayBuffer, (buffer) => new Uint8Array(buffer))
    }
    return collect(response.stream, limit).pipe(Effect.catchIf(isEmptyBody, () => Effect.succeed(empty)))
  })

const readResponse = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<HttpExchange.Response, HttpExchange.TransportError> => {
  const { headers, status } = response
  return Effect.mapBoth(readBody(response, maxBytes), {
    onFailure: (error): HttpExchange.TransportError =>
      error._tag === "TooLarge"
        ? { _tag: "TooLarge", status, headers }
        : fromHttpClientError(error, { status, headers }),
    onSuccess: (body) => ({ status, headers, body })
  })
}

/** A transport that reads responses with `receive`. */
const transport = <Received, R>(
  http: HttpClient.HttpClient.With<HttpClientError.HttpClientError, R>,
  receive: (
    response: HttpClientResponse.HttpClientResponse,
    maxBytes: number
  ) => Effect.Effect<Received, HttpExchange.TransportError>
): Transport<Received, R> => ({
  local: false,
  send: (request, { maxBytes, millis }) =>
    Effect.mapError(http.execute(clientRequest(request)), (error) => fromHttpClientError(error)).pipe(
      Effect.flatMap((response) => receive(response, maxBytes)),
      Effect.timeoutFail({
        duration: Duration.millis(millis),
        onTimeout: (): HttpExchange.TransportError => ({ _tag: "TimedOut", sent: true })
      }),
      // Fibers of HTTP clients fail with errors whose text contains the URL, and Effect logs unhandled errors.
      Effect.withUnhandledErrorLogLevel(Option.none())
    )
})

export const httpClientTransport = (http: HttpClient.HttpClient): Transport => transport(http, readResponse)

/** A response whose body is not read yet. */
export interface Opened extends Head {
  readonly stream: Stream.Stream<Uint8Array, HttpExchange.TransportError>
}

/**
 * A transport that streams the body of a 200 and reads every other response. The connection closes with the scope: when
 * the stream ends, fails or is not read to its end.
 */
export const streamTransport = (
  http: HttpClient.HttpClient
): Transport<HttpExchange.Response | Opened, Scope.Scope> =>
  transport<HttpExchange.Response | Opened, Scope.Scope>(HttpClient.withScope(http), (response, maxBytes) => {
    if (response.status !== 200) return readResponse(response, maxBytes)
    const { headers, status } = response
    const stream = Stream.mapError(response.stream, (error) =>
      fromHttpClientError(error, { status, headers })
    )
    return Effect.succeed({ status, headers, stream })
  })
