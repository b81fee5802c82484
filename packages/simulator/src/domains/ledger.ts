/**
 * The money of merchants: accounts, and every movement between two of them. Payments, refunds, shares, returns and
 * transfers move money here. An account cannot spend more than its balance. Fund flow bills are made from the entries.
 *
 * The balances of all accounts always add up to 0. Users and banks are accounts too; their balances may be negative.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Domain from "../Domain.js"
import * as Panel from "../Panel.js"
import * as Samples from "../Samples.js"
import * as State from "../State.js"

/**
 * The kinds of a merchant's accounts: basic, operation, fees, deposit.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AccountType = Schema.Literal("BASIC", "OPERATION", "FEES", "DEPOSIT")

/**
 * Type of an account.
 *
 * @since 1.0.0
 * @category models
 */
export type AccountType = typeof AccountType.Type

const account = Schema.Union(
  Schema.Struct({ _tag: Schema.Literal("Merchant"), mchid: Schema.String, type: AccountType }),
  Schema.Struct({ _tag: Schema.Literal("Pending"), mchid: Schema.String, transaction_id: Schema.String }),
  Schema.Struct({ _tag: Schema.Literal("Transit"), number: Schema.String }),
  Schema.Struct({ _tag: Schema.Literal("User"), openid: Schema.String }),
  Schema.Struct({ _tag: Schema.Literal("Outside") })
)

/**
 * Where money is: on an account of a merchant, frozen on it until a payment is shared, in transit, with a user, or
 * outside WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export type Account = typeof account.Type

/**
 * Schema of {@link Account}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Account: Schema.Schema<Account> = account

/**
 * An account of a merchant. The sub-merchant of a service provider is a merchant of its own number.
 *
 * @since 1.0.0
 * @category constructors
 */
export const merchant = (mchid: string, type: AccountType = "BASIC"): Account => ({
  _tag: "Merchant",
  mchid,
  type
})

/**
 * Frozen money of a merchant: the rest of a payment that can be shared, by the number of the payment, or the money of a
 * share that is `PROCESSING`, by the number of the share. It is part of the basic account and not available.
 *
 * @since 1.0.0
 * @category constructors
 */
export const pending = (mchid: string, transaction_id: string): Account => ({
  _tag: "Pending",
  mchid,
  transaction_id
})

/**
 * Money in transit of a refund or transfer, by WeChat Pay's number of it.
 *
 * @since 1.0.0
 * @category constructors
 */
export const transit = (number: string): Account => ({ _tag: "Transit", number })

/**
 * The money of a user. It has no limit.
 *
 * @since 1.0.0
 * @category constructors
 */
export const user = (openid = ""): Account => ({ _tag: "User", openid })

/**
 * Banks, and whoever pays for coupons. It has no limit.
 *
 * @since 1.0.0
 * @category constructors
 */
export const outside: Account = { _tag: "Outside" }

const Kind = Schema.Literal(
  "PAYMENT",
  "REVERSAL",
  "REFUND",
  "REFUND_RETURNED",
  "SHARE",
  "SHARE_RETURNED",
  "UNFREEZE",
  "TRANSFER",
  "TRANSFER_RETURNED",
  "TOP_UP",
  "WITHDRAWAL",
  "ADJUSTMENT"
)

/**
 * Why money moves. `ADJUSTMENT` sets a balance for a test.
 *
 * @since 1.0.0
 * @category models
 */
export type Kind = typeof Kind.Type

/**
 * One movement.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Entry = Schema.Struct({
  /** Unix time in milliseconds. */
  at: Schema.Number,
  from: Account,
  to: Account,
  /** Fen, more than 0. */
  amount: Schema.Number,
  kind: Kind,
  /** WeChat Pay's number of the payment, refund, share or transfer that moved the money. */
  business_no: Schema.String,
  /** The merchant's number of the same. */
  voucher_no: Schema.String
})

/**
 * An entry of the ledger.
 *
 * @since 1.0.0
 * @category models
 */
export interface Entry extends Schema.Schema.Type<typeof Entry> {}

/**
 * Every movement, in order of creation.
 *
 * @since 1.0.0
 * @category tables
 */
export const entries: State.Table<Entry> = State.table("ledger.entries", Entry)

/** Balances in fen. Each row contains its account, as the key cannot be parsed. */
export const balances = State.table(
  "ledger.balances",
  Schema.Struct({ account: Account, balance: Schema.Number })
)

const count = State.table("ledger.count", Schema.Number)

const keyOf = (account: Account): string => State.key(...Object.values(account))

