/**
 * The share that a sub-merchant allows its service provider.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ProfitSharingError from "./ProfitSharingError.js"
import * as Response from "./schemas/Response.js"

/**
 * Queries the maximum ratio of a sub-merchant's orders that may be shared. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466864 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.partnerConfig.query", {
  method: "GET",
  path: "/v3/profitsharing/merchant-configs/{sub_mchid}",
  params: {
    /** The sub-merchant, at most 32 characters. */
    sub_mchid: Wire.Mchid
  },
  success: { sub_mchid: Schema.String, ...Response.maxRatio },
  errors: ProfitSharingError.common
})
