/** Payments that WeChat Pay collected, whatever product they came from: what refunds refer to and bills are made of. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../State.js"

export const Transaction = Schema.Struct({
  transaction_id: Schema.String,
  /** The merchant's number of the payment; a number of WeChat Pay's own for automatic deductions. */
  out_trade_no: Schema.String,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  /** Fen. */
  total: Schema.Number,
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

export const register = (transaction: Transaction): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(transactions), (rows) => rows.set(transaction.transaction_id, transaction))

/** All of a payment goes back at once: nothing of it is left to refund, and bills say so beside the payment. */
export const reverse = Effect.fnUntraced(function* (transaction_id: string) {
  const rows = yield* State.rows(transactions)
  const payment = rows.get(transaction_id)
  if (payment === undefined) return
  rows.set(transaction_id, { ...payment, reversed_at: yield* Clock.currentTimeMillis })
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
