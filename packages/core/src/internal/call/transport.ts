/** Carries one request and reads its response. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as HttpExchange from "../../HttpExchange.js"
import { configureClient, httpClientTransport } from "./httpClientTransport.js"
import type { InFlight } from "./protocol.js"

/** Resumes the fiber that waits for an exchange. An instance, since it lives across the wait. */
class Handler implements HttpExchange.ResponseHandler {
  constructor(
    private readonly resume: (
      effect: Effect.Effect<HttpExchange.Response, HttpExchange.TransportError>
    ) => void
  ) {}

  onResponse(response: HttpExchange.Response): void {
    this.resume(Effect.succeed(response))
  }

  onError(error: HttpExchange.TransportError): void {
    this.resume(Effect.fail(error))
  }
}

/**
 * - `Received`: what is read of a response within the time of the attempt.
 */
export interface Transport<out Received = HttpExchange.Response, out R = never> {
  /** Whether `send` runs no code of others: it then has no spans or logs. */
  readonly local: boolean
  /** Ends within `limits.millis`. When the effect is interrupted, the connection is closed by it or by `inFlight.giveUp`. */
  readonly send: (
    request: HttpExchange.Request,
    limits: HttpExchange.Limits,
    inFlight: InFlight
  ) => Effect.Effect<Received, HttpExchange.TransportError, R>
}

/** The shortcut that a client offers. Its timer is its own. */
const exchangeTransport = (exchange: HttpExchange.Exchange): Transport => ({
  local: true,
  // Without a finalizer of its own: it would be a second bracket, and the call has one already, which calls `giveUp`.
  send: (request, limits, inFlight) =>
    Effect.async((resume) => {
      inFlight.giveUp = exchange(request, limits, new Handler(resume))
    })
})

/** The transport over a client: its shortcut, if it offers one. */
export const makeTransport = (http: HttpClient.HttpClient): Effect.Effect<Transport> => {
  const exchange = HttpExchange.of(http)
  return exchange === undefined
    ? Effect.map(configureClient(http), httpClientTransport)
    : Effect.succeed(exchangeTransport(exchange))
}
