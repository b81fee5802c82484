/**
 * Wire shapes of face users.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * The provider's keys of a face user.
 *
 * @since 1.0.0
 * @category schemas
 */
export const names = {
  /** The school or company, assigned by WeChat Pay; begins with `O`. No length is documented. */
  organization_id: Wire.nonEmptyText,
  /** The provider's own id of the face user, unique within the organization. No length is documented. */
  out_user_id: Wire.nonEmptyText
} as const

/**
 * The kind of face user: `STUDENT` or `STAFF`. The documentation spells the latter `STUFF`, real clients `STAFF`.
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
 * Data of a pupil.
 *
 * @since 1.0.0
 * @category models
 */
export interface StudentInfo extends Schema.Schema.Type<typeof studentInfo> {}

/**
 * Schema of {@link StudentInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const StudentInfo: Schema.Schema<StudentInfo> = studentInfo

const staffInfo = Schema.Struct({
  /** The position of the person. No length is documented. */
  occupation: Schema.optional(Wire.nonEmptyText)
})

/**
 * Data of an employee.
 *
 * @since 1.0.0
 * @category models
 */
export interface StaffInfo extends Schema.Schema.Type<typeof staffInfo> {}

/**
 * Schema of {@link StaffInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const StaffInfo: Schema.Schema<StaffInfo> = staffInfo

/**
 * The state of a contract: `NOT_CONTRACTED`, `CONTRACTED` or `TERMINATED`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ContractState: Schema.Schema<
  "NOT_CONTRACTED" | "CONTRACTED" | "TERMINATED" | (string & {}),
  string
> = Wire.openEnum("NOT_CONTRACTED", "CONTRACTED", "TERMINATED")
