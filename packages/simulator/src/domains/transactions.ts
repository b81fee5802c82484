/** Payments that WeChat Pay collected, whatever product they came from: what refunds refer to and bills are made of. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../State.js"
import * as Ledger from "./ledger.js"

export const Transaction = Schema.Struct({
  transaction_id: Schema.String,
  /** The merchant's number of the payment; a number of WeChat Pay's own for automatic deductions. */
  out_trade_no: Schema.String,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  /** Fen, coupons included. */
  total: Schema.Number,
  /** What the user paid of it, in fen. Absent: all of it. */
  payer_total: Schema.optional(Schema.Number),
  /** What of the coupons is settled to the merchant, in fen. Absent: nothing. */
  coupon_total: Schema.optional(Schema.Number),
  /** Unix time in milliseconds. */
  paid_at: Schema.Number,
  /** Whether it was paid with the sharing flag, and by which product it is shared then. */
  profit_sharing: Schema.optional(Schema.Literal("standard", "ecommerce", "brand")),
  /** When all of it went back to the user by a reversal, which is no refund. */
  reversed_at: Schema.optional(Schema.Number),
  /** What bills say beside. */
  appid: Schema.optional(Schema.String),
  openid: Schema.optional(Schema.String),
  /** As bills write it: `AUTH` for automatic deductions. */
  trade_type: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  attach: Schema.optional(Schema.String)
})
export interface Transaction extends Schema.Schema.Type<typeof Transaction> {}

export const transactions = State.table("transactions", Transaction)

/** Whose account the money is on: the sub-merchant's of a service provider. */
export const payeeOf = ({ mchid, sub_mchid }: Pick<Transaction, "mchid" | "sub_mchid">): string =>
  sub_mchid ?? mchid

/** Where the money of a payment is: what is frozen until it is shared, then what is available. */
export const accountsOf = (
  payment: Pick<Transaction, "mchid" | "sub_mchid" | "transaction_id">
): readonly [Ledger.Account, Ledger.Account] => {
  const payee = payeeOf(payment)
  return [Ledger.pending(payee, payment.transaction_id), Ledger.merchant(payee)]
}

/** What of an amount of a payment is the user's, and what is settled of coupons; the rest was never settled. */
export const partsOf = (
  { coupon_total = 0, payer_total, total }: Pick<Transaction, "total" | "payer_total" | "coupon_total">,
  amount: number
): { readonly payer: number; readonly coupon: number } => ({
  payer: Math.floor((amount * (payer_total ?? total)) / total),
  coupon: Math.floor((amount * coupon_total) / total)
})

/** Remembers a payment, and moves its money to the merchant. A payment that is known already moves no money again. */
export const register = Effect.fnUntraced(function* (transaction: Transaction) {
  const rows = yield* State.rows(transactions)
  const isNew = rows.get(transaction.transaction_id) === undefined
  rows.set(transaction.transaction_id, transaction)
  if (!isNew) return
  const [, available] = accountsOf(transaction)
  const { coupon, payer } = partsOf(transaction, transaction.total)
  const payment = {
    kind: "PAYMENT",
    to: available,
    business_no: transaction.transaction_id,
    voucher_no: transaction.out_trade_no,
    at: transaction.paid_at
  } as const
  yield* Effect.orDie(Ledger.move({ ...payment, from: Ledger.user(transaction.openid), amount: payer }))
  yield* Effect.orDie(Ledger.move({ ...payment, from: Ledger.outside, amount: coupon }))
})

/** All of a payment goes back at once: nothing of it is left to refund, and bills say so beside the payment. */
export const reverse = Effect.fnUntraced(function* (transaction_id: string) {
  const rows = yield* State.rows(transactions)
  const payment = rows.get(transaction_id)
  if (payment === undefined || payment.reversed_at !== undefined) return
  const reversed_at = yield* Clock.currentTimeMillis
  rows.set(transaction_id, { ...payment, reversed_at })
  const { coupon, payer } = partsOf(payment, payment.total)
  const reversal = {
    kind: "REVERSAL",
    business_no: transaction_id,
    voucher_no: payment.out_trade_no,
    at: reversed_at,
    overdraft: true
  } as const
  const accounts = accountsOf(payment)
  yield* Effect.orDie(
    Ledger.moveFromFirst(accounts, { ...reversal, to: Ledger.user(payment.openid), amount: payer })
  )
  yield* Effect.orDie(Ledger.moveFromFirst(accounts, { ...reversal, to: Ledger.outside, amount: coupon }))
})

/** By either of its numbers, if it belongs to the merchant. */
export const find = (
  owner: Pick<Transaction, "mchid" | "sub_mchid">,
  number: { readonly transaction_id?: string | undefined; readonly out_trade_no?: string | undefined }
): Effect.Effect<Transaction | undefined, never, State.State> =>
  Effect.map(State.rows(transactions), (rows) =>
    rows.find(
      (transaction) =>
        transaction.mchid === owner.mchid &&
        transaction.sub_mchid === owner.sub_mchid &&
        (number.transaction_id === undefined
          ? transaction.out_trade_no === number.out_trade_no
          : transaction.transaction_id === number.transaction_id)
    )
  )
