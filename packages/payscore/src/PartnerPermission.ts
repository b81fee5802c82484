/**
 * A user's authorisation of a sub-merchant's service, for service providers.
 *
 * The provider signs the requests. All its sub-merchants share its notification addresses and its APIv3 key.
 *
 * Tested in `test/payscore/singleRules.test.ts`.
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
import * as User from "./schemas/User.js"

const application = {
  ...Service.partner,
  /** The provider's code for this authorisation, for one user only: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
  authorization_code: Wire.AuthorizationCode,
  /** Address that WeChat Pay notifies of the result: `https` without query, at most 255 characters. */
  notify_url: Schema.optional(Wire.notifyUrl(255))
} as const

const record = {
  ...Service.partnerResponse,
  ...Permission.state,
  ...Permission.risk,
  /** The `notify_url` of the request. */
  notify_url: Schema.optional(Schema.String),
  /** ID of the user under `sub_appid`. */
  sub_openid: Schema.optional(Schema.String)
} as const

/**
 * Requests a user's authorisation of a sub-merchant's service (pre-authorisation).
 *
 * Allowed at any time with a new `authorization_code`, unique per provider. The response is a token for the front end
 * (`wxpayScoreEnable`), valid for one hour. After the user has accepted there, WeChat Pay sends
 * `PAYSCORE.USER_OPEN_SERVICE` to `notify_url`. Without a `notify_url` there is no notification: query the
 * authorisation.
 *
 * A sub-merchant that is not bound to the provider gives `NoAuth`. The same code with other parameters gives
 * `InvalidRequest`. The result of a repeated call is not documented, so the client sends the request once. After an
 * `Unknown` outcome, query by the code.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012382030 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("payscore.partnerPermission.apply", {
  method: "POST",
  path: "/v3/payscore/partner/permissions",
  payload: application,
  success: Permission.Token,
  errors: PayscoreError.all
})

/**
 * Requests a user's authorisation within another process of WeChat Pay, such as a payment.
 *
 * The rules of {@link apply} apply. The response is a token for that process instead of `wxpayScoreEnable`.
 * `TRANSACTION` is the only scene. `transaction_scene_info` contains the merchants of the transaction.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query by the code.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012778802 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const applyForScene = Endpoint.make("payscore.partnerPermission.applyForScene", {
  method: "POST",
  path: "/v3/payscore/partner/permissions/apply-for-scene",
  payload: {
    ...application,
    /** The process. */
    scene: Wire.oneOf("TRANSACTION"),
    /** The merchants of the transaction, for scene `TRANSACTION`. */
    transaction_scene_info: Schema.optional(
      Schema.Struct({
        /** Merchant number of the provider of the transaction. */
        mchid: Wire.Mchid,
        /** Merchant number of the sub-merchant of the transaction. */
        sub_mchid: Wire.Mchid
      })
    )
  },
  success: {
    /** The scene of the request. */
    scene: Wire.openEnum("TRANSACTION"),
    /** The token for the process. Its validity is not documented. */
    transaction_permissions_token: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all
})

/**
 * Queries a user's authorisation of a sub-merchant's service, by the user's openid.
 *
 * Send exactly one of `openid` and `sub_openid`; `sub_openid` needs `sub_appid`. Allowed at any time. May be
 * repeated. A user who never authorised the service gives `OrderNotExist`. For a user who closed it later,
 * `authorization_state` is `UNAVAILABLE`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692798 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByOpenid = Endpoint.make("payscore.partnerPermission.queryByOpenid", {
  method: "GET",
  path: "/v3/payscore/partner/permissions/search",
  query: Rule.exactlyOne(Service.partner, User.choices, User.needs),
  success: { ...record, authorization_code: Schema.optional(Schema.String) },
  errors: PayscoreError.all
})

/**
 * Queries a user's authorisation of a sub-merchant's service, by the provider's authorization code.
 *
 * Allowed at any time. May be repeated. For a code that no user has accepted yet, `authorization_state` is
 * `UNBINDUSER`. An unknown code gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692687 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByAuthorizationCode = Endpoint.make("payscore.partnerPermission.queryByAuthorizationCode", {
  method: "GET",
  path: "/v3/payscore/partner/permissions/authorization-code/{authorization_code}",
  params: {
    /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    authorization_code: Wire.AuthorizationCode
  },
  query: {
    /** Number of the service, at most 32 characters. */
    service_id: Wire.ServiceId,
    /** Merchant number of the sub-merchant. */
    sub_mchid: Wire.Mchid
  },
  success: { ...record, authorization_code: Schema.String },
  errors: PayscoreError.all
})

