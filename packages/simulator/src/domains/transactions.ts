/** Payments that WeChat Pay collected, of all products. Refunds refer to them; bills list them. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../State.js"
import * as Ledger from "./ledger.js"

export const Transaction = Schema.Struct({
  transaction_id: Schema.String,
  /** The merchant's number of the payment; for automatic deductions a number of WeChat Pay. */
  out_trade_no: Schema.String,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  /** Fen, coupons included. */
  total: Schema.Number,
  /** The part that the user paid, in fen. Absent: all of it. */
  payer_total: Schema.optional(Schema.Number),
  /** The part of the coupons that the merchant receives, in fen. Absent: nothing. */
  coupon_total: Schema.optional(Schema.Number),
  /** Unix time in milliseconds. */
  paid_at: Schema.Number,
  /** The product by which the payment can be shared, if it was made with the sharing flag. */
  profit_sharing: Schema.optional(Schema.Literal("standard", "ecommerce", "brand")),
  /** When a reversal (not a refund) returned all of it to the user. */
  reversed_at: Schema.optional(Schema.Number),
  /** Values that only bills show. */
  appid: Schema.optional(Schema.String),
  openid: Schema.optional(Schema.String),
  /** As in bills: `AUTH` for automatic deductions. */
  trade_type: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  attach: Schema.optional(Schema.String)
})
export interface Transaction extends Schema.Schema.Type<typeof Transaction> {}

export const transactions = State.table("transactions", Transaction)

/** The owner of the account that receives the money: the sub-merchant of a service provider. */
export const payeeOf = ({ mchid, sub_mchid }: Pick<Transaction, "mchid" | "sub_mchid">): string =>
  sub_mchid ?? mchid

/** The accounts with the money of a payment: the part that is frozen until it is shared, then the available balance. */
export const accountsOf = (
  payment: Pick<Transaction, "mchid" | "sub_mchid" | "transaction_id">
): readonly [Ledger.Account, Ledger.Account] => {
  const payee = payeeOf(payment)
  return [Ledger.pending(payee, payment.transaction_id), Ledger.merchant(payee)]
}

/**
 * Splits an amount of a payment into the user's part and the part of the coupons that the merchant received; the rest
 * never reached the merchant.
 */
export const partsOf = (
  { coupon_total = 0, payer_total, total }: Pick<Transaction, "total" | "payer_total" | "coupon_total">,
  amount: number
): { readonly payer: number; readonly coupon: number } => ({
  payer: Math.floor((amount * (payer_total ?? total)) / total),
  coupon: Math.floor((amount * coupon_total) / total)
})

/**
 * Stores a payment and moves its money to the merchant. The money of a payment that can be shared is frozen. For a payment
 * that is already stored, no money is moved again.
 */
export const register = Effect.fnUntraced(function* (transaction: Transaction) {
  const rows = yield* State.rows(transactions)
  const isNew = rows.get(transaction.transaction_id) === undefined
  rows.set(transaction.transaction_id, transaction)
  if (!isNew) return
  const [pending, available] = accountsOf(transaction)
  const { coupon, payer } = partsOf(transaction, transaction.total)
  const payment = {
    kind: "PAYMENT",
    to: transaction.profit_sharing === undefined ? available : pending,
    business_no: transaction.transaction_id,
    voucher_no: transaction.out_trade_no,
    at: transaction.paid_at
  } as const
  yield* Effect.orDie(Ledger.move({ ...payment, from: Ledger.user(transaction.openid), amount: payer }))
  yield* Effect.orDie(Ledger.move({ ...payment, from: Ledger.outside, amount: coupon }))
})

/** Reverses a payment completely: nothing remains to be refunded, and bills show the reversal besides the payment. */
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

/** The payment with one of the two numbers, if it belongs to the merchant. */
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
