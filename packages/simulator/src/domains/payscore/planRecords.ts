/** Plans in the state: a number of deductions at falling prices. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import { Role } from "./services.js"
import { rfc3339 } from "./times.js"

export const Plan = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  service_id: Schema.String,
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  plan_id: Schema.String,
  merchant_plan_no: Schema.String,
  plan_name: Schema.String,
  /** Days, counted from the day of the signature. */
  plan_duration: Schema.Number,
  deduction_quantity: Schema.Number,
  total_original_price: Schema.Number,
  total_actual_price: Schema.Number,
  plan_detail_list: Schema.Array(
    Schema.Struct({
      plan_detail_no: Schema.Number,
      plan_detail_name: Schema.String,
      original_price: Schema.Number,
      actual_price: Schema.Number,
      plan_discount_description: Schema.optional(Schema.String)
    })
  ),
  /** The creation as received, for comparison with repetitions. */
  creation: Schema.Unknown,
  /** Unix time in milliseconds. A stopped plan cannot be signed. */
  stopped_at: Schema.optional(Schema.Number)
})
export interface Plan extends Schema.Schema.Type<typeof Plan> {}

export const plans = State.table("payscore.plans", Plan)

export type PlanReference = Pick<Plan, "role" | "mchid" | "sub_mchid" | "merchant_plan_no">

export const planKey = ({ mchid, merchant_plan_no, role, sub_mchid }: PlanReference): string =>
  State.key(role, mchid, sub_mchid, merchant_plan_no)

export const planById = (
  scope: Omit<PlanReference, "merchant_plan_no">,
  plan_id: string
): Effect.Effect<Plan | undefined, never, State.State> =>
  Effect.map(State.rows(plans), (rows) =>
    rows.find(
      (plan) =>
        plan.plan_id === plan_id &&
        plan.role === scope.role &&
        plan.mchid === scope.mchid &&
        plan.sub_mchid === scope.sub_mchid
    )
  )

export const planResponse = ({ creation: _, role: __, stopped_at, ...plan }: Plan) => ({
  ...plan,
  plan_state: stopped_at === undefined ? "NORMAL" : "STOP",
  ...(stopped_at === undefined ? {} : { stop_mchid: plan.mchid, stop_time: rfc3339(stopped_at) })
})