/**
 * Ends a user's authorisation of a sub-merchant's service, by the user's openid.
 *
 * Send exactly one of `openid` and `sub_openid`; `sub_openid` needs `sub_appid`. Allowed while the user is authorised
 * and has no unfinished order of the service (in service or unpaid). Otherwise the call fails with `InvalidRequest`.
 * A user who never authorised the service gives `OrderNotExist`. Orders that are already in service may still be
 * collected. WeChat Pay then sends `PAYSCORE.USER_CLOSE_SERVICE`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the authorisation.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012461154 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByOpenid = Endpoint.make("payscore.partnerPermission.terminateByOpenid", {
  method: "POST",
  path: "/v3/payscore/partner/permissions/terminate",
  payload: Rule.exactlyOne(
    {
      ...Service.partner,
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    User.choices,
    User.needs
  ),
  errors: PayscoreError.all
})

/**
 * Ends a user's authorisation of a sub-merchant's service, by the provider's authorization code.
 *
 * The code must be the one with which the user authorised the service. Otherwise the call fails with
 * `InvalidRequest`. Allowed while the user is authorised and has no unfinished order of the service. An unknown code
 * gives `OrderNotExist`. A sub-merchant that is not bound to the provider gives `NoAuth`. WeChat Pay then sends
 * `PAYSCORE.USER_CLOSE_SERVICE`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the authorisation.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012382049 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByAuthorizationCode = Endpoint.make(
  "payscore.partnerPermission.terminateByAuthorizationCode",
  {
    method: "POST",
    path: "/v3/payscore/partner/permissions/authorization-code/{authorization_code}/terminate",
    params: {
      /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Wire.AuthorizationCode
    },
    payload: {
      /** Number of the service, at most 32 characters. */
      service_id: Wire.ServiceId,
      /** The sub-merchant that the user authorised. */
      sub_mchid: Wire.Mchid,
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    errors: PayscoreError.all
  }
)

/**
 * Assesses the risk of a user before you deliver goods or a service.
 *
 * Send at least one of `authorization_code`, `openid` and `sub_openid`; `sub_openid` needs `sub_appid`. Available
 * only for services for which WeChat Pay enabled it. Otherwise the call fails with `NoAuth`. The range and meaning of
 * the levels are not documented. `PartnerServiceQuota.query` returns the suggested amount for each level of a
 * `risk_level_version`.
 *
 * The client sends `sub_mchid` in the query although the call is a `POST`, as documented. The call changes nothing.
 * It is not documented whether it may be repeated, so the client sends the request once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012783585 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const assessUserRiskLevel = Endpoint.make("payscore.partnerPermission.assessUserRiskLevel", {
  method: "POST",
  path: "/v3/payscore/partner/permissions/assess-user-risk-level",
  query: {
    /** Merchant number of the sub-merchant. */
    sub_mchid: Wire.Mchid
  },
  payload: Rule.atLeastOne(
    {
      ...Service.merchant,
      /** Appid of the sub-merchant. */
      sub_appid: Schema.optional(Wire.AppId),
      /** The code of the user's authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Schema.optional(Wire.AuthorizationCode),
      /** ID of the user under `appid`, at most 128 characters. */
      openid: Schema.optional(Wire.OpenId),
      /** ID of the user under `sub_appid`, at most 128 characters. */
      sub_openid: Schema.optional(Wire.OpenId),
      /** Goods that the user wants to buy. */
      shopping_info: Schema.optional(Permission.ShoppingInfo)
    },
    ["authorization_code", "openid", "sub_openid"],
    User.needs
  ),
  success: { ...Service.merchantResponse, ...Permission.assessment },
  errors: PayscoreError.all
})
