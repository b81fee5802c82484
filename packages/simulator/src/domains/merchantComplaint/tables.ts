/** Complaints and notification addresses in the state. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

const text = Schema.optional(Schema.String)

/** An entry in the history of a complaint. */
export const Entry = Schema.Struct({
  log_id: Schema.String,
  operator: Schema.String,
  /** Unix time in milliseconds. */
  at: Schema.Number,
  operate_type: Schema.String,
  operate_details: text,
  /** `media_id`s. `image_list` does not show images of the user. */
  images: Schema.Array(Schema.String),
  /** The message of an immediate-service response, and the merchant's id of it. */
  message: Schema.optional(Schema.Unknown),
  idempotent_id: text,
  click: Schema.optional(
    Schema.Struct({ message_content: Schema.String, action_id: Schema.String, clicked_log_id: Schema.String })
  )
})

/**
 * An entry of the history of a complaint.
 *
 * @since 1.0.0
 * @category models
 */
export interface Entry extends Schema.Schema.Type<typeof Entry> {}

export const Complaint = Schema.Struct({
  complaint_id: Schema.String,
  /** The merchant that the user complained about. */
  complainted_mchid: Schema.String,
  /** Unix time in milliseconds. */
  complained_at: Schema.Number,
  complaint_detail: Schema.String,
  complaint_state: Schema.Literal("PENDING", "PROCESSING", "PROCESSED"),
  payer_openid: Schema.String,
  /** Present with the user's consent. */
  payer_phone: text,
  orders: Schema.Array(
    Schema.Struct({
      transaction_id: Schema.String,
      out_trade_no: Schema.String,
      /** Fen. */
      amount: Schema.Number
    })
  ),
  /** `media_id`s. */
  images: Schema.Array(Schema.String),
  problem_type: Schema.Literal("REFUND", "SERVICE_NOT_WORK", "OTHERS"),
  /** Fen. */
  apply_refund_amount: Schema.optional(Schema.Number),
  problem_description: Schema.String,
  user_complaint_times: Schema.Number,
  incoming_user_response: Schema.Boolean,
  complaint_full_refunded: Schema.Boolean,
  /** Whether the merchant agreed to refund: the complaint is handled when the refund succeeds. */
  refund_approved: Schema.Boolean,
  in_platform_service: Schema.Boolean,
  need_immediate_service: Schema.Boolean,
  /** The oldest first. */
  history: Schema.Array(Entry)
})

/**
 * A complaint in the state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Complaint extends Schema.Schema.Type<typeof Complaint> {}

/**
 * Every complaint.
 *
 * @since 1.0.0
 * @category tables
 */
export const complaints: State.Table<Complaint> = State.table("merchantComplaint.complaints", Complaint)

/** The address for notifications of complaints about a merchant and its sub-merchants. */
export const Address = Schema.Struct({
  mchid: Schema.String,
  url: Schema.String,
  subMchids: Schema.Array(Schema.String)
})

/**
 * The notification address of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Address extends Schema.Schema.Type<typeof Address> {}

/**
 * The notification addresses, one for each merchant number.
 *
 * @since 1.0.0
 * @category tables
 */
export const addresses: State.Table<Address> = State.table("merchantComplaint.addresses", Address)

export const find = (complaint_id: string): Effect.Effect<Complaint | undefined, never, State.State> =>
  Effect.map(State.rows(complaints), (rows) => rows.get(complaint_id))

export const save = (complaint: Complaint): Effect.Effect<Complaint, never, State.State> =>
  Effect.map(State.rows(complaints), (rows) => {
    rows.set(complaint.complaint_id, complaint)
    return complaint
  })
