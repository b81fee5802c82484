/**
 * A user's authorisation of a service, for direct merchants.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as PayscoreError from "./PayscoreError.js"

/**
 * Ends a user's authorisation of a service, by the user's openid.
 *
 * Allowed while the user is authorised and has no unfinished order of the service (in service or unpaid);
 * else `InvalidRequest`. A user who never authorised gives `OrderNotExist`. Orders that are already in service may
 * still be collected. The notification `PAYSCORE.USER_CLOSE_SERVICE` follows.
 *
 * It is not documented what a repeated call answers, so it is sent once; after an `Unknown` outcome query
 * the authorisation. Official table of errors: 400, 401, 403, 404, 429, 500.
 *
 * ```ts
 * Permission.terminateByOpenid({ openid, service_id, appid, reason: "user asked" })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647413
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByOpenid = Endpoint.make("payscore.permission.terminateByOpenid", {
  method: "POST",
  path: "/v3/payscore/permissions/openid/{openid}/terminate",
  params: {
    /** The user under `appid`, at most 128 characters. */
    openid: Wire.OpenId
  },
  payload: {
    /** Number of the service, at most 32 characters. */
    service_id: Wire.ServiceId,
    /** Bound to the merchant and configured on the service. */
    appid: Wire.AppId,
    /** Why, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  errors: PayscoreError.all
})

/**
 * Ends a user's authorisation of a service, by the merchant's authorization code.
 *
 * The code must be the one that the user authorised with; else `InvalidRequest`. Allowed while the user is
 * authorised and has no unfinished order of the service. A code that is not known gives `OrderNotExist`. The notification
 * `PAYSCORE.USER_CLOSE_SERVICE` follows.
 *
 * It is not documented what a repeated call answers, so it is sent once; after an `Unknown` outcome query
 * the authorisation.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647410
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByAuthorizationCode = Endpoint.make(
  "payscore.permission.terminateByAuthorizationCode",
  {
    method: "POST",
    path: "/v3/payscore/permissions/authorization-code/{authorization_code}/terminate",
    params: {
      /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Wire.AuthorizationCode
    },
    payload: {
      /** Number of the service, at most 32 characters. */
      service_id: Wire.ServiceId,
      /** Why, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    errors: PayscoreError.all
  }
)
