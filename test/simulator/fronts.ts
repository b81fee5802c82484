/** The two fronts of the simulator, to run one table of tests on both. */
import { FetchHttpClient, HttpClient, HttpClientRequest, type HttpServerError } from "@effect/platform"
import type { InvalidOptions } from "@effect-wechatpay/core"
import { Simulator, type StateFileError } from "@effect-wechatpay/simulator"
import { Clock, Effect, Layer } from "effect"
import { type Raw, type RawResponse, send } from "./RawRequest.js"

export interface Front {
  readonly name: string
  readonly layer: (
    options?: Simulator.Options
  ) => Layer.Layer<
    Simulator.Simulator | HttpClient.HttpClient,
    InvalidOptions.InvalidOptions | StateFileError.StateFileError | HttpServerError.ServeError
  >
  readonly send: (raw: Raw) => Effect.Effect<RawResponse, Error, Simulator.Simulator | HttpClient.HttpClient>
}

const sendInProcess = Effect.fnUntraced(function* (raw: Raw) {
  const { baseUrl } = yield* Simulator.Simulator
  const { "content-type": contentType, ...headers } = raw.headers
  const bare = HttpClientRequest.make(raw.method as "POST")(baseUrl + raw.target, { headers })
  const bytes = typeof raw.body === "string" ? new TextEncoder().encode(raw.body) : raw.body
  const request = bytes.length === 0 ? bare : HttpClientRequest.bodyUint8Array(bare, bytes, contentType)
  const withType =
    contentType === undefined
      ? {
          ...request,
          headers: Object.fromEntries(Object.entries(request.headers).filter(([k]) => k !== "content-type"))
        }
      : request
  const response = yield* HttpClient.execute(withType as HttpClientRequest.HttpClientRequest)
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(yield* response.arrayBuffer)
  } satisfies RawResponse as RawResponse
})

const sendOverHttp = (raw: Raw) => Effect.flatMap(Simulator.Simulator, ({ baseUrl }) => send(baseUrl, raw))

export const fronts: ReadonlyArray<Front> = [
  { name: "in process", layer: (options) => Simulator.layer(options), send: sendInProcess },
  {
    name: "over HTTP",
    layer: (options) => Layer.merge(Simulator.layerServer(options), FetchHttpClient.layer),
    send: sendOverHttp
  }
]

/** Unix time in seconds, by the clock of the test. */
export const seconds = Effect.map(Clock.currentTimeMillis, (millis) => Math.floor(millis / 1000))

/** The call that the log saw last. */
export const lastCall = Effect.flatMap(Simulator.Simulator, ({ calls }) =>
  Effect.map(calls.all, (all) => {
    const last = all.at(-1)
    if (last === undefined) throw new Error("nothing arrived")
    return last
  })
)
