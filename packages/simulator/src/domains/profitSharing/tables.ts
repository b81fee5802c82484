/** Shares, returns, receivers and settings of profit sharing as they are kept. */
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
 * What one receiver gets of a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Part extends Schema.Schema.Type<typeof Part> {}

export const Share = Schema.Struct({
  product: Product,
  /** Who called. */
  mchid: Schema.String,
  /** Whose order it is; absent for the caller's own. */
  sub_mchid: text,
  brand_mchid: text,
  transaction_id: Schema.String,
  out_order_no: Schema.String,
  order_id: Schema.String,
  /** `unfreeze` has no receivers. */
  kind: Schema.Literal("share", "unfreeze"),
  state: Schema.Literal("PROCESSING", "FINISHED"),
  parts: Schema.Array(Part),
  /** What an unfreeze gives back to the payer, in fen. */
  unfrozen: Schema.optional(Schema.Number),
  description: text,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  /** The request without secrets, to compare a repeated one with. */
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
 * Shared money that comes back.
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
  /** Whose list: the payer's, the platform's, the brand's. */
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

/** Orders whose rest belongs to the payer. */
export const closedOrders: State.Table<true> = State.table("profitSharing.closedOrders", Schema.Literal(true))

/** What was set on the platform, by merchant. */
export const Settings = Schema.Struct({
  /** In ten-thousandths; 30 % by default. */
  max_ratio: Schema.Number,
  /** Whether orders of the merchant may be shared. */
  permitted: Schema.Boolean,
  /** Whether the merchant gives shares back. */
  returns: Schema.Boolean,
  /** The registered name, or the real name of a user. */
  name: text,
  /** Where the merchant is told what it received. */
  notify_url: text
})

/**
 * @since 1.0.0
 * @category models
 */
export interface Settings extends Schema.Schema.Type<typeof Settings> {}

const settings = State.table("profitSharing.settings", Settings)

const usual: Settings = { max_ratio: 3000, permitted: true, returns: true }

export const settingsOf = (account: string): Effect.Effect<Settings, never, State.State> =>
  Effect.map(State.rows(settings), (rows) => rows.get(account) ?? usual)

/**
 * Sets what a merchant, or a user by the openid, has set on the platform. Default: a ratio of 30 %, permitted, gives shares
 * back, any name, no address.
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
 * Which share: of a caller, by its number.
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

/** Money that is not with the receiver, nor on the way to it, is the payer's. */
export const sumOf = (parts: ReadonlyArray<Part>): number =>
  parts.reduce((sum, part) => sum + (part.result === "CLOSED" ? 0 : part.amount), 0)
