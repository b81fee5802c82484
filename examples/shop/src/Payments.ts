/** Takes the payment of an order: shows how to pay, waits for the money, closes what is not paid. */

import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as H5 from "@effect-wechatpay/pay/H5"
import * as Native from "@effect-wechatpay/pay/Native"
import * as Payment from "@effect-wechatpay/pay/Payment"
import * as PaymentFlow from "@effect-wechatpay/pay/PaymentFlow"
import * as PaymentSignals from "@effect-wechatpay/pay/PaymentSignals"
import * as PaymentState from "@effect-wechatpay/pay/PaymentState"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Background from "./Background.js"
import { type Order, Orders } from "./Orders.js"
import { Settings } from "./Settings.js"

type PaymentFailure = Endpoint.Failure<typeof Payment.close>

/** The same for each attempt of an order, so that WeChat Pay makes one order of all attempts. */
const termsOf = ({ description, number, total }: Order) =>
  Effect.map(Settings, ({ appid, notifyUrl }) => ({
    appid,
    out_trade_no: number,
    description,
    notify_url: notifyUrl,
    amount: { total }
  }))

/** Returns the text of the QR code, and begins to wait for the payment. */
export const code = (order: Order) =>
  termsOf(order).pipe(Effect.flatMap(Native.prepay), Effect.tap(watch(order.number)))

/** Returns the address that opens WeChat on the buyer's phone, and begins to wait for the payment. */
export const link = (order: Order, payer_client_ip: string) =>
  Effect.gen(function* () {
    const { url } = yield* Settings
    return yield* H5.prepay({
      ...(yield* termsOf(order)),
      scene_info: { payer_client_ip, h5_info: { type: "Wap" } },
      redirect_url: `${url}/orders/${order.number}`
    })
  }).pipe(Effect.tap(watch(order.number)))

/** The result of a query; of an order that WeChat Pay does not know, only the state. */
type Found = PaymentState.SingleOrder & { readonly success_time?: string | undefined }

/** The order as WeChat Pay has decided. Only an order whose payment has the order's own total is paid. */
const decided = (order: Order, found: Found): Order => {
  if (order.state !== "Open") return order
  const as = (state: Order["state"]) => (): Order => ({ ...order, state })
  return PaymentState.match(PaymentState.of(found), {
    Paid: ({ transactionIds: [transactionId] }): Order => ({
      ...order,
      state: PaymentState.isPaid(found, order.total) ? "Paid" : "Attention",
      transactionId,
      paidAt: Option.getOrUndefined(DateTime.make(found.success_time ?? ""))
    }),
    Closed: as("Closed"),
    NotPaid: as("Open"),
    Paying: as("Open"),
    Refunded: as("Attention"),
    Failed: as("Attention"),
    Reversed: as("Attention"),
    Unknown: as("Attention")
  })
}

const record = (number: string, found: Found) =>
  Effect.gen(function* () {
    const order = yield* (yield* Orders).update(number, (before) => decided(before, found))
    const state = Option.match(order, { onNone: () => "unknown", onSome: (after) => after.state })
    yield* Effect.logInfo(`order ${number} is ${state}`)
    return state
  })

/** WeChat Pay has never heard of the order: nobody was shown how to pay. It makes no order of a number that was closed. */
const closeUnknown = (number: string): Effect.Effect<Found, PaymentFailure, WechatPayClient> =>
  Effect.as(Payment.close({ out_trade_no: number }), { trade_state: "CLOSED" })

/** Waits for the payment, by notification and by queries, and closes the order after half an hour. */
const awaitPayment = (number: string) =>
  PaymentFlow.awaitPaymentOrClose({ out_trade_no: number }).pipe(
    Effect.catchTag("OrderNotExist", () => closeUnknown(number)),
    Effect.flatMap((found) => record(number, found)),
    Effect.repeat({ while: (state) => state === "Open", schedule: Schedule.spaced("1 minute") })
  )

/** Waits for the payment in the background. */
export const watch = (number: string) => Background.start(`payment of ${number}`, awaitPayment(number))

/** After a restart: waits for the payment of each open order again. */
export const resume = Effect.gen(function* () {
  const all = yield* (yield* Orders).all
  yield* Effect.forEach(all, ({ number, state }) => (state === "Open" ? watch(number) : Effect.void))
})

/** The buyer is back from WeChat, or has cancelled: the program that waits queries the order now. */
export const returned = (number: string) => PaymentSignals.publish({ out_trade_no: number })

/** The buyer does not want it any more. The order is closed, or paid if the buyer was faster. */
export const cancel = (number: string) =>
  PaymentFlow.close({ out_trade_no: number }).pipe(
    Effect.catchTag("OrderNotExist", () => closeUnknown(number)),
    Effect.flatMap((found) => record(number, found)),
    Effect.andThen(returned(number))
  )

/**
 * WeChat Pay reports that the order is paid or closed. This wakes the program that waits, and that program queries the
 * order. A payment of an order that is not open here is reported to the staff.
 */
export const wake = (number: string) =>
  Effect.gen(function* () {
    const order = Option.getOrUndefined(yield* (yield* Orders).find(number))
    if (order === undefined || order.state === "Closed") {
      return yield* Effect.logError(`WeChat Pay reports a payment of ${number}, which is not an open order`)
    }
    if (order.state !== "Open") return
    yield* watch(number)
    yield* returned(number)
  })