/**
 * The balance of an account is too low. Nothing was moved.
 *
 * @since 1.0.0
 * @category errors
 */
export class InsufficientBalance extends Data.TaggedError("InsufficientBalance")<{
  readonly account: Account
  /** The balance, in fen. */
  readonly balance: number
  /** The requested amount, in fen. */
  readonly amount: number
}> {}

/**
 * The balance of an account, in fen. Initially it is 0.
 *
 * @since 1.0.0
 * @category accessors
 */
export const balance = (account: Account): Effect.Effect<number, never, State.State> =>
  Effect.map(State.rows(balances), (rows) => rows.get(keyOf(account))?.balance ?? 0)

/**
 * A movement to make.
 *
 * @since 1.0.0
 * @category models
 */
export interface Movement extends Omit<Entry, "at"> {
  /** Unix time in milliseconds. Default: now. */
  readonly at?: number
  /**
   * Whether the balance of `from` may become negative, for money that WeChat Pay takes back in any case. Default:
   * false.
   */
  readonly overdraft?: boolean
}

const isUnlimited = ({ _tag }: Account): boolean => _tag === "User" || _tag === "Outside"

/**
 * Moves money, all of it or none. Fails with {@link InsufficientBalance} if the balance is too low. An amount of 0
 * moves nothing and makes no entry.
 *
 * ```ts
 * yield* Ledger.move({
 *   kind: "SHARE",
 *   from: Ledger.pending(mchid, transaction_id),
 *   to: Ledger.merchant(receiver),
 *   amount,
 *   business_no: order_id,
 *   voucher_no: out_order_no
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const move = Effect.fnUntraced(function* (movement: Movement) {
  const { at, overdraft = false, ...entry } = movement
  const { amount, from, to } = entry
  if (amount === 0) return
  if (!Number.isSafeInteger(amount) || amount < 0) return yield* Effect.dieMessage(`an amount of ${amount}`)
  const rows = yield* State.rows(balances)
  const before = rows.get(keyOf(from))?.balance ?? 0
  if (before < amount && !overdraft && !isUnlimited(from)) {
    return yield* new InsufficientBalance({ account: from, balance: before, amount })
  }
  const change = (account: Account, by: number) =>
    rows.set(keyOf(account), { account, balance: (rows.get(keyOf(account))?.balance ?? 0) + by })
  change(from, -amount)
  change(to, amount)
  const counts = yield* State.rows(count)
  const number = counts.get("entries") ?? 0
  counts.set("entries", number + 1)
  ;(yield* State.rows(entries)).set(String(number).padStart(12, "0"), {
    at: at ?? (yield* Clock.currentTimeMillis),
    ...entry
  })
})

/**
 * Moves money from several accounts: the balance of the first one, then the rest from the next. If their total is too
 * low, it fails with {@link InsufficientBalance} of the last one and moves nothing.
 *
 * @since 1.0.0
 * @category combinators
 */
export const moveFromFirst = Effect.fnUntraced(function* (
  accounts: readonly [Account, ...Array<Account>],
  movement: Omit<Movement, "from">
) {
  const has = yield* Effect.forEach(accounts, balance)
  const last = accounts[accounts.length - 1] as Account
  let missing = movement.amount
  const parts = accounts.map((from, index) => {
    const amount = from === last ? missing : Math.max(0, Math.min(missing, has[index] ?? 0))
    missing -= amount
    return { ...movement, from, amount }
  })
  // Only the last part may exceed its account's balance.
  for (const part of parts.reverse()) yield* move(part)
})

/**
 * Gives a merchant money from outside.
 *
 * @since 1.0.0
 * @category combinators
 */
export const topUp = (
  mchid: string,
  amount: number,
  type: AccountType = "BASIC"
): Effect.Effect<void, never, State.State> =>
  Effect.orDie(
    move({
      kind: "TOP_UP",
      from: outside,
      to: merchant(mchid, type),
      amount,
      business_no: "0",
      voucher_no: ""
    })
  )

/**
 * Opens an account with a balance in fen, as if it had always been there. An account that money was moved to or from, or
 * whose balance was set, is not changed.
 *
 * @since 1.0.0
 * @category combinators
 */
export const open = Effect.fnUntraced(function* (account: Account, fen: number) {
  if ((yield* State.rows(balances)).get(keyOf(account)) !== undefined) return
  yield* Effect.orDie(
    move({ kind: "TOP_UP", from: outside, to: account, amount: fen, business_no: "0", voucher_no: "", at: 0 })
  )
})

