// Effect 4 edition of noteCall.ts as of b421b81da8919a9f.
/** `internal/speed/noteCall` as Effect has it. */
import type * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"

const calls = Metric.counter("wechatpay_calls", { incremental: true })
const durations = Metric.histogram("wechatpay_call_duration_ms", {
  boundaries: Metric.exponentialBoundaries({ start: 5, factor: 2, count: 14 })
})

export const noteCall = (
  fiber: Fiber.Fiber<unknown, unknown>,
  endpoint: string,
  outcome: string,
  millis: number
): void => {
  Metric.withAttributes(calls, { endpoint, outcome }).updateUnsafe(1, fiber.context)
  Metric.withAttributes(durations, { endpoint, outcome }).updateUnsafe(millis, fiber.context)
}
