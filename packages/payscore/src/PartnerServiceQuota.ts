/**
 * Amounts that WeChat Pay suggests as an advance for each risk level of users, for service providers.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Service from "./schemas/Service.js"

const quota = Schema.Struct({
  /** Level of users. The range is not documented. */
  risk_level: Schema.Int,
  /** Amount in fen. */
  suggested_quota: Schema.Int
})

/**
 * The suggestion for one risk level.
 *
 * @since 1.0.0
 * @category models
 */
export interface Quota extends Schema.Schema.Type<typeof quota> {}

/**
 * Schema of {@link Quota}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Quota: Schema.Schema<Quota> = quota

/**
 * Queries the suggested amount, in fen, for each risk level of a version.
 *
 * `risk_level_version` is the one that came with the user's `user_risk_level`
 * (`PartnerPermission.assessUserRiskLevel`): levels of another version are not comparable. Available only for
 * services for which WeChat Pay enabled it. Otherwise the call fails with `NoAuth`. Allowed at any time. May be
 * repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013394486 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.partnerServiceQuota.query", {
  method: "GET",
  path: "/v3/payscore/partner/servicequotas/service-id/{service_id}",
  params: {
    /** Service number assigned by WeChat Pay, at most 32 characters. */
    service_id: Wire.ServiceId
  },
  query: {
    /** Appid of the service provider, configured on the service. */
    appid: Wire.AppId,
    /** Merchant number of the sub-merchant. */
    sub_mchid: Wire.Mchid,
    /** Appid of the sub-merchant. */
    sub_appid: Schema.optional(Wire.AppId),
    /** Version of the levels. */
    risk_level_version: Wire.integer(0)
  },
  success: {
    ...Service.partnerResponse,
    /** Version of the risk levels. */
    risk_level_version: Schema.Int,
    /** The suggestions for each risk level. */
    quotas: Schema.Array(Quota)
  },
  errors: PayscoreError.all
})
