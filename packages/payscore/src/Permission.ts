/**
 * A user's authorisation of a service, for direct merchants.
 *
 * Services whose orders users do not confirm individually need it. For services with confirmation the calls fail with
 * `NoAuth`.
 *
 * Tested in `test/simulator/payscore.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Permission from "./schemas/Permission.js"
import * as Service from "./schemas/Service.js"

/**
 * Requests a user's authorisation of a service (pre-authorisation).
 *
 * Allowed at any time with a new `authorization_code`. The response is a token for the front end
 * (`wxpayScoreEnable`), valid for one hour. After the user has accepted there, WeChat Pay sends
 * `PAYSCORE.USER_OPEN_SERVICE` to `notify_url`. Without a `notify_url` there is no notification: query the
 * authorisation. Do not trust the result that the front end reports.
 *
 * The same code with other parameters gives `InvalidRequest`. The result of a repeated call is not documented, so the
 * client sends the request once. After an `Unknown` outcome, query by the code.
 *
 * ```ts
 * const { apply_permissions_token } = yield* Permission.apply({ service_id, appid, authorization_code, notify_url })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647349 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("payscore.permission.apply", {
  method: "POST",
  path: "/v3/payscore/permissions",
  payload: {
    ...Service.merchant,
    /** The merchant's code for this authorisation, for one user only: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    authorization_code: Wire.AuthorizationCode,
    /** Address that WeChat Pay notifies of the result: `https` without query, at most 255 characters. */
    notify_url: Schema.optional(Wire.notifyUrl(255))
  },
  success: Permission.Token,
  errors: PayscoreError.all
})

/**
 * Queries a user's authorisation of a service, by the user's openid.
 *
 * Allowed at any time. May be repeated. A user who never authorised the service gives `OrderNotExist`. For a user who
 * closed it later, `authorization_state` is `UNAVAILABLE`. `appid` and `mchid` of the response are those of the last
 * successful authorisation, not of the request.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647404 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByOpenid = Endpoint.make("payscore.permission.queryByOpenid", {
  method: "GET",
  path: "/v3/payscore/permissions/openid/{openid}",
  params: {
    /** ID of the user under `appid`, at most 128 characters. */
    openid: Wire.OpenId
  },
  query: Service.merchant,
  success: {
    ...Service.merchantResponse,
    ...Permission.state,
    ...Permission.risk,
    /** The code with which the user accepted; absent if the authorisation was requested without a code. */
    authorization_code: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all
})

/**
 * Queries a user's authorisation of a service, by the merchant's authorization code.
 *
 * Allowed at any time. May be repeated. For a code that no user has accepted yet, `authorization_state` is
 * `UNBINDUSER`. An unknown code gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647401 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByAuthorizationCode = Endpoint.make("payscore.permission.queryByAuthorizationCode", {
  method: "GET",
  path: "/v3/payscore/permissions/authorization-code/{authorization_code}",
  params: {
    /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    authorization_code: Wire.AuthorizationCode
  },
  query: {
    /** Number of the service, at most 32 characters. */
    service_id: Wire.ServiceId
  },
  success: {
    ...Service.merchantResponse,
    ...Permission.state,
    ...Permission.risk,
    /** The merchant's code of the authorisation. */
    authorization_code: Schema.String,
    /** The `notify_url` of the request. */
    notify_url: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all
})

/**
 * Ends a user's authorisation of a service, by the user's openid.
 *
 * Allowed while the user is authorised and has no unfinished order of the service (in service or unpaid). Otherwise
 * the call fails with `InvalidRequest`. A user who never authorised the service gives `OrderNotExist`. Orders that
 * are already in service may still be collected. WeChat Pay then sends `PAYSCORE.USER_CLOSE_SERVICE`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the authorisation. Official table of errors: 400, 401, 403, 404, 429, 500.
 *
 * ```ts
 * Permission.terminateByOpenid({ openid, service_id, appid, reason: "user asked" })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647413 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByOpenid = Endpoint.make("payscore.permission.terminateByOpenid", {
  method: "POST",
  path: "/v3/payscore/permissions/openid/{openid}/terminate",
  params: {
    /** ID of the user under `appid`, at most 128 characters. */
    openid: Wire.OpenId
  },
  payload: {
    ...Service.merchant,
    /** Reason, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  errors: PayscoreError.all
})

/**
 * Ends a user's authorisation of a service, by the merchant's authorization code.
 *
 * The code must be the one with which the user authorised the service. Otherwise the call fails with
 * `InvalidRequest`. Allowed while the user is authorised and has no unfinished order of the service. An unknown code
 * gives `OrderNotExist`. WeChat Pay then sends `PAYSCORE.USER_CLOSE_SERVICE`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the authorisation.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647410 page of 2025
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
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    errors: PayscoreError.all
  }
)

/**
 * Assesses the risk of a user before you deliver goods or a service.
 *
 * Send the user's `openid`, the `authorization_code`, or both. Available only for services for which WeChat Pay
 * enabled it. Otherwise the call fails with `NoAuth`. The range and meaning of the levels are not documented. Compare
 * only levels of the same `risk_level_version`.
 *
 * The call changes nothing. It is not documented whether it may be repeated, so the client sends the request once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012856611 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const assessUserRiskLevel = Endpoint.make("payscore.permission.assessUserRiskLevel", {
  method: "POST",
  path: "/v3/payscore/permissions/assess-user-risk-level",
  payload: Rule.atLeastOne(
    {
      ...Service.merchant,
      /** The code of the user's authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Schema.optional(Wire.AuthorizationCode),
      /** ID of the user under `appid`, at most 128 characters. */
      openid: Schema.optional(Wire.OpenId),
      /** Goods that the user wants to buy. */
      shopping_info: Schema.optional(Permission.ShoppingInfo)
    },
    ["authorization_code", "openid"]
  ),
  success: { ...Service.merchantResponse, ...Permission.assessment },
  errors: PayscoreError.all
})
