/** Returns the money of an order. */
import * as RefundFlow from "@effect-wechatpay/refund/RefundFlow"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Background from "./Background.js"
import { type Order, Orders, type Refund } from "./Orders.js"
import { Settings } from "./Settings.js"

const stateOf: Readonly<Record<string, Refund["state"]>> = {
  SUCCESS: "Success",
  CLOSED: "Closed",
  ABNORMAL: "Abnormal"
}

/** Changes the last refund of an order. */
const change = (order: Order, refund: Partial<Refund>) =>
  Effect.flatMap(Orders, (orders) =>
    orders.update(order.number, ({ refunds, ...rest }) => ({
      ...rest,
      refunds: refunds.map((one, index) => (index === refunds.length - 1 ? { ...one, ...refund } : one))
    }))
  )

/** Applies for the refund and waits for its end. May be run again with the same order at any time. */
const refund = (order: Order, out_refund_no: string) =>
  Effect.gen(function* () {
    const { notifyUrl } = yield* Settings
    const applied = yield* RefundFlow.create({
      transaction_id: order.transactionId ?? "",
      out_refund_no,
      notify_url: notifyUrl,
      amount: { refund: order.total, total: order.total, currency: "CNY" }
    }).pipe(
      Effect.asSome,
      // Only now it is certain that no money moves. After another outcome the program is run again with the same number.
      Effect.catchIf(
        ({ outcome }) => outcome !== "Unknown",
        (error) =>
          Effect.logError(`the refund of ${order.number} was not accepted: ${error.message}`).pipe(
            Effect.andThen(change(order, { state: "Rejected" })),
            Effect.andThen(Effect.succeedNone)
          )
      )
    )
    if (Option.isNone(applied)) return
    const acceptedAt = Option.getOrUndefined(DateTime.make(applied.value.create_time))
    yield* change(order, { state: "Processing", acceptedAt })
    const { status } = yield* RefundFlow.awaitEnd({ out_refund_no })
    yield* change(order, { state: stateOf[status] ?? "Abnormal" })
    yield* Effect.logInfo(`the refund of ${order.number} is ${status}`)
  })

const run = (order: Order) =>
  Option.match(Option.fromNullable(order.refunds.at(-1)), {
    onNone: () => Effect.void,
    onSome: ({ number }) => Background.start(`refund of ${order.number}`, refund(order, number))
  })

const isEnded = ({ state }: Refund): boolean => state === "Closed"

/** Whether the office may refund the order. An abnormal refund is continued with `RefundFlow.applyAbnormal`, by hand. */
export const isPossible = ({ refunds, state }: Order): boolean => {
  const last = refunds.at(-1)
  return state === "Paid" && (last === undefined || last.state === "Closed" || last.state === "Rejected")
}

/** Asks for the refund. What the shop wants is stored first; a closed refund is followed by one with another number. */
const requested = (order: Order): Order => {
  if (!isPossible(order)) return order
  const kept = order.refunds.filter(isEnded)
  return { ...order, refunds: [...kept, { number: `${order.number}R${kept.length}`, state: "Requested" }] }
}

/** Refunds the whole order in the background. */
export const start = (number: string) =>
  Effect.gen(function* () {
    const order = yield* (yield* Orders).update(number, requested)
    if (Option.isSome(order)) yield* run(order.value)
  })

const isOpen = (order: Order): boolean => {
  const state = order.refunds.at(-1)?.state
  return state === "Requested" || state === "Processing"
}

/** After a restart: continues what is not finished. */
export const resume = Effect.gen(function* () {
  const all = yield* (yield* Orders).all
  yield* Effect.forEach(all.filter(isOpen), run)
})
