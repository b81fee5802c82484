/**
 * Sign plans (按计划扣费) of direct merchants. A sign plan is one user's copy of a `Plan`. Each of its items has an order.
 *
 * The user signs in the front end (`wxpayScorePlan`). Then create the order of each item in turn: {@link nextOrder},
 * {@link createServiceOrder}, and `ServiceOrder.complete`.
 *
 * Tested in `test/payscore/plans.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Service from "./schemas/Service.js"
import * as SignPlan from "./schemas/SignPlan.js"

export { nextOrder } from "./schemas/SignPlan.js"

const response = { ...Service.merchantResponse, ...SignPlan.content } as const

const signPlan = Schema.Struct(response)

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
  /** Number of the sign plan, assigned by the merchant: 1 to 32 of digits, letters, `_`, `-`, `*`. */
  merchant_sign_plan_no: Wire.MerchantPlanNo
} as const

/**
 * Creates a user's sign plan. The user then signs it in the front end.
 *
 * The plan must be `NORMAL` and belong to the same merchant and service. `sign_plan_detail` assigns a unique number
 * to every item of the plan, which becomes the `out_trade_no` of the item's order. Pass `package` to the front end
 * (`wxpayScorePlan`). After the signature WeChat Pay sends `PAYSCORE.USER_SIGN_PLAN`.
 *
 * The same number with other parameters gives `InvalidRequest`. The result of a repeated call is not documented, so
 * the client sends the request once. After an `Unknown` outcome, {@link query} by the number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012489420 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.signPlan.create", {
  method: "POST",
  path: "/v3/payscore/sign-plan/user-sign-plans",
  payload: {
    ...Service.merchant,
    ...SignPlan.creation,
    /** ID of the user under `appid`, at most 128 characters. */
    openid: Wire.OpenId
  },
  success: {
    sign_plan: SignedPlan,
    /** For the front end, `wxpayScorePlan`. */
    package: Schema.String
  },
  errors: PayscoreError.all
})

/**
 * Queries a user's sign plan by the number of the merchant.
 *
 * Allowed in every state. May be repeated. An unknown number gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012470990 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.signPlan.query", {
  method: "GET",
  path: "/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}",
  params,
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
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012471050 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const stop = Endpoint.make("payscore.signPlan.stop", {
  method: "POST",
  path: "/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop",
  params,
  payload: {
    /** Reason. */
    stop_reason: Wire.nonEmptyText
  },
  success: SignedPlan,
  errors: PayscoreError.all
})

/**
 * Creates the service order of the next item of a signed plan.
 *
 * Allowed while the plan is `SIGNED` and the order of the previous item is cancelled, or completed and paid. Items
 * cannot be skipped. {@link nextOrder} selects the item. `out_trade_no` must be the item's `merchant_plan_detail_no`.
 * It becomes the `out_order_no` of an ordinary service order: complete it with `ServiceOrder.complete`. Times are
 * Beijing time.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * `ServiceOrder.query` by the number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012489351 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const createServiceOrder = Endpoint.make("payscore.signPlan.createServiceOrder", {
  method: "POST",
  path: "/v3/payscore/sign-plan/serviceorder",
  payload: {
    ...Service.merchant,
    ...SignPlan.orderContent,
    /** ID of the user under `appid`, at most 128 characters. */
    openid: Wire.OpenId
  },
  success: { ...Service.merchantResponse, ...SignPlan.orderResponse },
  errors: PayscoreError.all
})
