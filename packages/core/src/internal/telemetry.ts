/** Metrics and span attributes. No value that a caller passed in ever gets here. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

const calls = Metric.counter("wechatpay_calls", {
  description: "Calls of WeChat Pay by endpoint and outcome (Success, NotSent, Refused, Unknown)",
  incremental: true
})

const durations = Metric.histogram(
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

const tagged = <Type, In, Out>(metric: Metric.Metric<Type, In, Out>) => {
  const cache = new Map<string, Metric.Metric<Type, In, Out>>()
  return (endpoint: string, outcome?: string): Metric.Metric<Type, In, Out> => {
    const key = `${endpoint}\n${outcome}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const named = Metric.tagged(metric, "endpoint", endpoint)
    const made = outcome === undefined ? named : Metric.tagged(named, "outcome", outcome)
    cache.set(key, made)
    return made
  }
}

const callsOf = tagged(calls)
const durationsOf = tagged(durations)
const retriesOf = tagged(retries)

export const recordCall = (
  endpoint: string,
  outcome: "Success" | "NotSent" | "Refused" | "Unknown",
  millis: number
): Effect.Effect<void> =>
  Effect.andThen(
    Metric.update(callsOf(endpoint, outcome), 1),
    Metric.update(durationsOf(endpoint, outcome), millis)
  )

export const recordRetry = (endpoint: string): Effect.Effect<void> => Metric.update(retriesOf(endpoint), 1)

export const recordHost = (host: string, change: "Away" | "Back"): Effect.Effect<void> =>
  Metric.update(hosts.pipe(Metric.tagged("host", host), Metric.tagged("change", change)), 1)

export const recordProbe: Effect.Effect<void> = Metric.update(probes, 1)

export const recordRefresh = (result: "Success" | "Failure"): Effect.Effect<void> =>
  Metric.update(Metric.tagged(refreshes, "result", result), 1)
