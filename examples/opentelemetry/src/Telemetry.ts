/** Sends spans, metrics and logs to a collector of OpenTelemetry, over HTTP (OTLP). */
import * as Otlp from "@effect/opentelemetry/Otlp"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export interface Options {
  /** The address of the collector, `http://localhost:4318` for one on this machine. */
  readonly url: string
  readonly serviceName: string
  /** The address of a service that runs in the cloud wants a token: `{ authorization: "…" }`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Everything that runs with this layer is traced. What is left is sent when the layer is released. */
export const layer = ({ headers, serviceName, url }: Options) =>
  Otlp.layerJson({ baseUrl: url, resource: { serviceName }, headers })

/** The variables of OpenTelemetry. */
export const layerConfig = Layer.unwrapEffect(
  Effect.map(
    Config.all({
      url: Config.withDefault(Config.string("OTEL_EXPORTER_OTLP_ENDPOINT"), "http://localhost:4318"),
      serviceName: Config.withDefault(Config.string("OTEL_SERVICE_NAME"), "shop")
    }),
    layer
  )
)
