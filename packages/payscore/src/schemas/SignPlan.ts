/**
 * Fields and rules of sign plans, which are one user's copy of a plan.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { OrderLocation, orderFields, StartedTimeRange } from "./OrderResponse.js"
import { Location, TimeRange } from "./ServiceOrder.js"

const signPlanDetail = Schema.Struct({
  /** Number of the item in the plan, from 1. */
  plan_detail_no: Wire.integer(1),
  /**
   * Number of the item for this user, assigned by the merchant, unique per merchant. The item's order is created with
   * it as `out_trade_no`: at most 32 characters.
   */
  merchant_plan_detail_no: Wire.nonEmptyText
})

/**
 * Number of an item of a plan, assigned by the merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface SignPlanDetail extends Schema.Schema.Type<typeof signPlanDetail> {}

/**
 * Schema of {@link SignPlanDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SignPlanDetail: Schema.Schema<SignPlanDetail> = signPlanDetail

const maxOutTradeNo = 32

const checkDetails = (details: ReadonlyArray<SignPlanDetail>): ReadonlyArray<Schema.FilterIssue> => {
  const issues: Array<Schema.FilterIssue> = []
  const numbers = new Set<string>()
  const items = new Set<number>()
  details.forEach(({ merchant_plan_detail_no, plan_detail_no }, index) => {
    if (merchant_plan_detail_no.length > maxOutTradeNo) {
      issues.push({
        path: [index, "merchant_plan_detail_no"],
        message: `must have at most ${maxOutTradeNo} characters: it becomes the out_trade_no of the item's order`
      })
    }
    if (numbers.has(merchant_plan_detail_no)) {
      issues.push({ path: [index, "merchant_plan_detail_no"], message: "must be unique" })
    }
    if (items.has(plan_detail_no)) issues.push({ path: [index, "plan_detail_no"], message: "must be unique" })
    if (plan_detail_no > details.length) {
      issues.push({ path: [index, "plan_detail_no"], message: "must number the items from 1 without a gap" })
    }
    numbers.add(merchant_plan_detail_no)
    items.add(plan_detail_no)
  })
  if (details.length === 0) issues.push({ path: [], message: "must contain every item of the plan" })
  return issues
}

const repairDetails = (details: ReadonlyArray<SignPlanDetail>): ReadonlyArray<SignPlanDetail> =>
  details.map(({ merchant_plan_detail_no }, index) => ({
    plan_detail_no: index + 1,
    merchant_plan_detail_no: `${index}${merchant_plan_detail_no}`.slice(0, maxOutTradeNo)
  }))

/**
 * A number for every item of the plan. The items start at 1 without gaps, each item is listed once, and all numbers
 * are unique.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SignPlanDetails: Schema.Schema<ReadonlyArray<SignPlanDetail>> = Schema.Array(
  SignPlanDetail
).pipe(
  Schema.filter(checkDetails, {
    description: "every item of the plan once, each with a unique number",
    arbitrary: (from) => (fc) =>
      from(fc)
        .filter((details) => details.length > 0)
        .map(repairDetails)
  })
)

/**
 * Fields of the creation of a sign plan, except those that identify the user.
 *
 * @since 1.0.0
 * @category schemas
 */
export const creation = {
  /** Plan number assigned by WeChat Pay. */
  plan_id: Wire.text(32),
  /**
   * Number of the sign plan, assigned by the merchant, unique per merchant: 1 to 32 of digits, letters, `_`, `-`,
   * `*`.
   */
  merchant_sign_plan_no: Wire.MerchantPlanNo,
  /** Address that WeChat Pay notifies of signing and cancelling: `https` without query, at most 1024 characters. */
  notify_url: Wire.notifyUrl(1024),
  /** A number for every item of the plan. */
  sign_plan_detail: SignPlanDetails
} as const

