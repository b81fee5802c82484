/** The operation accounts that transfers are paid from, and the scenes of merchants. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

/**
 * Whose account it is: a merchant's, or a sub-merchant's of a service provider.
 *
 * @since 1.0.0
 * @category models
 */
export interface Owner {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
}

const Account = Schema.Struct({
  /** Fen that may be used. Money of a transfer that is not final is not among it. */
  available: Schema.Number,
  /** Whether a transfer that the account does not cover waits for money, in place of `NOT_ENOUGH`. */
  waits: Schema.Boolean
})

interface Account extends Schema.Schema.Type<typeof Account> {}

const accounts = State.table("transfer.accounts", Account)

/** Scenes that were granted; a merchant without a record has all of them. */
const grants = State.table("transfer.scenes", Schema.Array(Schema.String))

/** What a merchant has that nobody set: 100 million yuan. */
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
 * Sets what a merchant has to transfer from, in fen. A transfer that it does not cover is rejected with `NOT_ENOUGH`; with `waits`
 * it is accepted and stays `PROCESSING` until the account holds enough and the identical request is repeated.
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

/** Takes money from the account, if it is there. */
export const take = (owner: Owner, fen: number): Effect.Effect<boolean, never, State.State> =>
  Effect.gen(function* () {
    const { available } = yield* account(owner)
    if (available < fen) return false
    yield* change(owner, (before) => ({ ...before, available: before.available - fen }))
    return true
  })

/** Puts money back that did not go out. */
export const giveBack = (owner: Owner, fen: number): Effect.Effect<void, never, State.State> =>
  change(owner, (before) => ({ ...before, available: before.available + fen }))

/**
 * Grants these scenes to a merchant, and no others. Without this, a merchant has every scene.
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
