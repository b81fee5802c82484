/** Shares, returns, receivers and settings of profit sharing in the state. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

export const Product = Schema.Literal("standard", "ecommerce", "brand")

/**
 * The product by which an order is shared.
 *
 * @since 1.0.0
 * @category models
 */
export type Product = typeof Product.Type

const text = Schema.optional(Schema.String)

export const Part = Schema.Struct({
  type: Schema.String,
  account: Schema.String,
  /** Fen. */
  amount: Schema.Number,
  description: Schema.String,
  result: Schema.Literal("PENDING", "SUCCESS", "CLOSED"),
  fail_reason: text,
  detail_id: Schema.String,
  finished_at: Schema.optional(Schema.Number)
})

/**
 * The part of one receiver in a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Part extends Schema.Schema.Type<typeof Part> {}

export const Share = Schema.Struct({
  product: Product,
  /** The caller. */
  mchid: Schema.String,
  /** The owner of the order; absent for the caller's own order. */
  sub_mchid: text,
  brand_mchid: text,
  transaction_id: Schema.String,
  out_order_no: Schema.String,
  order_id: Schema.String,
  /** `unfreeze` has no receivers. */
  kind: Schema.Literal("share", "unfreeze"),
  state: Schema.Literal("PROCESSING", "FINISHED"),
  parts: Schema.Array(Part),
  /** The unfrozen amount, in fen: of an unfreeze, or of a share that unfreezes the rest. */
  unfrozen: Schema.optional(Schema.Number),
  description: text,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  /** The request without secrets, for comparison with repetitions. */
  application: Schema.String
})

/**
 * A share, or an unfreeze.
 *
 * @since 1.0.0
 * @category models
 */
export interface Share extends Schema.Schema.Type<typeof Share> {}

/**
 * Every share and unfreeze that was accepted.
 *
 * @since 1.0.0
 * @category tables
 */
export const shares: State.Table<Share> = State.table("profitSharing.shares", Share)

export const Return = Schema.Struct({
  product: Product,
  mchid: Schema.String,
  sub_mchid: text,
  transaction_id: Schema.String,
  order_id: Schema.String,
  out_order_no: Schema.String,
  out_return_no: Schema.String,
  return_id: Schema.String,
  return_mchid: Schema.String,
  /** Fen. */
  amount: Schema.Number,
  description: Schema.String,
  result: Schema.Literal("PROCESSING", "SUCCESS", "FAILED"),
  fail_reason: text,
  created_at: Schema.Number,
  finished_at: Schema.optional(Schema.Number),
  application: Schema.String
})

/**
 * A return of shared money.
 *
 * @since 1.0.0
 * @category models
 */
export interface Return extends Schema.Schema.Type<typeof Return> {}

/**
 * Every return that was accepted.
 *
 * @since 1.0.0
 * @category tables
 */
export const returns: State.Table<Return> = State.table("profitSharing.returns", Return)

export const Receiver = Schema.Struct({
  /** The owner of the list: a payer, a platform or a brand. */
  owner: Schema.String,
  type: Schema.String,
  account: Schema.String,
  relation_type: Schema.String,
  custom_relation: text,
  name: text
})

/**
 * An entry of a list of receivers.
 *
 * @since 1.0.0
 * @category models
 */
export interface Receiver extends Schema.Schema.Type<typeof Receiver> {}

export const receivers: State.Table<Receiver> = State.table("profitSharing.receivers", Receiver)

/** Orders whose rest has been unfrozen for the payer. */
export const closedOrders: State.Table<true> = State.table("profitSharing.closedOrders", Schema.Literal(true))

/** The settings on the platform, by merchant. */
export const Settings = Schema.Struct({
  /** In ten-thousandths. Default: 30 %. */
  max_ratio: Schema.Number,
  /** Whether the merchant permits the sharing of its orders. */
  permitted: Schema.Boolean,
  /** Whether the merchant permits returns of its shares. */
  returns: Schema.Boolean,
  /** Whether responses of the standard product list what is unfrozen as a part of the payer. */
  listsUnfrozen: Schema.optional(Schema.Boolean),
  /** The registered name, or the real name of a user. */
  name: text,
  /** The notification address of the merchant. */
  notify_url: text
})

/**
 * The profit sharing settings of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Settings extends Schema.Schema.Type<typeof Settings> {}

const settings = State.table("profitSharing.settings", Settings)

const usual: Settings = { max_ratio: 3000, permitted: true, returns: true }

export const settingsOf = (account: string): Effect.Effect<Settings, never, State.State> =>
  Effect.map(State.rows(settings), (rows) => rows.get(account) ?? usual)

/**
 * Changes the settings of a merchant (or a user, by the openid) on the platform. Default: a ratio of 30 %, sharing and
 * returns permitted, what is unfrozen is not listed as a part, any name, no address.
 *
 * @since 1.0.0
 * @category combinators
 */
export const configure = (
  account: string,
  changed: Partial<Settings>
): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(settings), (rows) =>
    rows.set(account, { ...(rows.get(account) ?? usual), ...changed })
  )

/**
 * The key of a share: the caller and the number.
 *
 * @since 1.0.0
 * @category models
 */
export interface Who {
  readonly mchid: string
  readonly out_order_no: string
}

export const shareKey = ({ mchid, out_order_no }: Who): string => State.key(mchid, out_order_no)

export const returnKey = ({
  mchid,
  out_return_no
}: {
  readonly mchid: string
  readonly out_return_no: string
}): string => State.key(mchid, out_return_no)

export const receiverKey = ({ account, owner, type }: Pick<Receiver, "owner" | "type" | "account">): string =>
  State.key(owner, type, account)

/** The sum of the parts that are not closed; the money of closed parts belongs to the payer. */
export const sumOf = (parts: ReadonlyArray<Part>): number =>
  parts.reduce((sum, part) => sum + (part.result === "CLOSED" ? 0 : part.amount), 0)
