/**
 * When the programs of `CodePaymentFlow` and `PartnerCodePaymentFlow` repeat their requests.
 *
 * Tested in `test/pay/CodePaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as TillPayment from "@effect-wechatpay/core/TillPayment"
import * as Context from "effect/Context"
import * as Schedule from "effect/Schedule"

/**
 * The schedules of the programs. Default: queries every 5 seconds for 45 seconds; a reversal 15 seconds after the charge
 * at the earliest, and again after 5, 5, 10, 15, 30 and 60 seconds, as the user may be entering the password.
 *
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011937125 page of 2025-09
 * @since 1.0.0
 * @category references
 */
export class CodePaymentSchedules extends Context.Reference<CodePaymentSchedules>()(
  "@effect-wechatpay/pay/CodePaymentSchedules",
  {
    defaultValue: (): TillPayment.Schedules => ({
      query: Schedule.spaced("5 seconds").pipe(Schedule.upTo("45 seconds")),
      reverse: Schedule.fromDelays(
        "5 seconds",
        "5 seconds",
        "10 seconds",
        "15 seconds",
        "30 seconds",
        "60 seconds"
      ),
      reverseAfter: "15 seconds"
    })
  }
) {}
