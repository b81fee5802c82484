/** Activities of orders that a user pays. */
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as PartnerPaymentFlow from "@effect-wechatpay/pay/PartnerPaymentFlow"
import * as PaymentFlow from "@effect-wechatpay/pay/PaymentFlow"
import { PaymentSchedules } from "@effect-wechatpay/pay/PaymentSchedules"
import * as PaymentState from "@effect-wechatpay/pay/PaymentState"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Activity from "../activity.js"

/**
 * What is known about a payment, without personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PaymentSeen = Schema.Struct({
  /** The case of `PaymentState`; `NotCreated` if WeChat Pay does not know the number. */
  state: Schema.Literal(
    "NotPaid",
    "Paying",
    "Paid",
    "Refunded",
    "Closed",
    "Failed",
    "Reversed",
    "Unknown",
    "NotCreated"
  ),
  /** WeChat Pay's number of the payment. */
  transactionId: Schema.optional(Schema.String),
  /** Fen. */
  total: Schema.optional(Schema.Number),
  /** When it was seen, Unix time in milliseconds. */
  at: Schema.Number
})

/**
 * What is known about a payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface PaymentSeen extends Schema.Schema.Type<typeof PaymentSeen> {}

/**
 * The numbers of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface PaymentKey {
  /** The merchant of the client: the service provider, if there is a `sub_mchid`. */
  readonly mchid: string
  readonly sub_mchid?: string | undefined
  readonly out_trade_no: string
}

const seen = (order: PaymentState.SingleOrder): Effect.Effect<PaymentSeen> =>
  Effect.map(Clock.currentTimeMillis, (at) => {
    const state = PaymentState.of(order)
    if (state._tag !== "Paid" && state._tag !== "Refunded") return { state: state._tag, at }
    const [transactionId] = state.transactionIds
    return {
      state: state._tag,
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(state.total === undefined ? {} : { total: state.total }),
      at
    }
  })

const flowOf = ({ mchid, out_trade_no, sub_mchid }: PaymentKey) =>
  sub_mchid === undefined
    ? {
        awaitEnd: PaymentFlow.awaitEnd({ mchid, out_trade_no }),
        close: PaymentFlow.close({ mchid, out_trade_no })
      }
    : {
        awaitEnd: PartnerPaymentFlow.awaitEnd({ sp_mchid: mchid, sub_mchid, out_trade_no }),
        close: PartnerPaymentFlow.close({ sp_mchid: mchid, sub_mchid, out_trade_no })
      }

const step = <E extends { readonly _tag: string }>(
  name: string,
  key: PaymentKey,
  flow: Effect.Effect<PaymentState.SingleOrder, E, WechatPayClient>
): Activity.Step<PaymentSeen, typeof PaymentSeen.Encoded, WechatPayClient> =>
  Activity.make({
    name,
    success: PaymentSeen,
    execute: Activity.withMerchant(key.mchid)(
      Effect.flatMap(PaymentSchedules, (schedules) =>
        flow.pipe(
          Effect.flatMap(seen),
          Effect.catchIf(
            ({ _tag }) => _tag === "OrderNotExist",
            () => Effect.map(Clock.currentTimeMillis, (at): PaymentSeen => ({ state: "NotCreated", at }))
          ),
          Effect.provideService(PaymentSchedules, { ...schedules, polling: Schedule.stop })
        )
      )
    )
  })

/**
 * Queries an order: one look of `PaymentFlow.awaitEnd`, or of `PartnerPaymentFlow.awaitEnd` with a `sub_mchid`.
 *
 * @since 1.0.0
 * @category payments
 */
export const lookAtPayment = (key: PaymentKey) => step("pay.end", key, flowOf(key).awaitEnd)

/**
 * Closes an order that is not paid: `PaymentFlow.close`, or `PartnerPaymentFlow.close` with a `sub_mchid`.
 *
 * @since 1.0.0
 * @category payments
 */
export const closePayment = (key: PaymentKey) => step("pay.close", key, flowOf(key).close)
