/** Keeps what a program tells the outside: spans and log lines of every level. */
import { inspect } from "node:util";
import { Effect, Layer, Logger, LogLevel, Tracer } from "effect";
export const told = () => ({ spans: [], logs: [] });
/** A layer that collects into `into`. */
export const layer = (into) => Layer.mergeAll(Layer.unwrapEffect(Effect.map(Effect.tracer, (native) => Layer.setTracer(Tracer.make({
    span: (...args) => {
        const span = native.span(...args);
        into.spans.push(span);
        return span;
    },
    context: native.context
})))), Logger.replace(Logger.defaultLogger, Logger.map(Logger.structuredLogger, (line) => {
    into.logs.push(inspect(line, { depth: 20 }));
})), Logger.minimumLogLevel(LogLevel.All));
/** The events of a span. */
export const eventsOf = (span) => span
    .events;
/** Everything of a span as text. */
export const printSpan = (span) => inspect({ ...span, attributes: [...span.attributes], status: span.status, name: span.name }, { depth: 20 });
