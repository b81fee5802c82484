/**
 * The face users of a school or company, for service providers.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import { eitherSpelling } from "./internal/userId.js"
import * as OrganizationUser from "./schemas/OrganizationUser.js"

/**
 * Queries a face user, by the provider's own id.
 *
 * Allowed at any time, any number of times: the notification `FACEPAY.USER_STATE_CHANGE` says that something changed,
 * this query says what. The name is encrypted for the merchant's certificate and returned decrypted, as `Redacted`.
 * The documentation guarantees no member. The response for a user who never started to sign is not documented: expect
 * `ResourceNotExists`.
 *
 * ```ts
 * const { contract_state, contract_id } = yield* OrganizationUser.query({ organization_id, out_user_id })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.organizationUser.query", {
  method: "GET",
  path: "/v3/offlinefacemch/organizations/{organization_id}/users/out-user-id/{out_user_id}",
  params: OrganizationUser.names,
  success: eitherSpelling({
    /** WeChat Pay's id of the face user; the spelling `use_id` is read too. */
    user_id: Schema.optional(Schema.String),
    /** The provider's own id. */
    out_user_id: Schema.optional(Schema.String),
    organization_id: Schema.optional(Schema.String),
    /** The face user's name. */
    user_name: Schema.optional(Sensitive.text),
    /** `STUDENT` or `STAFF`, which the documentation spells `STUFF`. */
    user_type: Schema.optional(Wire.openEnum("STUDENT", "STAFF", "STUFF")),
    student_info: Schema.optional(Schema.Struct({ class_name: Schema.optional(Schema.String) })),
    staff_info: Schema.optional(Schema.Struct({ occupation: Schema.optional(Schema.String) })),
    /** `NORMAL`, or `DISABLED`: may not pay. */
    status: Schema.optional(Wire.openEnum("NORMAL", "DISABLED")),
    /** State of the contract: `NOT_CONTRACTED`, `CONTRACTED` or `TERMINATED`. */
    contract_state: Schema.optional(OrganizationUser.ContractState),
    /** Whether the photo is good enough for recognition. */
    face_image_ok: Schema.optional(Schema.Boolean),
    /** The latest contract. */
    contract_id: Schema.optional(Schema.String)
  }),
  errors: FacepayError.all
})

/**
 * Changes the stored data of a face user; omitted members stay unchanged.
 *
 * Give at least one member. Call it whenever name, class or phone number change after the signing: otherwise debts
 * are displayed with wrong data, and identification by face and phone number fails. `DISABLED` prevents payments
 * until `NORMAL` is set again. Name and phone number are sent encrypted.
 *
 * The response to a repeated call is not documented, so the client sends it once. After an `Unknown` outcome query
 * the user, or call again: the same values give the same result. Expect `ResourceNotExists` for a user who does not
 * exist.
 *
 * ```ts
 * OrganizationUser.update({ organization_id, out_user_id, student_info: { class_name: "五年级2班" } })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const update = Endpoint.make("facepay.organizationUser.update", {
  method: "PATCH",
  path: "/v3/offlinefacemch/organizations/{organization_id}/users/out-user-id/{out_user_id}",
  params: OrganizationUser.names,
  payload: Rule.atLeastOne(
    {
      /** The face user's name, sent encrypted. */
      user_name: Schema.optional(Sensitive.text),
      /** `STUDENT` or `STAFF`. The documentation spells the latter `STUFF`. */
      user_type: Schema.optional(OrganizationUser.UserType),
      /** For a pupil. */
      student_info: Schema.optional(OrganizationUser.StudentInfo),
      /** For an employee. */
      staff_info: Schema.optional(OrganizationUser.StaffInfo),
      /** `NORMAL`, or `DISABLED`: may not pay. */
      status: Schema.optional(Wire.oneOf("NORMAL", "DISABLED")),
      /** Phone number, 11 digits, sent encrypted. */
      phone: Schema.optional(Sensitive.text)
    },
    ["user_name", "user_type", "student_info", "staff_info", "status", "phone"]
  ),
  errors: FacepayError.all
})

/**
 * Terminates the payment contract of a face user.
 *
 * The call has no body. Afterwards the user cannot pay by face until a new contract is signed; a device may still
 * recognize the face for about 90 seconds. An advance that is still owed stays owed: get its `repayment_url` before.
 * The notification `FACEPAY.USER_STATE_CHANGE` follows.
 *
 * The response for a user without a contract and to a repeated call is not documented, so the client sends it once;
 * after an `Unknown` outcome query the contract.
 *
 * The table of the documentation names the parameter `use_id`; the path has `user_id`, which is right.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const terminateContract = Endpoint.make("facepay.organizationUser.terminateContract", {
  method: "POST",
  path: "/v3/offlinefacemch/organizations/{organization_id}/users/user-id/{user_id}/terminate-contract",
  params: {
    /** The school or company, assigned by WeChat Pay. No length is documented. */
    organization_id: Wire.nonEmptyText,
    /** WeChat Pay's id of the face user, not `out_user_id`. No length is documented. */
    user_id: Wire.nonEmptyText
  },
  errors: FacepayError.all
})
