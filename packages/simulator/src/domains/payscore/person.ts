/** What a user does in WeChat with service orders, and WeChat Pay's own collection. */
import { randomBytes } from "node:crypto"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import * as Outbox from "../../Outbox.js"
import { NotPossible } from "../notPossible.js"
import * as Transactions from "../transactions.js"
import { whole } from "./orderAnswer.js"
import { find, started } from "./orderRules.js"
import { type Order, save } from "./orders.js"

/** Which order: a merchant's, or a provider's for a sub-merchant. */
export type Who = Pick<Order, "mchid" | "out_order_no"> & { readonly sub_mchid?: string }

const orderOf = Effect.fnUntraced(function* ({ mchid, out_order_no, sub_mchid }: Who) {
  const role = sub_mchid === undefined ? "merchant" : "partner"
  const order = yield* find({ role, mchid, sub_mchid, out_order_no })
  return order ?? (yield* new NotPossible({ problem: "no such order" }))
})

const notify = (order: Order, event_type: string, summary: string) =>
  Outbox.send({
    mchid: order.mchid,
    url: order.terms.notify_url,
    event_type,
    summary,
    original_type: "payscore",
    resource: whole(order)
  })

/**
 * Confirms an order: opens its `package`, which works once, and agrees. The order is in service from now on and the merchant
 * is notified. Gives the `query_id` that the front end gets.
 */
export const confirm = Effect.fnUntraced(function* (who: Who, openid: string) {
  const order = yield* orderOf(who)
  if (order.state !== "CREATED") return yield* new NotPossible({ problem: `the order is ${order.state}` })
  if (order.packageUsed) return yield* new NotPossible({ problem: "the package was opened before" })
  const query_id = randomBytes(24).toString("base64url")
  const confirmed = yield* save({
    ...order,
    openid,
    state: "DOING",
    state_description: "USER_CONFIRM",
    packageUsed: true,
    query_id,
    terms: started(order.terms, yield* Clock.currentTimeMillis)
  })
  yield* notify(confirmed, "PAYSCORE.USER_CONFIRM", "用户确认成功")
  return query_id
})

/** The collection succeeds, by itself or because the user pays; the merchant is notified. Gives the `transaction_id`. */
export const payByUser = Effect.fnUntraced(function* (who: Who) {
  const order = yield* orderOf(who)
  if (order.state_description !== "MCH_COMPLETE") {
    return yield* new NotPossible({ problem: "nothing is to be paid" })
  }
  const now = yield* Clock.currentTimeMillis
  const transaction_id = `4200${digits(24)}`
  const total = order.total_amount ?? 0
  const { state_description: _, ...rest } = order
  const paid = yield* save({
    ...rest,
    state: "DONE",
    inFlight: false,
    collection: {
      state: "USER_PAID",
      total_amount: total,
      paying_amount: 0,
      paid_amount: total,
      details: [
        {
          seq: 1,
          amount: total,
          paid_type: "NEWTON",
          paid_time: BeijingTime.fromDateTime(DateTime.unsafeMake(now)),
          transaction_id
        }
      ]
    }
  })
  yield* Transactions.register({
    transaction_id,
    // An automatic deduction gets a number of WeChat Pay's own, not the order's.
    out_trade_no: digits(28),
    mchid: order.mchid,
    sub_mchid: order.sub_mchid,
    total,
    paid_at: now
  })
  yield* notify(paid, "PAYSCORE.USER_PAID", "用户支付成功")
  return transaction_id
})

/** Whether a deduction is under way, during which the merchant cannot cancel, modify or sync. */
export const setInFlight = Effect.fnUntraced(function* (who: Who, inFlight: boolean) {
  yield* save({ ...(yield* orderOf(who)), inFlight })
})

/** The next urging of the merchant fails: the user has no money. */
export const failToPay = Effect.fnUntraced(function* (who: Who) {
  const order = yield* orderOf(who)
  yield* save({ ...order, done: { ...order.done, failNextPay: true } })
})
