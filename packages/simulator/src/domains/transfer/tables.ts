/** Transfers and authorisations in the state. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

/**
 * The product that a transfer belongs to.
 *
 * @since 1.0.0
 * @category models
 */
export type Variant = "merchant" | "partner" | "ecommerce" | "qqWallet"

const Bill = Schema.Struct({
  variant: Schema.Literal("merchant", "partner", "ecommerce", "qqWallet"),
  /** The caller. */
  mchid: Schema.String,
  /** The owner of the money, if that is not the caller. */
  sub_mchid: Schema.optional(Schema.String),
  out_bill_no: Schema.String,
  transfer_bill_no: Schema.String,
  appid: Schema.String,
  openid: Schema.optional(Schema.String),
  user_qq: Schema.optional(Schema.String),
  user_name: Schema.optional(Schema.String),
  transfer_amount: Schema.Int,
  transfer_remark: Schema.String,
  transfer_scene_id: Schema.String,
  notify_url: Schema.optional(Schema.String),
  state: Schema.Literal(
    "ACCEPTED",
    "PROCESSING",
    "WAIT_USER_CONFIRM",
    "TRANSFERING",
    "SUCCESS",
    "FAIL",
    "CANCELING",
    "CANCELLED"
  ),
  fail_reason: Schema.optional(Schema.String),
  package_info: Schema.String,
  /** Whether the user authorised it in advance, so that no confirmation is needed. */
  isAuthorized: Schema.Boolean,
  /** The authorisation that the page asks for. */
  out_authorization_no: Schema.optional(Schema.String),
  /** The request as JSON: a repetition must be identical. */
  request: Schema.String,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  /** Unix time in milliseconds. */
  updated_at: Schema.Number
})

/**
 * A transfer in the state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Bill extends Schema.Schema.Type<typeof Bill> {}

/**
 * Every transfer.
 *
 * @since 1.0.0
 * @category tables
 */
export const bills: State.Table<Bill> = State.table("transfer.bills", Bill)

const Authorization = Schema.Struct({
  mchid: Schema.String,
  out_authorization_no: Schema.String,
  /** The id of the authorisation in transfers; issued when the user agrees. */
  authorization_id: Schema.String,
  appid: Schema.String,
  openid: Schema.String,
  transfer_scene_id: Schema.String,
  user_display_name: Schema.String,
  user_recv_perception: Schema.optional(Schema.String),
  notify_url: Schema.String,
  state: Schema.Literal("WAIT_USER_CONFIRM", "TAKING_EFFECT", "CLOSED"),
  package_info: Schema.String,
  request: Schema.String,
  close_reason: Schema.optional(Schema.String),
  /** Unix time in milliseconds, like all times. */
  created_at: Schema.Number,
  authorized_at: Schema.optional(Schema.Number),
  closed_at: Schema.optional(Schema.Number)
})

/**
 * A user's authorisation in the state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Authorization extends Schema.Schema.Type<typeof Authorization> {}

/**
 * Every authorisation.
 *
 * @since 1.0.0
 * @category tables
 */
export const authorizations: State.Table<Authorization> = State.table(
  "transfer.authorizations",
  Authorization
)

/**
 * The key of a transfer.
 *
 * @since 1.0.0
 * @category models
 */
export interface BillKey {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
  readonly out_bill_no: string
}

/** A number is unique per merchant, across all products. */
export const billKey = ({ mchid, out_bill_no, sub_mchid }: BillKey): string =>
  State.key(mchid, sub_mchid, out_bill_no)

export const saveBill = (bill: Bill): Effect.Effect<Bill, never, State.State> =>
  Effect.map(State.rows(bills), (rows) => {
    rows.set(billKey(bill), bill)
    return bill
  })

export const authorizationKey = (key: {
  readonly mchid: string
  readonly out_authorization_no: string
}): string => State.key(key.mchid, key.out_authorization_no)

export const saveAuthorization = (row: Authorization): Effect.Effect<Authorization, never, State.State> =>
  Effect.map(State.rows(authorizations), (rows) => {
    rows.set(authorizationKey(row), row)
    return row
  })
