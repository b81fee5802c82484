/** The timer of profit sharing: after the period for sharing, the rest of a payment is unfrozen. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Timer } from "../../Domain.js"
import * as State from "../../State.js"
import { transactions } from "../transactions.js"
import * as Money from "./money.js"
import { closedOrders } from "./tables.js"

/** The payments with a rest that has not been unfrozen. */
const open = Effect.gen(function* () {
  const closed = yield* State.rows(closedOrders)
  return (yield* State.rows(transactions)).filter(
    ({ profit_sharing, transaction_id }) =>
      profit_sharing !== undefined && closed.get(transaction_id) !== true
  )
})

const expiry: Timer = {
  next: Effect.map(open, (payments) =>
    payments.reduce<number | undefined>(
      (soonest, payment) => Math.min(soonest ?? Number.POSITIVE_INFINITY, Money.expiresAt(payment)),
      undefined
    )
  ),
  run: Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    for (const payment of yield* open) {
      if (!Money.isExpired(payment, now)) continue
      yield* Money.close(payment.transaction_id)
      yield* Money.release(payment, { business_no: payment.transaction_id, voucher_no: payment.out_trade_no })
    }
  })
}

export const timers: ReadonlyArray<Timer> = [expiry]
