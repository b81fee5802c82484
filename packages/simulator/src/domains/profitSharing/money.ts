/** What is left of an order: the payment, less what was refunded and shared. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import type { Transaction } from "../transactions.js"
import { closedOrders, shares, sumOf } from "./tables.js"

/** After this time the rest is unfrozen by itself. */
const limit = { standard: "30 days", brand: "30 days", ecommerce: "180 days" } as const

export const isExpired = ({ paid_at, profit_sharing = "standard" }: Transaction, now: number): boolean =>
  now - paid_at > Duration.toMillis(limit[profit_sharing])

export const isClosed = (payment: Transaction): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(closedOrders), (rows) => rows.get(payment.transaction_id) === true)

/** Nothing more of it can be shared. */
export const close = (transaction_id: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(closedOrders), (rows) => rows.set(transaction_id, true))

/** The shares of an order. */
export const sharesOf = ({ transaction_id }: Pick<Transaction, "transaction_id">) =>
  Effect.map(State.rows(shares), (rows) =>
    rows.filter((share) => share.kind === "share" && share.transaction_id === transaction_id)
  )

/** What of the payment went to others, or is on its way there, in fen. */
export const sharedOf = (payment: Pick<Transaction, "transaction_id">) =>
  Effect.map(sharesOf(payment), (all) => all.reduce((sum, { parts }) => sum + sumOf(parts), 0))

/**
 * What of a payment is still frozen, in fen, after refunds of `refunded`; absent where nothing is frozen: the payment was made
 * without the flag, its rest was unfrozen, or its time is over.
 */
export const frozen = Effect.fnUntraced(function* (payment: Transaction, refunded: number, now: number) {
  if (payment.profit_sharing === undefined || isExpired(payment, now) || (yield* isClosed(payment))) {
    return undefined
  }
  return payment.total - refunded - (yield* sharedOf(payment))
})
