/** When the programs of face contracts query and repeat. */
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as Retry from "@effect-wechatpay/core/Retry"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/**
 * When the programs query and repeat.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /** Queries while a signature or a repayment is awaited. When the schedule completes, the wait ends with the last response. */
  readonly polling: Schedule.Schedule<unknown>
  /**
   * Repetitions of a call whose outcome is unknown or that WeChat Pay did not accept, and queries of a deduction that is
   * under way. When the schedule completes, the program ends with the last result.
   */
  readonly repeating: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: queries after 3, 5, 10 and 30 seconds and then every minute; repetitions after
 * 1, 2, 5, 10 and 20 seconds.
 *
 * @since 1.0.0
 * @category references
 */
export class ContractSchedules extends Context.Reference<ContractSchedules>()(
  "@effect-wechatpay/facepay/ContractSchedules",
  {
    defaultValue: (): Schedules => ({
      polling: Schedule.fromDelays("3 seconds", "5 seconds", "10 seconds", "30 seconds").pipe(
        Schedule.andThen(Schedule.spaced("1 minute"))
      ),
      repeating: Schedule.fromDelays("1 second", "2 seconds", "5 seconds", "10 seconds", "20 seconds")
    })
  }
) {}

export type Failure = ApiError.Any | WechatPayError

/** Repeats a call while it fails with transient errors. */
export const retryTransient = <A, E extends Failure, R>(
  call: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.flatMap(ContractSchedules, ({ repeating }) =>
    Effect.retry(call, { schedule: MonotonicClock.schedule(repeating), while: Retry.isTransient })
  )

/** Whether WeChat Pay has nothing with the number. */
export const isMissing = (error: Failure): boolean =>
  error.name === "ResourceNotExists" || error.name === "OrderNotExist"
