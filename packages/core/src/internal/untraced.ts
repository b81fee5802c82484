import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpExchange from "../HttpExchange.js"

/** A call has a span of its own without addresses, and no trace header goes to WeChat Pay. */
export const untraced = (http: HttpClient.HttpClient): HttpClient.HttpClient => {
  const client = HttpClient.withTracerDisabledWhen(http, () => true)
  const direct = HttpExchange.of(http)
  return direct === undefined ? client : HttpExchange.attach(client, direct)
}
