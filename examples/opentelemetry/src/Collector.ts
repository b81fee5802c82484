/** A collector in miniature: it receives OTLP over HTTP and keeps it. In production it is Jaeger, Grafana Tempo or your cloud's. */
import { createServer } from "node:http"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

const Attribute = Schema.Struct({
  key: Schema.String,
  value: Schema.Record({ key: Schema.String, value: Schema.Unknown })
})

const Span = Schema.Struct({
  traceId: Schema.String,
  spanId: Schema.String,
  parentSpanId: Schema.optional(Schema.String),
  name: Schema.String,
  startTimeUnixNano: Schema.String,
  attributes: Schema.Array(Attribute),
  events: Schema.Array(Schema.Struct({ name: Schema.String, attributes: Schema.Array(Attribute) })),
  status: Schema.Struct({ code: Schema.Number })
})
export type Span = typeof Span.Type

const Traces = Schema.Struct({
  resourceSpans: Schema.Array(
    Schema.Struct({ scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Span) })) })
  )
})

const Metrics = Schema.Struct({
  resourceMetrics: Schema.Array(
    Schema.Struct({
      scopeMetrics: Schema.Array(
        Schema.Struct({ metrics: Schema.Array(Schema.Struct({ name: Schema.String })) })
      )
    })
  )
})

export class Collector extends Context.Tag("opentelemetry/Collector")<
  Collector,
  {
    readonly url: string
    readonly spans: Effect.Effect<ReadonlyArray<Span>>
    /** The names of the metrics. */
    readonly metrics: Effect.Effect<ReadonlyArray<string>>
    /** Everything that arrived, as text. */
    readonly received: Effect.Effect<string>
  }
>() {}

const make = Effect.gen(function* () {
  const spans: Array<Span> = []
  const metrics = new Set<string>()
  let text = ""
  const receive = <A, I>(schema: Schema.Schema<A, I>, take: (body: A) => void) =>
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      const body = yield* request.text
      text += body
      take(yield* Schema.decode(Schema.parseJson(schema))(body))
      return HttpServerResponse.unsafeJson({})
    })
  const router = HttpRouter.empty.pipe(
    HttpRouter.post(
      "/v1/traces",
      receive(Traces, ({ resourceSpans }) => {
        for (const { scopeSpans } of resourceSpans) {
          for (const scope of scopeSpans) spans.push(...scope.spans)
        }
      })
    ),
    HttpRouter.post(
      "/v1/metrics",
      receive(Metrics, ({ resourceMetrics }) => {
        for (const { scopeMetrics } of resourceMetrics) {
          for (const scope of scopeMetrics) for (const { name } of scope.metrics) metrics.add(name)
        }
      })
    ),
    HttpRouter.post(
      "/v1/logs",
      receive(Schema.Unknown, () => {})
    )
  )
  yield* HttpServer.serveEffect(router)
  return Collector.of({
    url: yield* HttpServer.addressFormattedWith(Effect.succeed),
    spans: Effect.sync(() => [...spans]),
    metrics: Effect.sync(() => [...metrics].sort()),
    received: Effect.sync(() => text)
  })
})

export const layer = Layer.scoped(Collector, make).pipe(
  Layer.provide(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
)
