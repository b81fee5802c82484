/**
 * The share that a brand allows its service provider.
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
 * Queries the maximum ratio of a brand's orders that may be shared. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467022 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("profitSharing.brandConfig.query", {
  method: "GET",
  path: "/v3/brand/profitsharing/brand-configs/{brand_mchid}",
  params: {
    /** The brand's owner, at most 32 characters. */
    brand_mchid: Wire.Mchid
  },
  success: { brand_mchid: Schema.String, ...Response.maxRatio },
  errors: ProfitSharingError.common
})
