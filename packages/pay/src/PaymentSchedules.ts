/**
 * When the programs of `PaymentFlow`, `PartnerPaymentFlow` and `CombinedPaymentFlow` repeat their requests.
 *
 * Tested in `test/pay/PaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Schedule from "effect/Schedule"

/**
 * When the programs repeat their requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /** When an unpaid order is queried without a notification. When the schedule completes, the order counts as not paid in time. */
  readonly polling: Schedule.Schedule<unknown>
  /** When a query that failed with a transient error is sent again. When the schedule completes, the program fails. */
  readonly reconciling: Schedule.Schedule<unknown>
  /** When an order that is still unpaid after a request to close it is closed again. When the schedule completes, the program fails. */
  readonly closing: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: an order is queried 5 s, 30 s, 1, 3, 5, 10 and 30 minutes after the program
 * begins, as WeChat Pay recommends; 5 more queries after 1, 2, 4, … seconds; 5 more requests to close after 1, 2, 4, …
 * seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791859 page of 2026-07
 * @since 1.0.0
 * @category references
 */
export class PaymentSchedules extends Context.Reference<PaymentSchedules>()(
  "@effect-wechatpay/pay/PaymentSchedules",
  {
    defaultValue: (): Schedules => ({
      polling: Schedule.fromDelays(
        "5 seconds",
        "25 seconds",
        "30 seconds",
        "2 minutes",
        "2 minutes",
        "5 minutes",
        "20 minutes"
      ),
      reconciling: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5)),
      closing: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5))
    })
  }
) {}
