/**
 * A user's authorisation of a merchant's service, for acquiring institutions (从业机构).
 *
 * The calls are those of service providers, with `channel_id`, the institution's channel merchant number.
 *
 * Tested in `test/simulator/payscoreAuthorizationRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Permission from "./schemas/Permission.js"
import * as Service from "./schemas/Service.js"

const owner = {
  /** Number of the service, at most 32 characters. */
  service_id: Wire.ServiceId,
  /** Channel merchant number of the institution. */
  channel_id: Wire.Mchid,
  /** Merchant number of the sub-merchant. */
  sub_mchid: Wire.Mchid
} as const

/**
 * Requests a user's authorisation of a sub-merchant's service (pre-authorisation).
 *
 * Allowed at any time with a new `authorization_code`, unique per institution. The response is a token for the front
 * end (`wxpayScoreEnable`), valid for one hour. After the user has accepted there, WeChat Pay sends
 * `PAYSCORE.USER_OPEN_SERVICE` to `notify_url`. Without a `notify_url` there is no notification: query the
 * authorisation.
 *
 * The same code with other parameters gives `InvalidRequest`. The result of a repeated call is not documented, so the
 * client sends the request once. After an `Unknown` outcome, query by the code.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("payscore.acquiringBankPermission.apply", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/permissions",
  payload: {
    ...Service.partner,
    /** Channel merchant number of the institution. */
    channel_id: Wire.Mchid,
    /** The institution's code for this authorisation, for one user only: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    authorization_code: Wire.AuthorizationCode,
    /** Address that WeChat Pay notifies of the result: `https` without query. */
    notify_url: Schema.optional(Wire.notifyUrl())
  },
  success: Permission.Token,
  errors: PayscoreError.all
})

/**
 * Queries a user's authorisation of a sub-merchant's service, by the institution's authorization code.
 *
 * Allowed at any time. May be repeated. For a code that no user has accepted yet, `authorization_state` is
 * `UNBINDUSER`. An unknown code gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012461004 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByAuthorizationCode = Endpoint.make(
  "payscore.acquiringBankPermission.queryByAuthorizationCode",
  {
    method: "GET",
    path: "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}",
    params: {
      /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Wire.AuthorizationCode
    },
    query: owner,
    success: {
      ...Service.partnerResponse,
      ...Permission.state,
      /** The merchant's code of the authorisation. */
      authorization_code: Schema.String,
      /** The `notify_url` of the request. */
      notify_url: Schema.optional(Schema.String),
      /** ID of the user under `sub_appid`. */
      sub_openid: Schema.optional(Schema.String),
      /** Channel merchant number of the institution. */
      channel_id: Schema.optional(Schema.String)
    },
    errors: PayscoreError.all
  }
)

/**
 * Ends a user's authorisation of a sub-merchant's service, by the institution's authorization code.
 *
 * The code must be the one with which the user authorised the service. Otherwise the call fails with
 * `InvalidRequest`. Allowed while the user is authorised and has no unfinished order of the service. An unknown code
 * gives `OrderNotExist`. WeChat Pay then sends `PAYSCORE.USER_CLOSE_SERVICE`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the authorisation.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012461012 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByAuthorizationCode = Endpoint.make(
  "payscore.acquiringBankPermission.terminateByAuthorizationCode",
  {
    method: "POST",
    path: "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}/terminate",
    params: {
      /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Wire.AuthorizationCode
    },
    payload: {
      ...owner,
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    errors: PayscoreError.all
  }
)
