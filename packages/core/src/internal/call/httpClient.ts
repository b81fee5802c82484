import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpExchange from "../../HttpExchange.js"

/**
 * A client made fit for WeChat Pay: a call has a span of its own without addresses, no trace header goes out, and redirects
 * are not followed. Only `fetch` follows them: it would send a signed body to wherever it is told.
 */
export const configureClient = (http: HttpClient.HttpClient): Effect.Effect<HttpClient.HttpClient> =>
  Effect.map(Effect.serviceOption(FetchHttpClient.RequestInit), (given) => {
    const client = http.pipe(
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
    const direct = HttpExchange.of(http)
    return direct === undefined ? client : HttpExchange.attach(client, direct)
  })
