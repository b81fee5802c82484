/**
 * A user's authorisation of a service, in the first generation of the interface (legacy).
 *
 * For merchants that still use it. New code uses `Permission`.
 *
 * Tested in `test/payscore/singleRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Service from "./schemas/Service.js"

/**
 * Queries whether a user may use a service. Lifecycle: legacy; prefer `Permission.queryByOpenid`, which returns more.
 *
 * Allowed at any time. May be repeated.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter3_8.shtml page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const queryServiceState = Endpoint.make("payscore.legacyPermission.queryServiceState", {
  method: "GET",
  path: "/v3/payscore/user-service-state",
  query: {
    ...Service.merchant,
    /** ID of the user under `appid`, at most 128 characters. */
    openid: Wire.OpenId
  },
  success: {
    appid: Schema.String,
    /** Service number assigned by WeChat Pay. */
    service_id: Schema.String,
    /** ID of the user under `appid`. Personal data. */
    openid: Schema.optional(Schema.String),
    /** `AVAILABLE`: authorised. `UNAVAILABLE`: not authorised. */
    use_service_state: Wire.openEnum("UNAVAILABLE", "AVAILABLE")
  },
  errors: PayscoreError.all
})

/**
 * Ends a user's authorisation of a service. Lifecycle: legacy; prefer `Permission.terminateByOpenid`.
 *
 * Allowed while the user is authorised and has no unfinished order of the service (in service or unpaid). The result
 * of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome, query the
 * authorisation.
 *
 * The documentation lists `openid` and `service_id` as query parameters. The path contains them, so the client sends
 * them in the path.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter9_1.shtml page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const terminate = Endpoint.make("payscore.legacyPermission.terminate", {
  method: "POST",
  path: "/v3/payscore/users/{openid}/permissions/{service_id}/terminate",
  params: {
    /** ID of the user under `appid`, at most 128 characters. */
    openid: Wire.OpenId,
    /** Number of the service, at most 32 characters. */
    service_id: Wire.ServiceId
  },
  payload: {
    /** Appid, bound to the merchant and configured on the service. */
    appid: Wire.AppId,
    /** Reason, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  errors: PayscoreError.all
})
