/**
 * Wire shapes of face users.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * Names a face user as the provider does.
 *
 * @since 1.0.0
 * @category schemas
 */
export const names = {
  /** The school or company, given out by WeChat Pay; begins with `O`. No length is documented. */
  organization_id: Wire.nonEmptyText,
  /** The provider's own id of the face user, unique inside the organization. No length is documented. */
  out_user_id: Wire.nonEmptyText
} as const

/**
 * What a face user is: `STUDENT` or `STAFF`. The documentation spells the latter `STUFF`, real clients `STAFF`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const UserType: Schema.Literal<["STUDENT", "STAFF", "STUFF"]> = Wire.oneOf("STUDENT", "STAFF", "STUFF")

const studentInfo = Schema.Struct({
  /** The class, as in the official mini program. No length is documented. */
  class_name: Schema.optional(Wire.nonEmptyText)
})

/**
 * Of a pupil.
 *
 * @since 1.0.0
 * @category models
 */
export interface StudentInfo extends Schema.Schema.Type<typeof studentInfo> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const StudentInfo: Schema.Schema<StudentInfo> = studentInfo

const staffInfo = Schema.Struct({
  /** What the person does. No length is documented. */
  occupation: Schema.optional(Wire.nonEmptyText)
})

/**
 * Of an employee.
 *
 * @since 1.0.0
 * @category models
 */
export interface StaffInfo extends Schema.Schema.Type<typeof staffInfo> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const StaffInfo: Schema.Schema<StaffInfo> = staffInfo

/**
 * Where the contract of a face user or a contract itself stands: `NOT_CONTRACTED`, `CONTRACTED` or `TERMINATED`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ContractState: Schema.Schema<
  "NOT_CONTRACTED" | "CONTRACTED" | "TERMINATED" | (string & {}),
  string
> = Wire.openEnum("NOT_CONTRACTED", "CONTRACTED", "TERMINATED")
