/** The errors of a call. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as ApiError from "../../ApiError.js"
import type * as HttpExchange from "../../HttpExchange.js"
import type { Outcome } from "../../Outcome.js"
import {
  InvalidResponse,
  type Issue,
  type Reason,
  Timeout,
  Transport,
  WechatPayError
} from "../../WechatPayError.js"
import { lenientText } from "../codec/json.js"
import { requestIdIn } from "../codec/printable.js"
import { redactEcho } from "../codec/redactEcho.js"
import { typed } from "../codec/typed.js"
import { type Envelope, internalCodeOf, retryAfterMillis } from "./envelope.js"
import type { Operation } from "./protocol.js"

export type Failure = ApiError.Any | WechatPayError

/** Status and headers of a response. */
export type Head = Pick<HttpExchange.Response, "status" | "headers">

export const requestIdOf = ({ headers }: Head): string | undefined => requestIdIn(headers)

export const failure = (
  operation: Operation,
  reason: Reason,
  outcome: Outcome,
  response?: Head
): WechatPayError => {
  const requestId = response && requestIdOf(response)
  return new WechatPayError(
    {
      endpoint: operation.id,
      reason,
      outcome,
      ...(response === undefined ? {} : { status: response.status }),
      ...(requestId === undefined ? {} : { requestId })
    },
    typed
  )
}

const maxKeptText = 8192

const keptText = (body: Uint8Array) => Redacted.make(lenientText(body).slice(0, maxKeptText))

const noBytes = new Uint8Array(0)

export const invalidResponse = (
  operation: Operation,
  response: HttpExchange.Response,
  issues: ReadonlyArray<Issue>
): WechatPayError =>
  failure(operation, new InvalidResponse({ issues, text: keptText(response.body) }), "Unknown", response)

/**
 * Fails with the class of the code of an unsuccessful response. The outcome of the class, if it has one, replaces
 * `outcome`. `texts` were sent and are removed from the message.
 */
export const businessError = (
  operation: Operation,
  response: HttpExchange.Response,
  envelope: Envelope,
  options: {
    readonly verified: boolean
    readonly outcome: Outcome
    readonly texts: Iterable<string>
    /** The cause as far as the response tells it, at a time in milliseconds. */
    readonly explain?: ((now: number) => string | undefined) | undefined
  }
): Effect.Effect<never, ApiError.Any> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const Class =
      operation.errors.find((known) => known.codes.includes(envelope.code ?? "")) ??
      operation.errors.find((known) => known.codes.length === 0) ??
      ApiError.ApiError
    const requestId = requestIdOf(response)
    const retryAfter = retryAfterMillis(response.headers["retry-after"], now)
    const internalCode = internalCodeOf(requestId)
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
        ...(requestId === undefined ? {} : { requestId }),
        ...(internalCode === undefined ? {} : { internalCode }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(hint === undefined ? {} : { hint })
      })
    )
  })

export const timedOut = (operation: Operation, millis: number, sent: boolean): WechatPayError =>
  failure(operation, new Timeout({ millis }), sent ? "Unknown" : "NotSent")

/** The error of an attempt whose transport got no response. `millis`: the timeout of the attempt. */
export const fromTransportError = (
  operation: Operation,
  host: string,
  { maxBytes, millis }: HttpExchange.Limits,
  error: HttpExchange.TransportError
): WechatPayError => {
  switch (error._tag) {
    case "Broken": {
      const { code, response, sent } = error
      const reason = new Transport({
        host,
        sent: sent ? "Maybe" : "No",
        ...(code === undefined ? {} : { code })
      })
      return failure(operation, reason, sent ? "Unknown" : "NotSent", response)
    }
    case "TimedOut":
      return timedOut(operation, millis, error.sent)
    case "TooLarge":
      return invalidResponse(operation, { status: error.status, headers: error.headers, body: noBytes }, [
        { path: "", problem: `the body is longer than ${maxBytes} bytes` }
      ])
  }
}
