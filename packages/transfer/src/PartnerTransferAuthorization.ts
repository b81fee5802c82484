/**
 * A user's authorisation of transfers without confirmation, requested by a service provider.
 *
 * An authorisation is `WAIT_USER_CONFIRM` for at most 24 hours, `TAKING_EFFECT` after the user has agreed, and
 * finally `CLOSED`.
 *
 * Tested in `test/simulator/transferRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as transferRules from "./internal/transferRules.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"
import * as TransferError from "./TransferError.js"

const scene = {
  /** The scene of the transfers, see `TransferScene`. */
  transfer_scene_id: Schema.optional(
    Wire.openEnum("1000", "1002", "1004", "1005", "1009", "1010", "1011", "1013")
  )
}

/**
 * Asks a user to authorise transfers without confirmation.
 *
 * The response contains a `package_info` with which the front end opens the page. The page is valid for 24 hours.
 * `MCHTRANSFER.AUTHORIZATION.CONFIRMED` or a query shows the user's decision. May be repeated with the same
 * parameters, and the client retries it. Limit: 50 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016809861 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const request = Endpoint.make("transfer.partnerTransferAuthorization.request", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/user-confirm-authorizations",
  payload: Rule.check(
    {
      ...Request.authorization,
      /** Address that WeChat Pay notifies of the user's decision: `https`, without query, at most 256 characters. */
      notify_url: Wire.notifyUrl(256)
    },
    transferRules.perception
  ),
  success: Response.authorizationRequested,
  errors: TransferError.apply,
  idempotent: true
})

/**
 * Queries an authorisation. An authorisation that closed without a decision of the user is available for 30 days.
 * Afterwards the query fails with `NotFound`. May be repeated. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016809859 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.partnerTransferAuthorization.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/user-confirm-authorizations/{out_authorization_no}",
  params: Request.outAuthorizationNo,
  success: { ...Response.authorizationFound, ...scene },
  errors: TransferError.query
})

/**
 * Closes an authorisation. Transfers then need the user's confirmation again.
 *
 * Allowed while it is `TAKING_EFFECT`. It is not documented what happens when it is closed twice or while it is
 * pending. The client retries the call with the same number. Limit: 50 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016809851 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const close = Endpoint.make("transfer.partnerTransferAuthorization.close", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/user-confirm-authorizations/{out_authorization_no}/close",
  params: Request.outAuthorizationNo,
  success: {
    ...Response.authorizationClosed,
    ...scene,
    /** Authorisation number assigned by WeChat Pay. */
    authorization_id: Schema.String,
    /** Time when the user agreed, RFC 3339. */
    authorize_time: Schema.String
  },
  errors: TransferError.query,
  idempotent: true
})
