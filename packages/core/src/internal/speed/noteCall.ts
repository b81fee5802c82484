/** The metrics of a call, updated without a step of the fiber. */
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import * as MetricLabel from "effect/MetricLabel"
import type { Running } from "./fiber.js"

const calls = MetricKey.counter("wechatpay_calls", {
  description: "Calls of WeChat Pay by endpoint and outcome (Success, NotSent, Refused, Unknown)",
  incremental: true
})

const durations = MetricKey.histogram(
  "wechatpay_call_duration_ms",
  MetricBoundaries.exponential({ start: 5, factor: 2, count: 14 }),
  "Duration of calls of WeChat Pay in milliseconds, retries included"
)

/** A metric whose key has the tags is looked up once; `Metric.tagged` combines the tags at each update. */
const byEndpoint = <Made>(make: (tags: ReadonlyArray<MetricLabel.MetricLabel>) => Made) => {
  const cache = new Map<string, Made>()
  return (endpoint: string, outcome: string): Made => {
    const key = `${endpoint}\n${outcome}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const made = make([MetricLabel.make("endpoint", endpoint), MetricLabel.make("outcome", outcome)])
    cache.set(key, made)
    return made
  }
}

const callAndDuration = byEndpoint((tags) =>
  Metric.zip(
    Metric.fromMetricKey(MetricKey.taggedWithLabels(calls, tags)),
    Metric.fromMetricKey(MetricKey.taggedWithLabels(durations, tags))
  )
)

/** Counts a call synchronously, without a step of its fiber. */
export const noteCall = (
  fiber: Running,
  endpoint: string,
  outcome: "Success" | "NotSent" | "Refused" | "Unknown",
  millis: number
): void =>
  callAndDuration(endpoint, outcome).unsafeUpdate(
    [1, millis],
    fiber.getFiberRef(FiberRef.currentMetricLabels)
  )
