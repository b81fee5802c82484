/** What WeChat Pay knows about merchants, applications and users, and choices where its sources differ. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import { Product as Sharing } from "../profitSharing/tables.js"

export const Product = Schema.Literal("JSAPI", "APP", "H5", "NATIVE", "CODE", "COMBINED")

/**
 * A payment product of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export type Product = typeof Product.Type

const Settings = Schema.Struct({
  /** Whether the merchant exists. The caller of an order always does. */
  exists: Schema.Boolean,
  /** Whether WeChat Pay has restricted or cancelled the merchant. */
  isRestricted: Schema.Boolean,
  /** Whether the number belongs to a service provider that has no orders of its own. */
  isProviderOnly: Schema.Boolean,
  /** The enabled products. */
  products: Schema.Array(Product),
  /** The bound appids of a sub-merchant or payee. Absent: every appid. */
  appids: Schema.optional(Schema.Array(Schema.String)),
  /** The registered domains of H5 payment. Absent: every domain. */
  h5Domains: Schema.optional(Schema.Array(Schema.String)),
  /** The product that shares the merchant's payments. */
  sharing: Sharing,
  /** The error for a number that is repeated with other parameters. */
  reusedNumber: Schema.Literal("INVALID_REQUEST", "OUT_TRADE_NO_USED"),
  /** The error for closing a paid order. */
  paidOrder: Schema.Literal("ORDER_PAID", "ORDERPAID", "TRADE_ERROR"),
  /** The age in milliseconds from which an order can be closed. */
  closableAfter: Schema.Number,
  /** Whether a payment code that needs a password is a state in a response, or an error with the status 202. */
  userPaying: Schema.Literal("state", "error")
})

/**
 * The payment settings of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Settings extends Schema.Schema.Type<typeof Settings> {}

const settings = State.table("pay.settings", Settings)

const usual: Settings = {
  exists: true,
  isRestricted: false,
  isProviderOnly: false,
  products: Product.literals,
  sharing: "standard",
  reusedNumber: "INVALID_REQUEST",
  paidOrder: "ORDER_PAID",
  closableAfter: 0,
  userPaying: "state"
}

export const settingsOf = (mchid: string): Effect.Effect<Settings, never, State.State> =>
  Effect.map(State.rows(settings), (rows) => rows.get(mchid) ?? usual)

/**
 * Changes the payment settings of a merchant, sub-merchant or payee. Default: it exists, has every product, and every
 * appid is bound to it.
 *
 * @since 1.0.0
 * @category combinators
 */
export const configure = (
  mchid: string,
  changed: Partial<Settings>
): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(settings), (rows) => rows.set(mchid, { ...(rows.get(mchid) ?? usual), ...changed }))

const Kind = Schema.Literal("mobile", "officialAccount", "miniProgram")

/**
 * Kind of an application.
 *
 * @since 1.0.0
 * @category models
 */
export type Kind = typeof Kind.Type

const kinds = State.table("pay.applications", Kind)

const users = State.table("pay.users", Schema.String)

/**
 * Sets the kind of an application. An application of unknown kind fits every channel.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setKind = (appid: string, kind: Kind): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(kinds), (rows) => rows.set(appid, kind))

export const kindOf = (appid: string): Effect.Effect<Kind | undefined, never, State.State> =>
  Effect.map(State.rows(kinds), (rows) => rows.get(appid))

/**
 * Registers a user under an application: orders with this openid and another appid are rejected. An unknown openid fits
 * every application.
 *
 * @since 1.0.0
 * @category combinators
 */
export const registerUser = (openid: string, appid: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(users), (rows) => rows.set(openid, appid))

/** Whether the openid may belong to the application. */
export const isUserOf = (
  openid: string,
  appid: string | undefined
): Effect.Effect<boolean, never, State.State> =>
  Effect.map(State.rows(users), (rows) => (rows.get(openid) ?? appid) === appid)
