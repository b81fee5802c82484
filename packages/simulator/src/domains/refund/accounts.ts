/** Where refunds come from and go to: the merchant's balance, the user's account. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

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

/** Fen; a merchant without a record has enough. */
const balances = State.table("refund.balances", Schema.Number)

/** Payments of users who have closed their accounts since. */
const closedAccounts = State.table("refund.closedAccounts", Schema.Literal(true))

const ownerKey = ({ mchid, sub_mchid }: Owner): string => State.key(mchid, sub_mchid)

/**
 * How much a merchant has to refund from, in fen. Refunds that it does not cover are refused as `NOT_ENOUGH`. Without this, a
 * merchant always has enough.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setBalance = (owner: Owner, fen: number): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(balances), (rows) => rows.set(ownerKey(owner), fen))

/** Takes money from the balance, if it is there. */
export const spend = (owner: Owner, fen: number): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(balances), (rows) => {
    const balance = rows.get(ownerKey(owner))
    if (balance === undefined) return true
    if (balance < fen) return false
    rows.set(ownerKey(owner), balance - fen)
    return true
  })

/** Puts back what did not go out. */
export const restore = (owner: Owner, fen: number): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(balances), (rows) => {
    const balance = rows.get(ownerKey(owner))
    if (balance !== undefined) rows.set(ownerKey(owner), balance + fen)
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
