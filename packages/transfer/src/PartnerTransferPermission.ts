/**
 * Permission of a sub-merchant for its service provider to transfer its money.
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

const invitation = {
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Invitation number assigned by the provider. */
  out_apply_no: Schema.String,
  /** `INVITED`: waits for the sub-merchant. `PASSED`, `REJECTED`, `EXPIRED`: final. */
  state: Wire.openEnum("INVITED", "PASSED", "REJECTED", "EXPIRED"),
  /** Time when the invitation was accepted by WeChat Pay, RFC 3339. */
  accept_time: Schema.String,
  /** Time of the last change of the state, RFC 3339. */
  update_time: Schema.String
}

/**
 * Requests the permission of a sub-merchant. The sub-merchant decides on the merchant platform. Query the permission
 * for the result.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the permission. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015469102 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const request = Endpoint.make("transfer.partnerTransferPermission.request", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/sub-mch-authorizations",
  payload: {
    /** The sub-merchant, at most 32 characters. */
    sub_mchid: Wire.Mchid,
    /** Invitation number assigned by the provider, 1 to 32 characters. */
    out_apply_no: Wire.text(32)
  },
  success: invitation,
  errors: TransferError.apply
})

/**
 * Queries the permission of a sub-merchant. May be repeated. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015469112 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.partnerTransferPermission.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/sub-mch-authorizations/{sub_mchid}",
  params: Request.subMerchant,
  success: {
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    /** `AUTHORIZED`: transfers are possible. `UNAUTHORIZED`: never granted. `CANCELED`: withdrawn. */
    state: Wire.openEnum("AUTHORIZED", "UNAUTHORIZED", "CANCELED"),
    /** The last invitation. */
    apply_order: Schema.optional(Schema.Struct(invitation)),
    /** Time when it was granted, RFC 3339. */
    authorization_time: Schema.optional(Schema.String),
    /** Time when it was withdrawn, RFC 3339. */
    cancel_authorization_time: Schema.optional(Schema.String)
  },
  errors: TransferError.apply
})
