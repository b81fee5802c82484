/** Metrics and span attributes. They contain no request data. */
import type * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

const retries = Metric.counter("wechatpay_retries", {
  description: "Requests that were sent again, by endpoint",
  incremental: true
})

const probes = Metric.counter("wechatpay_signature_probes", {
  description:
    "Wrong signatures that WeChat Pay sent on purpose (WECHATPAY/SIGNTEST/) and that were rejected",
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

export const recordRetry = (endpoint: string): Effect.Effect<void> =>
  Metric.update(Metric.tagged(retries, "endpoint", endpoint), 1)

export const recordHost = (host: string, change: "Away" | "Back"): Effect.Effect<void> =>
  Metric.update(hosts.pipe(Metric.tagged("host", host), Metric.tagged("change", change)), 1)

export const recordProbe: Effect.Effect<void> = Metric.update(probes, 1)

const certificateDays = Metric.gauge("wechatpay_merchant_certificate_days", {
  description:
    "Days until a merchant's API certificate expires, by merchant number; negative once it has expired"
})

export const recordCertificateEnd = (mchid: string, days: number): Effect.Effect<void> =>
  Metric.set(Metric.tagged(certificateDays, "mchid", mchid), days)

export const recordRefresh = (result: "Success" | "Failure"): Effect.Effect<void> =>
  Metric.update(Metric.tagged(refreshes, "result", result), 1)
