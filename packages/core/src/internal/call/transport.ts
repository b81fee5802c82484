/** Carries one request and reads its response. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as HttpExchange from "../../HttpExchange.js"
import { configureClient, httpClientTransport } from "./httpClientTransport.js"

/**
 * - `Received`: what is read of a response within the time of the attempt.
 */
export interface Transport<out Received = HttpExchange.Response, out R = never> {
  /** Ends within `limits.millis`. An interruption closes the connection. */
  readonly send: (
    request: HttpExchange.Request,
    limits: HttpExchange.Limits
  ) => Effect.Effect<Received, HttpExchange.TransportError, R>
}

/** The shortcut that a client offers. Its timer is its own. */
const exchangeTransport = (exchange: HttpExchange.Exchange): Transport => ({
  send: (request, limits) =>
    Effect.async((resume) => {
      const giveUp = exchange(request, limits, {
        onResponse: (response) => resume(Effect.succeed(response)),
        onError: (error) => resume(Effect.fail(error))
      })
      return Effect.sync(giveUp)
    })
})

/** The transport over a client: its shortcut, if it offers one. */
export const makeTransport = (http: HttpClient.HttpClient): Effect.Effect<Transport> => {
  const exchange = HttpExchange.of(http)
  return exchange === undefined
    ? Effect.map(configureClient(http), httpClientTransport)
    : Effect.succeed(exchangeTransport(exchange))
}
