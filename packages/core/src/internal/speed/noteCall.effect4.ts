// Effect 4 edition of noteCall.ts as of e53532aa7b2dee54.
/** The metrics of a call, updated without a step of the fiber. */
import * as Metric from "effect/Metric"
import type { Running } from "./fiber.js"

const calls = Metric.counter("wechatpay_calls", {
  description: "Calls of WeChat Pay by endpoint and outcome (Success, NotSent, Refused, Unknown)",
  incremental: true
})

const durations = Metric.histogram("wechatpay_call_duration_ms", {
  boundaries: Metric.exponentialBoundaries({ start: 5, factor: 2, count: 14 }),
  description: "Duration of calls of WeChat Pay in milliseconds, retries included"
})

interface Metrics {
  readonly calls: Metric.Metric<number, unknown>
  readonly durations: Metric.Metric<number, unknown>
}

const known = new Map<string, Metrics>()

/** A metric that has its attributes is looked up once; `Metric.withAttributes` makes one at each update. */
const metricsOf = (endpoint: string, outcome: string): Metrics => {
  const key = `${endpoint}\n${outcome}`
  const found = known.get(key)
  if (found !== undefined) return found
  const made = {
    calls: Metric.withAttributes(calls, { endpoint, outcome }),
    durations: Metric.withAttributes(durations, { endpoint, outcome })
  }
  known.set(key, made)
  return made
}

/** Counts a call synchronously, without a step of its fiber. */
export const noteCall = (
  fiber: Running,
  endpoint: string,
  outcome: "Success" | "NotSent" | "Refused" | "Unknown",
  millis: number
): void => {
  const metrics = metricsOf(endpoint, outcome)
  metrics.calls.updateUnsafe(1, fiber.context)
  metrics.durations.updateUnsafe(millis, fiber.context)
}
