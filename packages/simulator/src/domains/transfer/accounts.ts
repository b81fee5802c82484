/** The operation accounts that transfers are paid from, and the scenes of merchants. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

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

const Account = Schema.Struct({
  /** The available balance in fen. It does not include the money of transfers that are not final. */
  available: Schema.Number,
  /** Whether a transfer that exceeds the balance waits for money, in place of `NOT_ENOUGH`. */
  waits: Schema.Boolean
})

interface Account extends Schema.Schema.Type<typeof Account> {}

const accounts = State.table("transfer.accounts", Account)

/** Scenes that were granted; a merchant without a record has all of them. */
const grants = State.table("transfer.scenes", Schema.Array(Schema.String))

/** The default account: 100 million yuan. */
const opening: Account = { available: 10_000_000_000, waits: false }

const ownerKey = ({ mchid, sub_mchid }: Owner): string => State.key(mchid, sub_mchid)

/**
 * The account of a merchant.
 *
 * @since 1.0.0
 * @category accessors
 */
export const account = (owner: Owner): Effect.Effect<Account, never, State.State> =>
  Effect.map(State.rows(accounts), (rows) => rows.get(ownerKey(owner)) ?? opening)

const change = (owner: Owner, changed: (account: Account) => Account) =>
  Effect.map(State.rows(accounts), (rows) =>
    rows.set(ownerKey(owner), changed(rows.get(ownerKey(owner)) ?? opening))
  )

/**
 * Sets the balance that a merchant can transfer from, in fen. Larger transfers are rejected with `NOT_ENOUGH`; with
 * `waits` they are accepted and stay `PROCESSING` until the balance suffices and the identical request is repeated.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setAccount = (
  owner: Owner,
  available: number,
  options: { readonly waits?: boolean } = {}
): Effect.Effect<void, never, State.State> =>
  change(owner, () => ({ available, waits: options.waits ?? false }))

/** Takes money from the account if the balance suffices; returns whether it did. */
export const take = (owner: Owner, fen: number): Effect.Effect<boolean, never, State.State> =>
  Effect.gen(function* () {
    const { available } = yield* account(owner)
    if (available < fen) return false
    yield* change(owner, (before) => ({ ...before, available: before.available - fen }))
    return true
  })

/** Returns money to the account. */
export const giveBack = (owner: Owner, fen: number): Effect.Effect<void, never, State.State> =>
  change(owner, (before) => ({ ...before, available: before.available + fen }))

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
