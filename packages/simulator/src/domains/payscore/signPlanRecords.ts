/** Plans that users signed: in the state, in responses and in notifications. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import { type Order, orderKey, orders } from "./orders.js"
import { type Plan, planById } from "./planRecords.js"
import { Role } from "./services.js"
import { dayOf, millisOf, rfc3339 } from "./times.js"

export const SignPlan = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  service_id: Schema.String,
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  openid: Schema.optional(Schema.String),
  sub_openid: Schema.optional(Schema.String),
  sign_plan_id: Schema.String,
  merchant_sign_plan_no: Schema.String,
  plan_id: Schema.String,
  notify_url: Schema.String,
  sign_plan_detail: Schema.Array(
    Schema.Struct({ plan_detail_no: Schema.Number, merchant_plan_detail_no: Schema.String })
  ),
  /** The creation as received, for comparison with repetitions. */
  creation: Schema.Unknown,
  package: Schema.String,
  /** Unix times in milliseconds. */
  created_at: Schema.Number,
  signed_at: Schema.optional(Schema.Number),
  cancelled: Schema.optional(
    Schema.Struct({
      by: Schema.Literal("USER", "MERCHANT", "REVOKE_SERVICE"),
      reason: Schema.String,
      at: Schema.Number
    })
  )
})
export interface SignPlan extends Schema.Schema.Type<typeof SignPlan> {}

export const signPlans = State.table("payscore.signPlans", SignPlan)

export type SignPlanReference = Pick<SignPlan, "role" | "mchid" | "sub_mchid" | "merchant_sign_plan_no">

export const signPlanKey = ({ mchid, merchant_sign_plan_no, role, sub_mchid }: SignPlanReference): string =>
  State.key(role, mchid, sub_mchid, merchant_sign_plan_no)

export const findSignPlan = (
  reference: SignPlanReference
): Effect.Effect<SignPlan | undefined, never, State.State> =>
  Effect.map(State.rows(signPlans), (rows) => rows.get(signPlanKey(reference)))

export const saveSignPlan = (signPlan: SignPlan): Effect.Effect<SignPlan, never, State.State> =>
  Effect.map(State.rows(signPlans), (rows) => {
    rows.set(signPlanKey(signPlan), signPlan)
    return signPlan
  })

// --- its state, which follows from the orders of its items -------------------------------------------------------

const itemStates = {
  CREATED: "USING",
  DOING: "USING",
  DONE: "USED",
  REVOKED: "SIGN_PLAN_DETAIL_CANCEL",
  EXPIRED: "SIGN_PLAN_DETAIL_CANCEL"
} as const

const itemOf = (
  plan: Plan,
  merchant_plan_detail_no: string,
  plan_detail_no: number,
  order: Order | undefined
) => {
  const terms = plan.plan_detail_list[plan_detail_no - 1] as Plan["plan_detail_list"][number]
  return {
    ...terms,
    merchant_plan_detail_no,
    plan_detail_state: order === undefined ? "NOT_USED" : itemStates[order.state],
    ...(order === undefined ? {} : { order_id: order.order_id, use_time: rfc3339(order.created_at) }),
    ...(order?.total_amount === undefined ? {} : { actual_pay_price: order.total_amount }),
    ...(order?.completed_at === undefined ? {} : { complete_time: rfc3339(order.completed_at) })
  }
}

const isOver = ({ plan_detail_state }: { readonly plan_detail_state: string }): boolean =>
  plan_detail_state === "USED" || plan_detail_state === "SIGN_PLAN_DETAIL_CANCEL"

/** The first moment after the last day. */
const overAt = (plan: Plan, signPlan: SignPlan): number =>
  millisOf(dayOf(signPlan.signed_at ?? signPlan.created_at)) +
  Duration.toMillis(Duration.days(plan.plan_duration))

const stateOf = (
  signPlan: SignPlan,
  items: ReadonlyArray<{ readonly plan_detail_state: string }>,
  expired: boolean
) => {
  if (signPlan.cancelled !== undefined) return "SIGN_PLAN_CANCEL"
  if (signPlan.signed_at === undefined) return "UNSIGNED"
  if (items.every(isOver)) return "COMPLETE"
  return expired ? "EXPIRE" : "SIGNED"
}

