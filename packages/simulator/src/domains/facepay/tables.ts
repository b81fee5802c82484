/** Face users and their contracts in the state. */
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

const text = Schema.optional(Schema.String)

export const FaceUser = Schema.Struct({
  organization_id: Schema.String,
  /** WeChat Pay's id. */
  user_id: Schema.String,
  /** The provider's id, unique in the organization. */
  out_user_id: Schema.String,
  user_name: text,
  /** As stored: staff is `STAFF` or `STUFF`. */
  user_type: Schema.Literal("STUDENT", "STAFF", "STUFF"),
  class_name: text,
  occupation: text,
  phone: text,
  /** `DISABLED` may not pay. */
  status: Schema.Literal("NORMAL", "DISABLED"),
  face_image_ok: Schema.Boolean,
  contract_state: Schema.Literal("NOT_CONTRACTED", "CONTRACTED", "TERMINATED"),
  /** The latest contract. */
  contract_id: text
})
export interface FaceUser extends Schema.Schema.Type<typeof FaceUser> {}

export const Contract = Schema.Struct({
  contract_id: Schema.String,
  organization_id: Schema.String,
  user_id: Schema.String,
  /** The payer, under `appid`. */
  openid: Schema.String,
  appid: Schema.String,
  contract_state: Schema.Literal("CONTRACTED", "TERMINATED"),
  contract_mode: Schema.Literal("LIMIT_BANK_CARD", "PRIORITY_BANK_CARD", "LIMIT_NONE"),
  contract_bank_card_from: Schema.Literal("MERCHANT_LIMITED_BANK_CARD", "USER_SELECT_FREE"),
  /** Unix time in milliseconds. */
  signed_at: Schema.Number,
  terminated_at: Schema.optional(Schema.Number)
})
export interface Contract extends Schema.Schema.Type<typeof Contract> {}

export const faceUsers = State.table("facepay.users", FaceUser)
export const contracts = State.table("facepay.contracts", Contract)

export const faceUserKey = ({
  organization_id,
  user_id
}: Pick<FaceUser, "organization_id" | "user_id">): string => State.key(organization_id, user_id)
