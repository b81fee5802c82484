/** Where refunds come from and go to: the merchant's balance, the user's account. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import * as Transactions from "../transactions.js"
import type { Refund } from "./refunds.js"

/**
 * Whose money it is: a merchant's, or a sub-merchant's of a service provider.
 *
 * @since 1.0.0
 * @category models
 */
export interface Owner {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
}

/** Payments of users who have closed their accounts since. */
const closedAccounts = State.table("refund.closedAccounts", Schema.Literal(true))

/**
 * Sets what a merchant has to refund from, in fen. Refunds that it does not cover are rejected as `NOT_ENOUGH`. Without this a
 * merchant has what it was paid: {@link Ledger.setBalance} of its basic account is the same.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setBalance = (owner: Owner, fen: number): Effect.Effect<void, never, State.State> =>
  Ledger.setBalance(Ledger.merchant(Transactions.payeeOf(owner)), fen)

type Money = Pick<Refund, "refund_id" | "out_refund_no" | "mchid" | "sub_mchid" | "transaction_id"> & {
  /** What leaves the merchant, in fen. */
  readonly amount: number
  /** Which accounts pay, where the merchant says it. */
  readonly from?:
    | ReadonlyArray<{ readonly account: "AVAILABLE" | "UNAVAILABLE"; readonly amount: number }>
    | undefined
}

/** Takes the money of a refund from the merchant: what is frozen of the payment first, unless the merchant says otherwise. */
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

/** Puts back what did not go out. */
export const restore = (refund: Refund): Effect.Effect<void, never, State.State> =>
  Effect.orDie(
    Ledger.move({
      kind: "REFUND_RETURNED",
      from: Ledger.transit(refund.refund_id),
      to: Ledger.merchant(Transactions.payeeOf(refund)),
      amount: refund.settlement_refund ?? refund.refund,
      business_no: refund.refund_id,
      voucher_no: refund.out_refund_no,
      overdraft: true
    })
  )

/** The money of a refund arrives: the user's part at the user, or at the merchant's own bank, and the rest where coupons are from. */
export const payOut = Effect.fnUntraced(function* (refund: Refund, toMerchant: boolean) {
  const payment = (yield* State.rows(Transactions.transactions)).get(refund.transaction_id)
  const settled = refund.settlement_refund ?? refund.refund
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
  yield* Effect.orDie(Ledger.move({ ...movement, to: Ledger.outside, amount: settled - payer }))
})

/**
 * The user who paid closes the account: refunds of this payment are refused as `USER_ACCOUNT_ABNORMAL` from now on.
 *
 * @since 1.0.0
 * @category combinators
 */
export const closeUserAccount = (transaction_id: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(closedAccounts), (rows) => rows.set(transaction_id, true))

export const unreachable = (transaction_id: string): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(closedAccounts), (rows) => rows.get(transaction_id) !== undefined)
