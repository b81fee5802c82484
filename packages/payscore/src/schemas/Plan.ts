/**
 * Fields and rules of plans. A plan is a fixed number of deductions with falling prices to which the user agrees
 * once.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const planDetail = Schema.Struct({
  /** Name of the item, shown to the user. */
  plan_detail_name: Wire.nonEmptyText,
  /** Price before the discount, in fen. */
  original_price: Wire.Amount,
  /**
   * Price after the discount, in fen: at most `original_price`, and at most the `actual_price` of the previous item.
   */
  actual_price: Wire.Amount,
  /** Description of the discount, shown to the user. */
  plan_discount_description: Schema.optional(Wire.nonEmptyText)
})

/**
 * One deduction of a plan, in requests. Items are numbered from 1 in their order.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlanDetail extends Schema.Schema.Type<typeof planDetail> {}

/**
 * Schema of {@link PlanDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PlanDetail: Schema.Schema<PlanDetail> = planDetail

/**
 * Fields of a new plan, except those that identify the owner.
 *
 * @since 1.0.0
 * @category schemas
 */
export const content = {
  /** Shown to the user, 1 to 20 characters. */
  plan_name: Wire.text(20),
  /** Validity of a user's sign plan in days, from the day of signing; limited by the service. */
  plan_duration: Wire.integer(1),
  /** Number of deductions, which is the number of items of `plan_detail_list`; limited by the service. */
  deduction_quantity: Wire.integer(1),
  /** Sum of all `original_price`, in fen. */
  total_original_price: Wire.Amount,
  /** Sum of all `actual_price`, in fen. */
  total_actual_price: Wire.Amount,
  /** The deductions, in order. */
  plan_detail_list: Schema.Array(PlanDetail),
  /** Plan number assigned by the merchant, unique per merchant: 1 to 32 of digits, letters, `_`, `-`, `*`. */
  merchant_plan_no: Wire.MerchantPlanNo
} as const

interface Content {
  readonly deduction_quantity: number
  readonly total_original_price: number
  readonly total_actual_price: number
  readonly plan_detail_list: ReadonlyArray<PlanDetail>
}

/**
 * Computes the counts and sums of a plan from its items. Spread the result into the input of `create`.
 *
 * ```ts
 * const details = [{ plan_detail_name: "first week", original_price: 200, actual_price: 100 }]
 * Plan.create({ ...plan, ...Plan.fromDetails(details) })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromDetails = (plan_detail_list: ReadonlyArray<PlanDetail>): Content => ({
  plan_detail_list,
  deduction_quantity: plan_detail_list.length,
  total_original_price: plan_detail_list.reduce((sum, item) => sum + item.original_price, 0),
  total_actual_price: plan_detail_list.reduce((sum, item) => sum + item.actual_price, 0)
})

const check = (plan: Content): ReadonlyArray<Schema.FilterIssue> => {
  const issues: Array<Schema.FilterIssue> = []
  const right = fromDetails(plan.plan_detail_list)
  if (plan.deduction_quantity !== right.deduction_quantity) {
    issues.push({ path: ["deduction_quantity"], message: "must be the number of items of plan_detail_list" })
  }
  if (plan.total_original_price !== right.total_original_price) {
    issues.push({ path: ["total_original_price"], message: "must be the sum of every original_price" })
  }
  if (plan.total_actual_price !== right.total_actual_price) {
    issues.push({ path: ["total_actual_price"], message: "must be the sum of every actual_price" })
  }
  plan.plan_detail_list.forEach((item, index) => {
    const path = ["plan_detail_list", index, "actual_price"]
    const before = plan.plan_detail_list[index - 1]
    if (item.actual_price > item.original_price) {
      issues.push({ path, message: "must not be above original_price" })
    }
    if (before !== undefined && item.actual_price > before.actual_price) {
      issues.push({ path, message: "must not be above the actual_price of the previous item" })
    }
  })
  return issues
}

/** Converts any plan into a valid plan. */
const repair = <P extends Content>(plan: P): P => {
  const falling = plan.plan_detail_list.map((item) => item.actual_price).sort((a, b) => b - a)
  const items = plan.plan_detail_list.map((item, index) => {
    const actual_price = falling[index] ?? 0
    return { ...item, actual_price, original_price: Math.max(item.original_price, actual_price) }
  })
  return { ...plan, ...fromDetails(items) }
}

/**
 * The rules of counts, sums and prices.
 *
 * @since 1.0.0
 * @category schemas
 */
export const rules = <Fields extends Schema.Struct.Fields & typeof content>(
  plan: Schema.Struct<Fields>
): Schema.filter<Schema.Struct<Fields>> =>
  plan.pipe(
    Schema.filter((value) => check(value as unknown as Content), {
      description: "a plan whose counts and sums match its items, and whose prices do not rise",
      arbitrary: (from) => (fc) =>
        from(fc)
          .filter((value) => (value as unknown as Content).plan_detail_list.length > 0)
          .map((value) => repair(value as unknown as Content) as unknown as typeof value)
    })
  )

const numberedPlanDetail = Schema.Struct({
  /** Number of the item, from 1. */
  plan_detail_no: Schema.Int,
  /** Name of the item. */
  plan_detail_name: Schema.String,
  /** Price before the discount, in fen. */
  original_price: Schema.Int,
  /** Description of the discount. */
  plan_discount_description: Schema.optional(Schema.String),
  /** Price after the discount, in fen. */
  actual_price: Schema.Int
})

/**
 * One deduction of a plan, in responses.
 *
 * @since 1.0.0
 * @category models
 */
export interface NumberedPlanDetail extends Schema.Schema.Type<typeof numberedPlanDetail> {}

/**
 * Schema of {@link NumberedPlanDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const NumberedPlanDetail: Schema.Schema<NumberedPlanDetail> = numberedPlanDetail

/**
 * Fields of a plan in responses, except those that identify the owner.
 *
 * @since 1.0.0
 * @category schemas
 */
export const response = {
  /** Plan number assigned by WeChat Pay; `SignPlan.create` takes it. */
  plan_id: Schema.String,
  /** Plan number assigned by the merchant. */
  merchant_plan_no: Schema.String,
  /** Name of the plan. */
  plan_name: Schema.String,
  /** Validity in days. */
  plan_duration: Schema.Int,
  /** `NORMAL`: can be signed. `STOP`: cannot be signed; plans that users have already signed continue. */
  plan_state: Wire.openEnum("NORMAL", "STOP"),
  /** Amount in fen. */
  total_original_price: Schema.Int,
  /** Number of deductions. */
  deduction_quantity: Schema.Int,
  /** Amount in fen. */
  total_actual_price: Schema.Int,
  /** The deductions, in order. */
  plan_detail_list: Schema.optional(Schema.Array(NumberedPlanDetail)),
  /** The merchant that stopped it. */
  stop_mchid: Schema.optional(Schema.String),
  /** Time when it was stopped, RFC 3339. */
  stop_time: Schema.optional(Schema.String)
} as const
