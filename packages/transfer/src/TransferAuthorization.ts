/**
 * A user's authorisation of transfers without confirmation (用户授权免确认收款).
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

/**
 * Asks a user to authorise transfers without confirmation.
 *
 * The response contains a `package_info` with which the front end opens the page. The page is valid for 24 hours.
 * `MCHTRANSFER.AUTHORIZATION.CONFIRMED` or a query shows the user's decision. If the user does not decide in time,
 * the authorisation is closed, and a new one needs a new number. A user account can have one valid authorisation, and
 * at most 5 pending or valid ones per merchant and scene. More give `InvalidRequest`.
 *
 * May be repeated with the same parameters, and the client retries it. Limit: 50 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4015901167 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const request = Endpoint.make("transfer.transferAuthorization.request", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/user-confirm-authorization",
  payload: Rule.check(
    {
      ...Request.authorization,
      /** Address that WeChat Pay notifies of the user's decision: `https`, without query, at most 256 characters. */
      authorization_notify_url: Wire.notifyUrl(256),
      /** The user's device. */
      scene_info: Schema.optional(
        Schema.Struct({
          /** IP address of the user's device. */
          client_ip: Schema.optional(Wire.nonEmptyText),
          /** ID of the user's device. */
          device_id: Schema.optional(Wire.nonEmptyText),
          /** Operating system of the user's device. */
          device_type: Schema.optional(Wire.oneOf("IOS", "ANDROID", "HARMONY", "OTHER"))
        })
      )
    },
    transferRules.perception
  ),
  success: Response.authorizationRequested,
  errors: TransferError.apply,
  idempotent: true
})

/**
 * Queries an authorisation.
 *
 * An authorisation that closed without a decision of the user is available for 30 days. Afterwards the query fails
 * with `NotFound`. May be repeated. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014399423 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.transferAuthorization.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/user-confirm-authorization/out-authorization-no/{out_authorization_no}",
  params: Request.outAuthorizationNo,
  query: {
    /**
     * Requests the `package_info` of a page that shows a granted authorisation. Omit it while the authorisation is
     * pending.
     */
    is_display_authorization: Schema.optional(Schema.Boolean)
  },
  success: {
    ...Response.authorizationFound,
    /** Value with which the front end opens the page, if the query requested it. Its length is not fixed. */
    package_info: Schema.optional(Schema.String)
  },
  errors: TransferError.query
})

/**
 * Closes an authorisation. Transfers then need the user's confirmation again.
 *
 * Allowed while it is `TAKING_EFFECT`. It is not documented what happens when it is closed twice or while it is
 * pending. The client retries the call with the same number. Limit: 50 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4015653811 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const close = Endpoint.make("transfer.transferAuthorization.close", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/user-confirm-authorization/out-authorization-no/{out_authorization_no}/close",
  params: Request.outAuthorizationNo,
  success: {
    ...Response.authorizationClosed,
    /** Authorisation number assigned by WeChat Pay. */
    authorization_id: Schema.optional(Schema.String),
    /** Time when the user agreed, RFC 3339. */
    authorize_time: Schema.optional(Schema.String)
  },
  errors: TransferError.query,
  idempotent: true
})
