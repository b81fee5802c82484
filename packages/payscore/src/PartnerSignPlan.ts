/**
 * Sign plans (按计划扣费) of sub-merchants, for service providers. A sign plan is one user's copy of a `PartnerPlan`. Each
 * of its items has an order.
 *
 * The user signs in the front end (`wxpayScorePlan`). Then create the order of each item in turn: {@link nextOrder},
 * {@link createServiceOrder}, and `PartnerServiceOrder.complete`.
 *
 * Tested in `test/payscore/plans.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Service from "./schemas/Service.js"
import * as SignPlan from "./schemas/SignPlan.js"
import * as User from "./schemas/User.js"

export { nextOrder } from "./schemas/SignPlan.js"

const signPlan = Schema.Struct({
  ...Service.partnerResponse,
  ...SignPlan.content,
  /** ID of the user under `sub_appid`. */
  sub_openid: Schema.optional(Schema.String)
})

/**
 * A user's sign plan.
 *
 * @since 1.0.0
 * @category models
 */
export interface SignedPlan extends Schema.Schema.Type<typeof signPlan> {}

/**
 * Schema of {@link SignedPlan}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SignedPlan: Schema.Schema<SignedPlan> = signPlan

const params = {
  /** Number of the sign plan, assigned by the provider: 1 to 32 of digits, letters, `_`, `-`, `*`. */
  merchant_sign_plan_no: Wire.MerchantPlanNo
} as const

const subMerchant = {
  /** Merchant number of the sub-merchant. */
  sub_mchid: Wire.Mchid
} as const

/**
 * Creates a user's sign plan. The user then signs it in the front end.
 *
 * Send exactly one of `openid` and `sub_openid`; `sub_openid` needs `sub_appid`. The plan must be `NORMAL` and belong
 * to the same merchant and service. `sign_plan_detail` assigns a unique number to every item of the plan, which
 * becomes the `out_trade_no` of the item's order. Pass `package` to the front end (`wxpayScorePlan`). After the
 * signature WeChat Pay sends `PAYSCORE.USER_SIGN_PLAN`.
 *
 * The same number with other parameters gives `InvalidRequest`. The result of a repeated call is not documented, so
 * the client sends the request once. After an `Unknown` outcome, {@link query} by the number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463521 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.partnerSignPlan.create", {
  method: "POST",
  path: "/v3/payscore/sign-plan/partner/user-sign-plans",
  payload: Rule.exactlyOne({ ...Service.partner, ...SignPlan.creation }, User.choices, User.needs),
  success: {
    sign_plan: SignedPlan,
    /** For the front end, `wxpayScorePlan`. */
    package: Schema.String
  },
  errors: PayscoreError.all
})

/**
 * Queries a user's sign plan by the number of the provider.
 *
 * Allowed in every state. May be repeated. An unknown number gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463526 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.partnerSignPlan.query", {
  method: "GET",
  path: "/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}",
  params,
  query: subMerchant,
  success: SignedPlan,
  errors: PayscoreError.all
})

/**
 * Ends a user's sign plan.
 *
 * Allowed while it is `SIGNED` or `UNSIGNED`; it becomes `SIGN_PLAN_CANCEL`. It is not documented whether a
 * notification follows, or what a repeated call returns, so the client sends the request once. After an `Unknown`
 * outcome, {@link query}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463534 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const stop = Endpoint.make("payscore.partnerSignPlan.stop", {
  method: "POST",
  path: "/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop",
  params,
  payload: {
    ...subMerchant,
    /** Reason. */
    stop_reason: Wire.nonEmptyText
  },
  success: SignedPlan,
  errors: PayscoreError.all
})

/**
 * Creates the service order of the next item of a signed plan.
 *
 * Send exactly one of `openid` and `sub_openid`; `sub_openid` needs `sub_appid`. Allowed while the plan is `SIGNED`
 * and the order of the previous item is cancelled, or completed and paid. Items cannot be skipped. {@link nextOrder}
 * selects the item. `out_trade_no` must be the item's `merchant_plan_detail_no`. It becomes the `out_order_no` of an
 * ordinary service order: complete it with `PartnerServiceOrder.complete`. Times are Beijing time.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * `PartnerServiceOrder.query` by the number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012463469 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const createServiceOrder = Endpoint.make("payscore.partnerSignPlan.createServiceOrder", {
  method: "POST",
  path: "/v3/payscore/sign-plan/partner/serviceorder",
  payload: Rule.exactlyOne({ ...Service.partner, ...SignPlan.orderContent }, User.choices, User.needs),
  success: { ...Service.partnerResponse, ...SignPlan.orderResponse },
  errors: PayscoreError.all
})
