/** The rest of an order: the payment less refunds and shares. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import type { Transaction } from "../transactions.js"
import { closedOrders, shares, sumOf } from "./tables.js"

/** After this time the rest is unfrozen automatically. */
const limit = { standard: "30 days", brand: "30 days", ecommerce: "180 days" } as const

export const isExpired = ({ paid_at, profit_sharing = "standard" }: Transaction, now: number): boolean =>
  now - paid_at > Duration.toMillis(limit[profit_sharing])

export const isClosed = (payment: Transaction): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(closedOrders), (rows) => rows.get(payment.transaction_id) === true)

/** Closes an order: nothing more of it can be shared. */
export const close = (transaction_id: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(closedOrders), (rows) => rows.set(transaction_id, true))

/** The shares of an order. */
export const sharesOf = ({ transaction_id }: Pick<Transaction, "transaction_id">) =>
  Effect.map(State.rows(shares), (rows) =>
    rows.filter((share) => share.kind === "share" && share.transaction_id === transaction_id)
  )

/** The amount of the payment that was shared or is being shared, in fen. */
export const sharedOf = (payment: Pick<Transaction, "transaction_id">) =>
  Effect.map(sharesOf(payment), (all) => all.reduce((sum, { parts }) => sum + sumOf(parts), 0))

/**
 * The frozen amount of a payment in fen, after refunds of `refunded`. Undefined if nothing is frozen: the payment was
 * made without the flag, its rest was unfrozen, or the period for sharing has ended.
 */
export const frozen = Effect.fnUntraced(function* (payment: Transaction, refunded: number, now: number) {
  if (payment.profit_sharing === undefined || isExpired(payment, now) || (yield* isClosed(payment))) {
    return undefined
  }
  return payment.total - refunded - (yield* sharedOf(payment))
})
