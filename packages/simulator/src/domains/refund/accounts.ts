/** The accounts of refunds: the merchant's balance and the user's account. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import * as Sharing from "../profitSharing/money.js"
import * as Transactions from "../transactions.js"
import type { Refund } from "./refunds.js"

/**
 * The owner of an account: a merchant, or a sub-merchant of a service provider.
 *
 * @since 1.0.0
 * @category models
 */
export interface Owner {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
}

/** Payments of users who have closed their accounts. */
const closedAccounts = State.table("refund.closedAccounts", Schema.Literal(true))

/**
 * Sets the balance that a merchant can refund from, in fen. Larger refunds are rejected with `NOT_ENOUGH`. Without this
 * call the balance is what the merchant was paid. It is the same as {@link Ledger.setBalance} of the basic account.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setBalance = (owner: Owner, fen: number): Effect.Effect<void, never, State.State> =>
  Ledger.setBalance(Ledger.merchant(Transactions.payeeOf(owner)), fen)

type Money = Pick<Refund, "refund_id" | "out_refund_no" | "mchid" | "sub_mchid" | "transaction_id"> & {
  /** The amount that leaves the merchant, in fen. */
  readonly amount: number
  /** The accounts that pay, if the merchant names them. */
  readonly from?:
    | ReadonlyArray<{ readonly account: "AVAILABLE" | "UNAVAILABLE"; readonly amount: number }>
    | undefined
}

/**
 * Takes the money of a refund from the merchant: first the frozen part of the payment, unless the merchant names
 * accounts.
 */
export const spend = Effect.fnUntraced(function* ({ amount, from, ...refund }: Money) {
  const [pending, available] = Transactions.accountsOf(refund)
  const movement = {
    kind: "REFUND",
    to: Ledger.transit(refund.refund_id),
    business_no: refund.refund_id,
    voucher_no: refund.out_refund_no
  } as const
  if (from === undefined) return yield* Ledger.moveFromFirst([pending, available], { ...movement, amount })
  const named = from.map((part) => ({
    ...movement,
    from: part.account === "AVAILABLE" ? available : pending,
    amount: part.amount
  }))
  for (const part of named) {
    const has = yield* Ledger.balance(part.from)
    if (has < part.amount) {
      return yield* new Ledger.InsufficientBalance({ account: part.from, balance: has, amount: part.amount })
    }
  }
  for (const part of named) yield* Ledger.move(part)
})

/** The members of an application that say where its money comes from. */
interface Application {
  readonly amount?: Pick<Money, "from">
}

/**
 * Returns the money of a refund that did not take place to where it came from. Once the rest of the payment is unfrozen,
 * all of it is available.
 */
export const restore = Effect.fnUntraced(function* (refund: Refund) {
  const payment = (yield* State.rows(Transactions.transactions)).get(refund.transaction_id)
  const now = yield* Clock.currentTimeMillis
  const isFrozen = payment !== undefined && (yield* Sharing.frozen(payment, 0, now)) !== undefined
  const [pending, available] = Transactions.accountsOf(refund)
  const all = [{ account: "UNAVAILABLE", amount: refund.settlement_refund ?? refund.refund }] as const
  for (const { account, amount } of (refund.application as Application).amount?.from ?? all) {
    yield* Effect.orDie(
      Ledger.move({
        kind: "REFUND_RETURNED",
        from: Ledger.transit(refund.refund_id),
        to: isFrozen && account === "UNAVAILABLE" ? pending : available,
        amount,
        business_no: refund.refund_id,
        voucher_no: refund.out_refund_no,
        overdraft: true
      })
    )
  }
})

/**
 * Pays out a refund: the user's part to the user or to the merchant's own bank, the rest to the sources of the coupons.
 */
export const payOut = Effect.fnUntraced(function* (refund: Refund, toMerchant: boolean) {
  const payment = (yield* State.rows(Transactions.transactions)).get(refund.transaction_id)
  const settlement = refund.settlement_refund ?? refund.refund
  const payer = refund.payer_refund ?? refund.refund
  const movement = {
    kind: "REFUND",
    from: Ledger.transit(refund.refund_id),
    business_no: refund.refund_id,
    voucher_no: refund.out_refund_no,
    overdraft: true
  } as const
  const to = toMerchant ? Ledger.outside : Ledger.user(payment?.openid)
  yield* Effect.orDie(Ledger.move({ ...movement, to, amount: payer }))
  yield* Effect.orDie(Ledger.move({ ...movement, to: Ledger.outside, amount: settlement - payer }))
})

/**
 * The paying user closes the account: refunds of this payment are rejected with `USER_ACCOUNT_ABNORMAL`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const closeUserAccount = (transaction_id: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(closedAccounts), (rows) => rows.set(transaction_id, true))

export const unreachable = (transaction_id: string): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(closedAccounts), (rows) => rows.get(transaction_id) !== undefined)
