/** The operation accounts that transfers are paid from, and the scenes of merchants. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import { payeeOf } from "../transactions.js"

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

/**
 * What transfers of a merchant are paid from.
 *
 * @since 1.0.0
 * @category models
 */
export interface Account {
  /** The available balance in fen. It does not include the money of transfers that are not final. */
  readonly available: number
  /** Whether a transfer that exceeds the balance waits for money, in place of `NOT_ENOUGH`. */
  readonly waits: boolean
}

/** The merchants whose transfers wait for money. */
const waiting = State.table("transfer.waiting", Schema.Boolean)

/** Scenes that were granted; a merchant without a record has all of them. */
const grants = State.table("transfer.scenes", Schema.Array(Schema.String))

/** The balance of an operation account that was never used: 100 million yuan. */
const opening = 10_000_000_000

const ownerKey = ({ mchid, sub_mchid }: Owner): string => State.key(mchid, sub_mchid)

const operationOf = (owner: Owner): Ledger.Account => Ledger.merchant(payeeOf(owner), "OPERATION")

/** Opens the operation account, if it was never used. */
export const openAccount = (owner: Owner): Effect.Effect<void, never, State.State> =>
  Ledger.open(operationOf(owner), opening)

/**
 * The operation account of a merchant.
 *
 * @since 1.0.0
 * @category accessors
 */
export const account = Effect.fnUntraced(function* (owner: Owner) {
  yield* openAccount(owner)
  const available = yield* Ledger.balance(operationOf(owner))
  const waits = (yield* State.rows(waiting)).get(ownerKey(owner)) === true
  return { available, waits } satisfies Account as Account
})

/**
 * Sets the balance that a merchant can transfer from, in fen. Larger transfers are rejected with `NOT_ENOUGH`; with
 * `waits` they are accepted and stay `PROCESSING` until the balance suffices and the identical request is repeated.
 * Without this call an operation account has 100 million yuan. The balance is the same as that of
 * `Ledger.setBalance(Ledger.merchant(mchid, "OPERATION"), fen)`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setAccount = Effect.fnUntraced(function* (
  owner: Owner,
  available: number,
  options: { readonly waits?: boolean } = {}
) {
  yield* Ledger.setBalance(operationOf(owner), available)
  ;(yield* State.rows(waiting)).set(ownerKey(owner), options.waits ?? false)
})

/** Money of a merchant that is locked for users or another merchant. */
export interface Locked extends Owner {
  /** WeChat Pay's number of the transfer, batch or budget. */
  readonly business_no: string
  /** The merchant's number of it. */
  readonly voucher_no: string
}

const movementOf = ({ business_no, voucher_no }: Locked) => ({ business_no, voucher_no })

/** Locks money of the operation account if the balance suffices; returns whether it did. */
export const lock = Effect.fnUntraced(function* (locked: Locked, amount: number) {
  const { available } = yield* account(locked)
  if (available < amount) return false
  yield* Effect.orDie(
    Ledger.move({
      ...movementOf(locked),
      kind: "TRANSFER",
      from: operationOf(locked),
      to: Ledger.transit(locked.business_no),
      amount
    })
  )
  return true
})

/** Pays locked money to a user or a merchant. */
export const payOut = (
  locked: Locked,
  to: Ledger.Account,
  amount: number
): Effect.Effect<void, never, State.State> =>
  Effect.orDie(
    Ledger.move({
      ...movementOf(locked),
      kind: "TRANSFER",
      from: Ledger.transit(locked.business_no),
      to,
      amount
    })
  )

/** Returns locked money to the operation account. */
export const giveBack = (locked: Locked, amount: number): Effect.Effect<void, never, State.State> =>
  Effect.orDie(
    Ledger.move({
      ...movementOf(locked),
      kind: "TRANSFER_RETURNED",
      from: Ledger.transit(locked.business_no),
      to: operationOf(locked),
      amount
    })
  )

/**
 * Grants exactly these scenes to a merchant. Without this call a merchant has every scene.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setScenes = (
  owner: Owner,
  scenes: ReadonlyArray<string>
): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(grants), (rows) => rows.set(ownerKey(owner), [...scenes]))

export const hasScene = (owner: Owner, scene: string): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(grants), (rows) => rows.get(ownerKey(owner))?.includes(scene) ?? true)
