/**
 * The identity of a person who agreed, at a device, to be identified by face; for direct merchants and service
 * providers.
 *
 * Tested in `test/facepay/contracts.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"

const choice = Schema.Struct({
  /** `ASK_UNIONID`: the WeChat identity; `ASK_REAL_NAME`: name and identity document. */
  info_type: Wire.oneOf("ASK_UNIONID", "ASK_REAL_NAME"),
  /** An application that is bound to the caller. No length is documented. */
  appid: Wire.nonEmptyText,
  /** The sub-merchant; required for providers, not allowed for direct merchants. */
  sub_mchid: Schema.optional(Wire.nonEmptyText),
  /** The sub-merchant's application. */
  sub_appid: Schema.optional(Wire.nonEmptyText),
  /** Serial number of the sub-merchant's API certificate; required for providers with `ASK_REAL_NAME`. */
  sub_serial_no: Schema.optional(Wire.nonEmptyText)
})

const query_ = choice.pipe(
  Schema.filter(
    ({ info_type, sub_appid, sub_mchid, sub_serial_no }): ReadonlyArray<Schema.FilterIssue> => {
      const needs = (name: string, by: string) => [{ path: [name], message: `is missing: ${by} needs it` }]
      if (sub_mchid === undefined) {
        const given = sub_appid !== undefined ? "sub_appid" : "sub_serial_no"
        return sub_appid === undefined && sub_serial_no === undefined ? [] : needs("sub_mchid", given)
      }
      return info_type === "ASK_REAL_NAME" && sub_serial_no === undefined
        ? needs("sub_serial_no", "ASK_REAL_NAME for a sub-merchant")
        : []
    },
    { description: "the requested information, and whose it is" }
  )
)

/**
 * Queries the identity of a person, with the credential (`face_sid`) that a device received when it had recognized
 * the person and the person had agreed.
 *
 * Validity and number of uses of the credential are not documented. `ASK_UNIONID` returns `union_id`, and according
 * to real clients also openids. `ASK_REAL_NAME` returns `real_name_info` and needs a permission that only public
 * hospitals have; without it expect `NoAuth`. Allowed at any time, and repeatable while the credential is valid.
 *
 * Name and document number are encrypted for the certificate of the merchant and returned decrypted, as `Redacted`.
 * Those of a sub-merchant's user are encrypted for the certificate of `sub_serial_no` and returned unchanged, also as
 * `Redacted`: the sub-merchant decrypts them (RSA-OAEP, base64); a provider must not see them.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/android/sid.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.faceUser.query", {
  method: "GET",
  path: "/v3/facemch/users/{face_sid}",
  params: {
    /** The credential that the device received. No length is documented. */
    face_sid: Wire.nonEmptyText
  },
  query: query_ as Schema.Schema<Schema.Schema.Type<typeof choice>, Schema.Schema.Encoded<typeof choice>>,
  success: {
    /** The person's id for all applications of the same open platform account. Personal data. */
    union_id: Schema.optional(Schema.String),
    /** The person's id under `appid`. Personal data. */
    openid: Schema.optional(Schema.String),
    /** The person's id under `sub_appid`. Personal data. */
    sub_openid: Schema.optional(Schema.String),
    /** Only for `ASK_REAL_NAME`. */
    real_name_info: Schema.optional(
      Schema.Struct({
        /** Name; still encrypted if `sub_serial_no` was given. */
        encrypted_real_name: Schema.optional(Sensitive.textUnless("sub_serial_no")),
        /** Kind of document, 1 to 11; the meaning of the numbers is not documented. */
        credential_type: Schema.optional(Wire.openInteger(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
        /** Document number; still encrypted if `sub_serial_no` was given. */
        encrypted_credential_id: Schema.optional(Sensitive.textUnless("sub_serial_no"))
      })
    )
  },
  errors: FacepayError.all
})