const signedDetail = Schema.Struct({
  /** Number of the item, from 1. */
  plan_detail_no: Schema.Int,
  /** Price before the discount, in fen. */
  original_price: Schema.Int,
  /** Description of the discount. */
  plan_discount_description: Schema.optional(Schema.String),
  /** Price after the discount, in fen. */
  actual_price: Schema.Int,
  /** `NOT_USED`; `USING`: has an order; `USED`: the order is paid; `SIGN_PLAN_DETAIL_CANCEL`: the order was cancelled. */
  plan_detail_state: Wire.openEnum("NOT_USED", "USING", "USED", "SIGN_PLAN_DETAIL_CANCEL"),
  /** Number of the item's order, assigned by WeChat Pay. */
  order_id: Schema.optional(Schema.String),
  /** Item number assigned by the merchant: the `out_trade_no` of its order. */
  merchant_plan_detail_no: Schema.String,
  /** Name of the item. */
  plan_detail_name: Schema.String,
  /** Amount of the completion of the order, in fen. */
  actual_pay_price: Schema.optional(Schema.Int),
  /** RFC 3339. */
  use_time: Schema.optional(Schema.String),
  /** RFC 3339. */
  complete_time: Schema.optional(Schema.String),
  /** RFC 3339. */
  cancel_time: Schema.optional(Schema.String)
})

/**
 * One deduction of a user's sign plan.
 *
 * @since 1.0.0
 * @category models
 */
export interface SignedDetail extends Schema.Schema.Type<typeof signedDetail> {}

/**
 * Schema of {@link SignedDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SignedDetail: Schema.Schema<SignedDetail> = signedDetail

/**
 * Fields of a sign plan in responses, except those that identify the owner.
 *
 * @since 1.0.0
 * @category schemas
 */
export const content = {
  /** Number of the sign plan, assigned by WeChat Pay. */
  sign_plan_id: Schema.String,
  /** ID of the user under `appid`. */
  openid: Schema.optional(Schema.String),
  /** Number of the sign plan, assigned by the merchant. */
  merchant_sign_plan_no: Schema.String,
  /** The `notify_url` of the request. */
  merchant_callback_url: Schema.String,
  /** Plan number assigned by WeChat Pay. */
  plan_id: Schema.String,
  /** Number of the item whose order was created last; 0 before the first. */
  going_detail_no: Schema.Int,
  /** `UNSIGNED`, `SIGNED`, `SIGN_PLAN_CANCEL`, `COMPLETE` (every item is done), `EXPIRE`. */
  sign_state: Wire.openEnum("UNSIGNED", "SIGNED", "SIGN_PLAN_CANCEL", "COMPLETE", "EXPIRE"),
  /** RFC 3339; may be empty. */
  cancel_sign_time: Schema.optional(Schema.String),
  /** Who cancelled it: `NOT_CANCEL`, `USER`, `MERCHANT`, or `REVOKE_SERVICE` (the user closed the service). */
  cancel_sign_type: Schema.optional(Wire.openEnum("NOT_CANCEL", "USER", "MERCHANT", "REVOKE_SERVICE")),
  /** May be empty. */
  cancel_reason: Schema.optional(Schema.String),
  /** Name of the plan. */
  plan_name: Schema.String,
  /** End of its validity, RFC 3339. */
  plan_over_time: Schema.String,
  /** Amount in fen. The name differs from `total_original_price` in plans. */
  total_origin_price: Schema.Int,
  /** Number of deductions. */
  deduction_quantity: Schema.Int,
  /** Amount in fen. */
  total_actual_price: Schema.Int,
  /** The deductions of the sign plan. */
  signed_detail_list: Schema.optional(Schema.Array(SignedDetail)),
  /** RFC 3339. */
  sign_time: Schema.optional(Schema.String)
} as const

/**
 * Fields of the creation of the order of one item, except those that identify the user.
 *
 * @since 1.0.0
 * @category schemas
 */
