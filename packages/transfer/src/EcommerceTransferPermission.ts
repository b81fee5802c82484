/**
 * Permission of a second-level merchant for its platform (平台收付通) to transfer its money.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Request from "./schemas/Request.js"
import * as TransferError from "./TransferError.js"

const permission = {
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** The values are not documented. */
  authorization_state: Schema.String,
  /** Time when it was granted, RFC 3339. */
  authorize_time: Schema.optional(Schema.String)
}

/**
 * Applies for the permission of a second-level merchant. The request contains the agreements that the merchant
 * signed.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the permission.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013504208 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const request = Endpoint.make("transfer.ecommerceTransferPermission.request", {
  method: "POST",
  path: "/v3/ecommerce/mch-transfer/authorizations",
  payload: {
    /** The second-level merchant, at most 32 characters. */
    sub_mchid: Wire.Mchid,
    /** The agreements that the second-level merchant signed. */
    agreement_list: Schema.Array(
      Schema.Struct({
        /** Code of the agreement. */
        agreement_code: Wire.nonEmptyText,
        /** Version of the agreement. */
        agreement_version: Wire.nonEmptyText,
        /** The organisation with which the agreement was signed. */
        sign_organization: Wire.nonEmptyText,
        /** RFC 3339. */
        sign_time: Wire.Rfc3339
      })
    )
  },
  success: {
    ...permission,
    /** Time when the application was accepted, RFC 3339. */
    accept_time: Schema.String
  },
  errors: TransferError.apply
})

/**
 * Queries the permission of a second-level merchant. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013504209 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.ecommerceTransferPermission.query", {
  method: "GET",
  path: "/v3/ecommerce/mch-transfer/authorizations/{sub_mchid}",
  params: Request.subMerchant,
  success: permission,
  errors: TransferError.apply
})
