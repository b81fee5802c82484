/** Sends one request and reads its response. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as HttpExchange from "../../HttpExchange.js"
import { configureClient, httpClientTransport } from "./httpClientTransport.js"
import type { InFlight } from "./protocol.js"

/** Resumes the fiber that waits for an exchange. A class instance, because it is held across the await. */
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
 * - `Received`: the part of a response that is read within the timeout of the attempt.
 */
export interface Transport<out Received = HttpExchange.Response, out R = never> {
  /** Whether `send` runs no code of users. Then it needs no parent for spans and logs. */
  readonly local: boolean
  /** Ends within `limits.millis`. After an interruption, the effect or `inFlight.giveUp` closes the connection. */
  readonly send: (
    request: HttpExchange.Request,
    limits: HttpExchange.Limits,
    inFlight: InFlight
  ) => Effect.Effect<Received, HttpExchange.TransportError, R>
}

/** The transport over the shortcut of a client, which has its own timer. */
const exchangeTransport = (exchange: HttpExchange.Exchange): Transport => ({
  local: true,
  // No finalizer here: the call has one, which calls `giveUp`, and a second one costs time.
  send: (request, limits, inFlight) =>
    Effect.async((resume) => {
      inFlight.giveUp = exchange(request, limits, new Handler(resume))
    })
})

/** The transport over a client: over its shortcut, if it has one. */
export const makeTransport = (http: HttpClient.HttpClient): Effect.Effect<Transport> => {
  const exchange = HttpExchange.of(http)
  return exchange === undefined
    ? Effect.map(configureClient(http), httpClientTransport)
    : Effect.succeed(exchangeTransport(exchange))
}
