/**
 * Plans (按计划扣费) of sub-merchants, for service providers. A plan is a fixed number of deductions with falling prices
 * that users can sign.
 *
 * The service needs WeChat Pay's permission for plans. Otherwise the call fails with `NoAuth`. The copy of one user
 * is a `PartnerSignPlan`.
 *
 * Tested in `test/payscore/plans.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Plan from "./schemas/Plan.js"
import * as Service from "./schemas/Service.js"

export { fromDetails } from "./schemas/Plan.js"

const response = { ...Service.partnerResponse, ...Plan.response } as const

const params = {
  /** Plan number assigned by the provider, 1 to 32 characters. */
  merchant_plan_no: Wire.text(32)
} as const

const subMerchant = {
  /** Merchant number of the sub-merchant. */
  sub_mchid: Wire.Mchid
} as const

/**
 * Creates a plan that users can sign.
 *
 * `deduction_quantity` must be the number of items, and the totals must be the sums of the items. Each `actual_price`
 * must be at most its `original_price` and at most the `actual_price` of the previous item. The client rejects other
 * plans before it sends anything. {@link fromDetails} computes counts and sums. Prices are in fen, and the duration
 * is in days.
 *
 * The same `merchant_plan_no` with other parameters gives `InvalidRequest`. The result of a repeated call is not
 * documented, so the client sends the request once. After an `Unknown` outcome, {@link query} by the number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463290 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.partnerPlan.create", {
  method: "POST",
  path: "/v3/payscore/plan/partner/payscore-plans",
  payload: Plan.rules(Schema.Struct({ ...Service.partner, ...Plan.content })),
  success: response,
  errors: PayscoreError.all
})

/**
 * Queries a plan by the number of the provider.
 *
 * Allowed only for the provider that created it, in every state. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463318 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.partnerPlan.query", {
  method: "GET",
  path: "/v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}",
  params,
  query: subMerchant,
  success: response,
  errors: PayscoreError.all
})

/**
 * Stops a plan, so that no user can sign it. Plans that users have already signed continue.
 *
 * Allowed only for the provider that created it, while `plan_state` is `NORMAL`. The result of a repeated call is not
 * documented, so the client sends the request once. After an `Unknown` outcome, {@link query}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463322 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const stop = Endpoint.make("payscore.partnerPlan.stop", {
  method: "POST",
  path: "/v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop",
  params,
  payload: subMerchant,
  success: response,
  errors: PayscoreError.all
})