/**
 * Sets the balance of a merchant's account, in fen.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setBalance = Effect.fnUntraced(function* (account: Account, fen: number) {
  const before = yield* balance(account)
  ;(yield* State.rows(balances)).set(keyOf(account), { account, balance: before })
  const adjust = { kind: "ADJUSTMENT", business_no: "0", voucher_no: "", overdraft: true } as const
  yield* Effect.orDie(
    before < fen
      ? move({ ...adjust, from: outside, to: account, amount: fen - before })
      : move({ ...adjust, from: account, to: outside, amount: before - fen })
  )
})

/**
 * All movements into and out of the accounts that the predicate selects, the oldest first.
 *
 * @since 1.0.0
 * @category accessors
 */
export const entriesOf = (
  isMeant: (account: Account) => boolean
): Effect.Effect<ReadonlyArray<Entry>, never, State.State> =>
  Effect.map(State.rows(entries), (rows) =>
    [...rows.filter(({ from, to }) => isMeant(from) || isMeant(to))].sort((one, other) => one.at - other.at)
  )

/**
 * The total balance, in fen, that accounts had at a time (Unix time in milliseconds, exclusive).
 *
 * @since 1.0.0
 * @category accessors
 */
export const balanceBefore = (
  isMeant: (account: Account) => boolean,
  time: number
): Effect.Effect<number, never, State.State> =>
  Effect.map(Effect.all([allBalances, entriesOf(isMeant)]), ([accounts, all]) =>
    // From the balance of now, because the oldest entries may have been removed.
    all.reduce(
      (sum, { amount, at, from, to }) =>
        at < time ? sum : sum - (isMeant(to) ? amount : 0) + (isMeant(from) ? amount : 0),
      accounts.reduce((sum, { account, balance }) => (isMeant(account) ? sum + balance : sum), 0)
    )
  )

/**
 * The balances of all accounts.
 *
 * @since 1.0.0
 * @category accessors
 */
export const allBalances: Effect.Effect<
  ReadonlyArray<{ readonly account: Account; readonly balance: number }>,
  never,
  State.State
> = Effect.map(State.rows(balances), (rows) => rows.filter(() => true))

const { action, fact, text, yuan } = Panel

const accountNames: Readonly<Record<AccountType, Panel.Text>> = {
  BASIC: text("Basic account", "基本账户"),
  OPERATION: text("Operation account", "运营账户"),
  FEES: text("Fee account", "手续费账户"),
  DEPOSIT: text("Deposit account", "保证金账户")
}

const Amount = Schema.Struct({
  mchid: Schema.NonEmptyString,
  type: AccountType,
  fen: Schema.compose(Schema.NumberFromString, Schema.Int.pipe(Schema.nonNegative()))
})

const panel: Panel.Panel = {
  id: "ledger.balances",
  title: text("Balances of merchants", "商户余额"),
  records: Panel.ofList(
    Effect.gen(function* () {
      const all = yield* allBalances
      const frozenOf = (mchid: string) =>
        all.reduce(
          (sum, { account, balance }) =>
            account._tag === "Pending" && account.mchid === mchid ? sum + balance : sum,
          0
        )
      return all.flatMap(({ account, balance }): ReadonlyArray<Panel.Record> => {
        if (account._tag !== "Merchant") return []
        const { mchid, type } = account
        return [
          {
            id: State.key(mchid, type),
            title: mchid,
            state: type,
            tone: balance > 0 ? "good" : "over",
            facts: [
              ...fact(accountNames[type], yuan(balance)),
              ...fact(
                text("Frozen until shared", "待分账"),
                type === "BASIC" ? yuan(frozenOf(mchid)) : undefined
              )
            ],
            actions: []
          }
        ]
      })
    })
  ),
  actions: [
    action(
      "setBalance",
      text("Set a balance", "设置余额"),
      (values) =>
        Effect.flatMap(Schema.decodeUnknown(Amount)(values), ({ fen, mchid, type }) =>
          setBalance(merchant(mchid, type), fen)
        ),
      {
        inputs: [
          { name: "mchid", label: text("Merchant", "商户号"), value: Samples.mchid },
          { name: "type", label: text("Account", "账户"), value: "BASIC", options: AccountType.literals },
          { name: "fen", label: text("Balance in fen", "余额（分）"), value: "100000" }
        ]
      }
    )
  ]
}

/**
 * The domain: it has no calls, and a panel of balances.
 *
 * @since 1.0.0
 * @category domains
 */
export const ledger: Domain.Domain = Domain.make("ledger", { panels: [panel] })
