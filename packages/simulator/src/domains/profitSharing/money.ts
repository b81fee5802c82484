/** The rest of an order: the payment less refunds and shares. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import { accountsOf, payeeOf, type Transaction } from "../transactions.js"
import { closedOrders, type Part, type Share, shares, sumOf } from "./tables.js"

/** After this time the rest is unfrozen automatically. */
const limit = { standard: "30 days", brand: "30 days", ecommerce: "180 days" } as const

/** The first moment at which a payment can no longer be shared, Unix time in milliseconds. */
export const expiresAt = ({ paid_at, profit_sharing = "standard" }: Transaction): number =>
  paid_at + Duration.toMillis(limit[profit_sharing]) + 1

export const isExpired = (payment: Transaction, now: number): boolean => now >= expiresAt(payment)

export const isClosed = (
  payment: Pick<Transaction, "transaction_id">
): Effect.Effect<boolean, never, State.State> =>
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

type Order = Pick<Transaction, "mchid" | "sub_mchid" | "transaction_id">

/** Reserves the money of a new share, from the frozen money of its payment. */
export const reserve = (share: Share) =>
  Ledger.move({
    kind: "SHARE",
    from: accountsOf(share)[0],
    to: Ledger.pending(payeeOf(share), share.order_id),
    amount: sumOf(share.parts),
    business_no: share.order_id,
    voucher_no: share.out_order_no
  })

const movePart = (share: Share, { amount }: Part, to: Ledger.Account, kind: Ledger.Kind) =>
  Effect.orDie(
    Ledger.move({
      kind,
      from: Ledger.pending(payeeOf(share), share.order_id),
      to,
      amount,
      business_no: share.order_id,
      voucher_no: share.out_order_no
    })
  )

/** Pays a part to its receiver. */
export const payPart = (share: Share, part: Part): Effect.Effect<void, never, State.State> =>
  movePart(
    share,
    part,
    part.type === "MERCHANT_ID" ? Ledger.merchant(part.account) : Ledger.user(part.account),
    "SHARE"
  )

/** Returns the money of a closed part: it is frozen again, or available once the rest is unfrozen. */
export const returnPart = Effect.fnUntraced(function* (share: Share, part: Part) {
  const [frozen, available] = accountsOf(share)
  const isOver = (yield* State.rows(closedOrders)).get(share.transaction_id) === true
  yield* movePart(share, part, isOver ? available : frozen, "UNFREEZE")
})

/** Makes the rest of a payment available to the payer. */
export const release = Effect.fnUntraced(function* (
  order: Order,
  numbers: { readonly business_no: string; readonly voucher_no: string }
) {
  const [from, to] = accountsOf(order)
  const amount = yield* Ledger.balance(from)
  yield* Effect.orDie(Ledger.move({ kind: "UNFREEZE", from, to, amount, ...numbers }))
})
