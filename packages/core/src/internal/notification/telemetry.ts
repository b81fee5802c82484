/** Metrics of notifications. The event type is their only value from a notification. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

const notifications = Metric.counter("wechatpay_notifications", {
  description:
    "Notifications by event type and outcome (Handled, Duplicate, Stored, Probe, HandlerFailed, HandlerDied, ReceiverDied, or why it was rejected)",
  incremental: true
})

const durations = Metric.histogram(
  "wechatpay_notification_duration_ms",
  MetricBoundaries.exponential({ start: 1, factor: 2, count: 14 }),
  "Time from a notification's last byte to its response in milliseconds"
)

/** `eventType` is a listed one, `other` or `unverified`, so that unauthenticated senders cannot create metrics. */
export const recordNotification = (eventType: string, outcome: string, millis: number): Effect.Effect<void> =>
  Effect.andThen(
    Metric.update(
      notifications.pipe(Metric.tagged("event_type", eventType), Metric.tagged("outcome", outcome)),
      1
    ),
    Metric.update(Metric.tagged(durations, "event_type", eventType), millis)
  )