export const orderContent = {
  /** Number of the user's sign plan, assigned by WeChat Pay. */
  sign_plan_id: Wire.text(32),
  /** Number of the item, from 1: the item after the previous one. */
  plan_detail_no: Wire.integer(1),
  /** Address that WeChat Pay notifies of confirmation and payment: `https` without query, at most 256 characters. */
  notify_url: Wire.notifyUrl(256),
  /** Description of the service, shown to the user, 1 to 20 characters. */
  service_introduction: Wire.text(20),
  /** Time of the service. */
  time_range: TimeRange,
  /** Place of the service. */
  location: Schema.optional(Location),
  /** Returned in responses and notifications, 1 to 256 characters; URL-encode it. */
  attach: Schema.optional(Wire.text(256)),
  /** The item's `merchant_plan_detail_no`. Responses return it as `out_order_no`, the number of the service order. */
  out_trade_no: Wire.text(32)
} as const

const plannedPayment = Schema.Struct({
  /** Name of the item. */
  name: Schema.optional(Schema.String),
  /** Amount in fen. */
  amount: Schema.optional(Schema.Int),
  /** Charging rule. */
  description: Schema.optional(Schema.String)
})

/**
 * A fee of an item's order.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlannedPayment extends Schema.Schema.Type<typeof plannedPayment> {}

/**
 * Schema of {@link PlannedPayment}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PlannedPayment: Schema.Schema<PlannedPayment> = plannedPayment

const plannedDiscount = Schema.Struct({
  /** Name of the item. */
  name: Schema.optional(Schema.String),
  /** Amount in fen. */
  amount: Schema.optional(Schema.Int)
})

/**
 * A discount of an item's order.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlannedDiscount extends Schema.Schema.Type<typeof plannedDiscount> {}

/**
 * Schema of {@link PlannedDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PlannedDiscount: Schema.Schema<PlannedDiscount> = plannedDiscount

const plannedRisk = Schema.Struct({
  /** Amount in fen. */
  amount: Schema.Int
})

/**
 * Risk fund of an item's order.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlannedRisk extends Schema.Schema.Type<typeof plannedRisk> {}

/**
 * Schema of {@link PlannedRisk}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PlannedRisk: Schema.Schema<PlannedRisk> = plannedRisk

/**
 * Response about the order of one item.
 *
 * @since 1.0.0
 * @category schemas
 */
export const orderResponse = {
  ...orderFields,
  /** The fees. */
  post_payments: Schema.optional(Schema.Array(PlannedPayment)),
  /** The discounts. */
  post_discounts: Schema.optional(Schema.Array(PlannedDiscount)),
  /** Risk fund of the order. */
  risk_fund: Schema.optional(PlannedRisk),
  /** Time of the service. */
  time_range: Schema.optional(StartedTimeRange),
  /** Place of the service. */
  location: Schema.optional(OrderLocation),
  /** Order number assigned by WeChat Pay. */
  order_id: Schema.optional(Schema.String)
} as const

interface Plan {
  readonly sign_plan_id: string
  readonly sign_state: string
  readonly signed_detail_list?: ReadonlyArray<SignedDetail> | undefined
}

/**
 * Returns the fields for the order of the next item. `None` if no item may have an order now: the plan is not
 * `SIGNED`, the order of an item is still open, or every item has had its order.
 *
 * ```ts
 * const next = SignPlan.nextOrder(yield* SignPlan.query({ merchant_sign_plan_no }))
 * if (Option.isSome(next)) yield* SignPlan.createServiceOrder({ ...next.value, ...order })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const nextOrder = (
  plan: Plan
): Option.Option<{
  readonly sign_plan_id: string
  readonly plan_detail_no: number
  readonly out_trade_no: string
}> => {
  const items = [...(plan.signed_detail_list ?? [])].sort((a, b) => a.plan_detail_no - b.plan_detail_no)
  const done = (item: SignedDetail) =>
    item.plan_detail_state === "USED" || item.plan_detail_state === "SIGN_PLAN_DETAIL_CANCEL"
  const next = items.find((item) => !done(item))
  return plan.sign_state !== "SIGNED" || next === undefined || next.plan_detail_state !== "NOT_USED"
    ? Option.none()
    : Option.some({
        sign_plan_id: plan.sign_plan_id,
        plan_detail_no: next.plan_detail_no,
        out_trade_no: next.merchant_plan_detail_no
      })
}