/** The current signed plan. */
export const signPlanResponse = Effect.fnUntraced(function* (signPlan: SignPlan) {
  const plan = (yield* planById(signPlan, signPlan.plan_id)) as Plan
  const rows = yield* State.rows(orders)
  const items = [...signPlan.sign_plan_detail]
    .sort((one, other) => one.plan_detail_no - other.plan_detail_no)
    .map(({ merchant_plan_detail_no, plan_detail_no }) => {
      const order = rows.get(orderKey({ ...signPlan, out_order_no: merchant_plan_detail_no }))
      const own = order?.sign_plan_id === signPlan.sign_plan_id ? order : undefined
      return itemOf(plan, merchant_plan_detail_no, plan_detail_no, own)
    })
  const over = overAt(plan, signPlan)
  const { cancelled, openid, signed_at, sub_appid, sub_openid } = signPlan
  return {
    service_id: signPlan.service_id,
    appid: signPlan.appid,
    mchid: signPlan.mchid,
    ...(signPlan.sub_mchid === undefined ? {} : { sub_mchid: signPlan.sub_mchid }),
    ...(sub_appid === undefined ? {} : { sub_appid }),
    ...(openid === undefined ? {} : { openid }),
    ...(sub_openid === undefined ? {} : { sub_openid }),
    sign_plan_id: signPlan.sign_plan_id,
    merchant_sign_plan_no: signPlan.merchant_sign_plan_no,
    merchant_callback_url: signPlan.notify_url,
    plan_id: signPlan.plan_id,
    going_detail_no: items.filter((item) => item.plan_detail_state !== "NOT_USED").length,
    sign_state: stateOf(signPlan, items, (yield* Clock.currentTimeMillis) >= over),
    cancel_sign_type: cancelled?.by ?? "NOT_CANCEL",
    ...(cancelled === undefined
      ? {}
      : { cancel_sign_time: rfc3339(cancelled.at), cancel_reason: cancelled.reason }),
    plan_name: plan.plan_name,
    plan_over_time: rfc3339(over),
    total_origin_price: plan.total_original_price,
    deduction_quantity: plan.deduction_quantity,
    total_actual_price: plan.total_actual_price,
    signed_detail_list: items,
    ...(signed_at === undefined ? {} : { sign_time: rfc3339(signed_at) })
  }
})

/** The next item, with or without an order; none if all are used. */
export const turnOf = ({ signed_detail_list }: Effect.Effect.Success<ReturnType<typeof signPlanResponse>>) =>
  signed_detail_list.find((item) => !isOver(item))

// --- signing and cancelling --------------------------------------------------------------------------------------

export const notifySignPlan = Effect.fnUntraced(function* (
  signPlan: SignPlan,
  event: "USER_SIGN_PLAN" | "USER_CANCEL_SIGN_PLAN"
) {
  yield* Outbox.send({
    mchid: signPlan.mchid,
    url: signPlan.notify_url,
    event_type: `PAYSCORE.${event}`,
    summary: event === "USER_SIGN_PLAN" ? "用户签约计划成功" : "用户取消签约计划",
    original_type: "payscore",
    associated_data: "payscore",
    resource: yield* signPlanResponse(signPlan)
  })
})

/** Ends the plans of a service together with its authorisation. The event is documented only for an end by the user. */
export const revokeSignPlans = Effect.fnUntraced(function* (
  user: Pick<SignPlan, "role" | "mchid" | "sub_mchid" | "service_id" | "openid" | "sub_openid">,
  byUser: boolean
) {
  const rows = yield* State.rows(signPlans)
  const at = yield* Clock.currentTimeMillis
  const known = rows.filter(
    (one) =>
      one.role === user.role &&
      one.mchid === user.mchid &&
      one.sub_mchid === user.sub_mchid &&
      one.service_id === user.service_id &&
      (one.openid === undefined ? one.sub_openid === user.sub_openid : one.openid === user.openid)
  )
  for (const one of known) {
    const { sign_state } = yield* signPlanResponse(one)
    if (sign_state !== "SIGNED" && sign_state !== "UNSIGNED") continue
    const cancelled = yield* saveSignPlan({
      ...one,
      cancelled: { by: "REVOKE_SERVICE", reason: "用户授权已解除", at }
    })
    if (byUser) yield* notifySignPlan(cancelled, "USER_CANCEL_SIGN_PLAN")
  }
})
