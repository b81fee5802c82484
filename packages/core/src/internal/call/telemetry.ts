/** Metrics and span attributes. No value that a caller passed in ever gets here. */
import type * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import * as MetricLabel from "effect/MetricLabel"
import type { Running } from "./span.js"

const calls = MetricKey.counter("wechatpay_calls", {
  description: "Calls of WeChat Pay by endpoint and outcome (Success, NotSent, Refused, Unknown)",
  incremental: true
})

const durations = MetricKey.histogram(
  "wechatpay_call_duration_ms",
  MetricBoundaries.exponential({ start: 5, factor: 2, count: 14 }),
  "Duration of calls of WeChat Pay in milliseconds, retries included"
)

const retries = Metric.counter("wechatpay_retries", {
  description: "Requests that were sent again, by endpoint",
  incremental: true
})

const probes = Metric.counter("wechatpay_signature_probes", {
  description: "Wrong signatures that WeChat Pay sent on purpose (WECHATPAY/SIGNTEST/) and that were refused",
  incremental: true
})

const refreshes = Metric.counter("wechatpay_certificate_refreshes", {
  description: "Downloads of platform certificates, by result (Success, Failure)",
  incremental: true
})

const hosts = Metric.counter("wechatpay_host_changes", {
  description:
    "Hosts of WeChat Pay that could not be reached any more, or again, by host and change (Away, Back)",
  incremental: true
})

/** `Metric.tagged` puts the tags together anew at each update; a metric of a key that has them looks itself up once. */
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

/** Counts a call at once, without a step of the fiber that made it. */
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

export const recordRetry = (endpoint: string): Effect.Effect<void> =>
  Metric.update(Metric.tagged(retries, "endpoint", endpoint), 1)

export const recordHost = (host: string, change: "Away" | "Back"): Effect.Effect<void> =>
  Metric.update(hosts.pipe(Metric.tagged("host", host), Metric.tagged("change", change)), 1)

export const recordProbe: Effect.Effect<void> = Metric.update(probes, 1)

export const recordRefresh = (result: "Success" | "Failure"): Effect.Effect<void> =>
  Metric.update(Metric.tagged(refreshes, "result", result), 1)
