/** The rules of plans and of the plans that users signed. */
import { isDeepStrictEqual } from "node:util"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import { internalCode, invalidRequest, make, noAuth, paramError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { createOfPlan } from "./orderCreation.js"
import { invalidState, orderCanceled, orderDone, reentry } from "./orderErrors.js"
import type { Terms } from "./orders.js"
import { type Plan, type PlanReference, planById, planKey, plans } from "./planRecords.js"
import { type Access, requireService } from "./services.js"
import {
  findSignPlan,
  type SignPlan,
  type SignPlanReference,
  saveSignPlan,
  signPlanResponse,
  signPlans,
  turnOf
} from "./signPlanRecords.js"
import { opaque, present } from "./values.js"

const notExist = (what: string) => make(404, "ORDER_NOT_EXIST", `${what}不存在`, internalCode.orderNotExist)

interface Owned extends Access {
  readonly appid: string
  readonly service_id: string
  /** The whole input, for comparison with repetitions. */
  readonly input: unknown
}

/** The owner of plans. */
const scopeOf = ({ merchant, role, sub_mchid }: Pick<Access, "merchant" | "role" | "sub_mchid">) => ({
  role,
  mchid: merchant.mchid,
  sub_mchid
})

const ownerOf = (owned: Owned) =>
  present({ ...scopeOf(owned), service_id: owned.service_id, appid: owned.appid, sub_appid: owned.sub_appid })

// --- plans ---------------------------------------------------------------------------------------------------------

interface PlanContent
  extends Pick<
    Plan,
    | "merchant_plan_no"
    | "plan_name"
    | "plan_duration"
    | "deduction_quantity"
    | "total_original_price"
    | "total_actual_price"
  > {
  readonly plan_detail_list: ReadonlyArray<Omit<Plan["plan_detail_list"][number], "plan_detail_no">>
}

/** The input's own schema checks counts, sums and falling prices. */
export const createPlan = Effect.fnUntraced(function* (owned: Owned, content: PlanContent) {
  const service = yield* requireService(owned)
  if (service.plans === undefined) return yield* noAuth("商户暂无权限使用按计划确认")
  const { merchant_plan_no } = content
  const rows = yield* State.rows(plans)
  const key = planKey({ ...scopeOf(owned), merchant_plan_no })
  const known = rows.get(key)
  if (known !== undefined) return isDeepStrictEqual(known.creation, owned.input) ? known : yield* reentry()
  const { deductions, duration } = service.plans
  if (content.plan_duration > duration) return yield* paramError("计划时长超过此服务的上限")
  if (content.deduction_quantity > deductions) return yield* paramError("扣款次数超过此服务的上限")
  const plan: Plan = {
    ...ownerOf(owned),
    plan_id: `3${digits(27)}`,
    merchant_plan_no,
    plan_name: content.plan_name,
    plan_duration: content.plan_duration,
    deduction_quantity: content.deduction_quantity,
    total_original_price: content.total_original_price,
    total_actual_price: content.total_actual_price,
    plan_detail_list: content.plan_detail_list.map((detail, index) => ({
      plan_detail_no: index + 1,
      ...detail
    })),
    creation: owned.input
  }
  rows.set(key, plan)
  return plan
})

export const requirePlan = Effect.fnUntraced(function* (reference: PlanReference) {
  return (yield* State.rows(plans)).get(planKey(reference)) ?? (yield* notExist("计划"))
})

/** Stopping a stopped plan has no effect. */
export const stopPlan = Effect.fnUntraced(function* (reference: PlanReference) {
  const plan = yield* requirePlan(reference)
  if (plan.stopped_at !== undefined) return plan
  const stopped = { ...plan, stopped_at: yield* Clock.currentTimeMillis }
  ;(yield* State.rows(plans)).set(planKey(plan), stopped)
  return stopped
})

// --- signing -------------------------------------------------------------------------------------------------------

type Signing = Pick<SignPlan, "plan_id" | "merchant_sign_plan_no" | "notify_url" | "sign_plan_detail"> & {
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
}

export const createSignPlan = Effect.fnUntraced(function* (owned: Owned, signing: Signing) {
  yield* requireService(owned)
  const { merchant_sign_plan_no, notify_url, openid, plan_id, sign_plan_detail, sub_openid } = signing
  const known = yield* findSignPlan({ ...scopeOf(owned), merchant_sign_plan_no })
  if (known !== undefined) return isDeepStrictEqual(known.creation, owned.input) ? known : yield* reentry()
  const plan = yield* planById(scopeOf(owned), plan_id)
  if (plan === undefined || plan.service_id !== owned.service_id) return yield* notExist("计划")
  if (plan.stopped_at !== undefined) return yield* invalidState("计划已停止，不可签约")
  if (sign_plan_detail.length !== plan.deduction_quantity) {
    return yield* paramError("签约明细必须包含计划的每一项")
  }
  const numbers = new Set(sign_plan_detail.map((detail) => detail.merchant_plan_detail_no))
  const taken = (yield* State.rows(signPlans)).find(
    (other) =>
      other.mchid === owned.merchant.mchid &&
      other.sub_mchid === owned.sub_mchid &&
      other.sign_plan_detail.some((detail) => numbers.has(detail.merchant_plan_detail_no))
  )
  if (taken !== undefined)
    return yield* invalidRequest("商户计划明细号已被使用", internalCode.reentryMismatch)
  return yield* saveSignPlan({
    ...ownerOf(owned),
    ...present({ openid, sub_openid }),
    sign_plan_id: `4${digits(27)}`,
    merchant_sign_plan_no,
    plan_id,
    notify_url,
    sign_plan_detail,
    creation: owned.input,
    package: opaque(),
    created_at: yield* Clock.currentTimeMillis
  })
})

export const requireSignPlan = Effect.fnUntraced(function* (reference: SignPlanReference) {
  return (yield* findSignPlan(reference)) ?? (yield* notExist("签约计划"))
})

/** The error for a signed plan that has ended. */
const ended = (sign_state: string) =>
  sign_state === "COMPLETE"
    ? orderDone()
    : sign_state === "SIGN_PLAN_CANCEL"
      ? orderCanceled()
      : sign_state === "EXPIRE"
        ? invalidState("签约计划已过期")
        : undefined

export const stopSignPlan = Effect.fnUntraced(function* (reference: SignPlanReference, reason: string) {
  const signPlan = yield* requireSignPlan(reference)
  const { cancelled } = signPlan
  if (cancelled?.by === "MERCHANT" && cancelled.reason === reason) return signPlan
  const rejection = ended((yield* signPlanResponse(signPlan)).sign_state)
  if (rejection !== undefined) return yield* rejection
  const at = yield* Clock.currentTimeMillis
  return yield* saveSignPlan({ ...signPlan, cancelled: { by: "MERCHANT", reason, at } })
})

// --- the order of an item ------------------------------------------------------------------------------------------

interface ItemOrder {
  readonly sign_plan_id: string
  readonly plan_detail_no: number
  readonly out_trade_no: string
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
  readonly notify_url: string
  readonly service_introduction: string
  readonly time_range: Terms["time_range"]
  readonly location?: Terms["location"]
  readonly attach?: string | undefined
}

const isSame = (signPlan: SignPlan, owned: Owned, item: ItemOrder): boolean =>
  signPlan.service_id === owned.service_id &&
  signPlan.appid === owned.appid &&
  (item.openid === undefined ? item.sub_openid === signPlan.sub_openid : item.openid === signPlan.openid)

/** Items are used in order: the previous one must be paid or cancelled. */
export const createItemOrder = Effect.fnUntraced(function* (owned: Owned, item: ItemOrder) {
  yield* requireService(owned)
  const scope = scopeOf(owned)
  const signPlan = (yield* State.rows(signPlans)).find(
    (one) =>
      one.sign_plan_id === item.sign_plan_id &&
      one.role === scope.role &&
      one.mchid === scope.mchid &&
      one.sub_mchid === scope.sub_mchid
  )
  if (signPlan === undefined) return yield* notExist("签约计划")
  if (!isSame(signPlan, owned, item)) return yield* invalidRequest("服务、应用或用户与签约计划不一致")
  const response = yield* signPlanResponse(signPlan)
  const detail = response.signed_detail_list.find((one) => one.plan_detail_no === item.plan_detail_no)
  if (detail === undefined || detail.merchant_plan_detail_no !== item.out_trade_no) {
    return yield* paramError("商户订单号必须等于签约时的商户计划明细号")
  }
  // If the item already has an order, the creation decides whether the call is a repetition.
  if (detail.plan_detail_state === "NOT_USED") {
    const rejection = ended(response.sign_state)
    if (rejection !== undefined) return yield* rejection
    if (response.sign_state !== "SIGNED") return yield* invalidState("用户未签约计划")
    if (turnOf(response)?.plan_detail_no !== item.plan_detail_no) {
      return yield* invalidRequest("上一个计划明细的订单未取消或未支付，不可创建下一个")
    }
  }
  const { actual_price, original_price, plan_detail_name, plan_discount_description = "优惠" } = detail
  const { attach, location, notify_url, service_introduction, sign_plan_id, time_range } = item
  const terms: Terms = present({
    service_introduction,
    notify_url,
    attach,
    location,
    time_range,
    post_payments: [{ name: plan_detail_name, amount: original_price }],
    post_discounts:
      original_price > actual_price
        ? [{ name: plan_discount_description, amount: original_price - actual_price }]
        : undefined
  })
  const { openid, out_trade_no, sub_openid } = item
  return yield* createOfPlan(
    { ...owned, ...present({ openid, sub_openid }), out_order_no: out_trade_no, terms },
    { sign_plan_id, price: actual_price }
  )
})
