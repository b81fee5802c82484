/** `internal/speed/noteCall` as Effect has it. */
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

const calls = Metric.counter("wechatpay_calls", { incremental: true })
const durations = Metric.histogram(
  "wechatpay_call_duration_ms",
  MetricBoundaries.exponential({ start: 5, factor: 2, count: 14 })
)

const tagged = <Type, In, Out>(metric: Metric.Metric<Type, In, Out>, endpoint: string, outcome: string) =>
  metric.pipe(Metric.tagged("endpoint", endpoint), Metric.tagged("outcome", outcome))

export const noteCall = (
  fiber: Fiber.RuntimeFiber<unknown, unknown>,
  endpoint: string,
  outcome: string,
  millis: number
): void => {
  const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
  tagged(calls, endpoint, outcome).unsafeUpdate(1, labels)
  tagged(durations, endpoint, outcome).unsafeUpdate(millis, labels)
}
