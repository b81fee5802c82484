/** Keeps what a program tells the outside: spans and log lines of every level. */
import { inspect } from "node:util"
import { Effect, Layer, Logger, LogLevel, Tracer } from "effect"

export interface Told {
  readonly spans: Array<Tracer.Span>
  readonly logs: Array<string>
}

export const told = (): Told => ({ spans: [], logs: [] })

/** A layer that collects spans into `into`. */
export const layerSpans = (into: Array<Tracer.Span>) =>
  Layer.unwrapEffect(
    Effect.map(Effect.tracer, (native) =>
      Layer.setTracer(
        Tracer.make({
          span: (...args) => {
            const span = native.span(...args)
            into.push(span)
            return span
          },
          context: native.context
        })
      )
    )
  )

/** A layer that collects into `into`. */
export const layer = (into: Told) =>
  Layer.mergeAll(
    layerSpans(into.spans),
    Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.structuredLogger, (line) => {
        into.logs.push(inspect(line, { depth: 20 }))
      })
    ),
    Logger.minimumLogLevel(LogLevel.All)
  )

/** The events of a span. */
export const eventsOf = (span: Tracer.Span) =>
  (span as unknown as { readonly events: ReadonlyArray<readonly [string, bigint, Record<string, unknown>]> })
    .events

/** Everything of a span as text. */
export const printSpan = (span: Tracer.Span): string =>
  inspect({ ...span, attributes: [...span.attributes], status: span.status, name: span.name }, { depth: 20 })
