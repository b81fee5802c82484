/** Schedules for the queries and repetitions of the programs. */
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { Failure } from "./flowErrors.js"

/**
 * Schedules for the queries and repetitions of the programs.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /**
   * Queries of an order while a program waits for it. When the schedule completes, the result is the last seen state.
   */
  readonly polling: Schedule.Schedule<unknown>
  /** Repetitions of a call whose outcome is unknown, or that WeChat Pay did not accept. */
  readonly repeating: Schedule.Schedule<unknown>
  /** Repetitions while WeChat Pay charges the user, when the order cannot be changed. */
  readonly deduction: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: queries after 5 s, 30 s, 1, 3, 5 and 10 minutes, and then every 30 minutes,
 * as WeChat Pay recommends; repetitions after 1, 2, 5, 10 and 30 seconds; three times 3 minutes for a deduction.
 *
 * @since 1.0.0
 * @category references
 */
export class OrderSchedules extends Context.Reference<OrderSchedules>()(
  "@effect-wechatpay/payscore/OrderSchedules",
  {
    defaultValue: (): Schedules => ({
      polling: Schedule.fromDelays(
        "5 seconds",
        "30 seconds",
        "1 minute",
        "3 minutes",
        "5 minutes",
        "10 minutes"
      ).pipe(Schedule.andThen(Schedule.spaced("30 minutes"))),
      repeating: Schedule.fromDelays("1 second", "2 seconds", "5 seconds", "10 seconds", "30 seconds"),
      deduction: Schedule.fromDelays("3 minutes", "3 minutes", "3 minutes")
    })
  }
) {}

/** Repeats a call while it fails with transient errors. */
export const retryTransient = <A, E extends Failure, R>(
  call: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.flatMap(OrderSchedules, ({ repeating }) =>
    Effect.retry(call, { schedule: MonotonicClock.schedule(repeating), while: Retry.isTransient })
  )
