/** The creation of orders, in every mode. */
import { isDeepStrictEqual } from "node:util"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import {
  internalCode,
  invalidRequest,
  noAuth,
  paramError,
  type SimulatedError
} from "../../SimulatedError.js"
import { findAuthorization, type Openids } from "./authorizations.js"
import { choices } from "./choices.js"
import { reentry } from "./orderErrors.js"
import { type Charges, charge, find, totalIsWrong } from "./orderRules.js"
import { isCollecting, type Order, type Scope, save, type Terms, unfinished } from "./orders.js"
import { checkPast, checkPlanned, started } from "./orderTimes.js"
import { type Access, requireService, type Service } from "./services.js"
import { rejectionOf, userOf } from "./users.js"
import { opaque, present } from "./values.js"

const aboveCeiling = (message: string) => paramError(message, undefined, internalCode.aboveCeiling)

const checkRisk = (service: Service, terms: Terms): SimulatedError | undefined => {
  const { risk_fund } = terms
  if (risk_fund === undefined) return undefined
  if (!service.risk_names.includes(risk_fund.name)) return paramError("服务风险名称与服务不匹配")
  return risk_fund.amount > service.risk_ceiling
    ? aboveCeiling("创建订单的订单风险金额超过此服务的服务风险金额")
    : undefined
}

const overdue = Duration.toMillis("30 days")

/** The reason why the user gets no further order of the service: the assessment, debts, or too many orders. */
export const assess = Effect.fnUntraced(function* (scope: Scope, service: Service, user: Openids) {
  const { verdict } = yield* userOf(user.openid ?? user.sub_openid ?? "")
  const rejection = rejectionOf(verdict)
  if (rejection !== undefined) return rejection
  const now = yield* Clock.currentTimeMillis
  const open = yield* unfinished({ ...scope, service_id: service.service_id, ...user })
  if (open.some((order) => isCollecting(order) && now - (order.completed_at ?? now) > overdue)) {
    return rejectionOf("OVERDUE")
  }
  return open.length >= (service.openOrders ?? Number.POSITIVE_INFINITY)
    ? invalidRequest("进行中的订单过多，综合评估未通过", internalCode.tooManyUnpaid)
    : undefined
})

/** Checks that the user has authorised the service and passes the assessment. */
export const requireUser = Effect.fnUntraced(function* (scope: Scope, service: Service, user: Openids) {
  const authorization = yield* findAuthorization({ ...scope, service_id: service.service_id }, user)
  if (authorization?.state !== "AVAILABLE") return yield* noAuth("用户未授权此服务")
  const rejection = yield* assess(scope, service, user)
  if (rejection !== undefined) return yield* rejection
})

export interface Creation extends Access, Openids {
  readonly kind?: Order["kind"]
  readonly appid: string
  readonly need_user_confirm?: boolean | undefined
  readonly out_order_no: string
  readonly terms: Terms
  readonly currency?: string | undefined
  /** The whole input, for comparison with repetitions. */
  readonly input: unknown
}

/** A new order, not yet in the state. */
export const newOrder = (creation: Creation, created_at: number): Order => {
  const { appid, channel_id, currency, input, kind, merchant, openid, out_order_no } = creation
  const { role, service_id, sub_appid, sub_mchid, sub_openid, terms } = creation
  return {
    ...present({ kind, sub_mchid, channel_id, sub_appid, openid, sub_openid, currency }),
    role,
    mchid: merchant.mchid,
    service_id,
    appid,
    out_order_no,
    order_id: `1000${digits(24)}`,
    state: "CREATED",
    terms,
    creation: input,
    created_at,
    packageUsed: false,
    inFlight: false,
    done: {}
  }
}

/** Puts the order in service. Orders of the first generation get the ticket that their completion must repeat. */
export const confirmed = (order: Order, now: number): Order => ({
  ...order,
  state: "DOING",
  state_description: "USER_CONFIRM",
  terms: started(order.terms, now),
  ...((order.kind ?? "service") === "service" ? {} : { finish_ticket: digits(32) })
})

/** The beginning of all creations: checks the service, and finds an order that was created by the same call. */
export const begin = Effect.fnUntraced(function* (creation: Creation) {
  const { input, kind, merchant, out_order_no, role, sub_mchid, terms } = creation
  const scope: Scope = present({ kind, role, mchid: merchant.mchid, sub_mchid }) as Scope
  if ((terms.post_discounts ?? []).length > (yield* choices).mostDiscounts) {
    return yield* paramError("优惠项数量超过限制")
  }
  const service = yield* requireService(creation)
  const known = yield* find({ ...scope, out_order_no })
  if (known !== undefined && !isDeepStrictEqual(known.creation, input)) return yield* reentry()
  return { known, scope, service, now: yield* Clock.currentTimeMillis }
})

/** Whether the user has to confirm the order. If no default is documented, this depends on whether a user is named. */
export const isConfirmedByUser = ({ need_user_confirm, openid, sub_openid }: Creation): boolean =>
  need_user_confirm ?? (openid === undefined && sub_openid === undefined)

export const create = Effect.fnUntraced(function* (creation: Creation) {
  const { known, now, scope, service } = yield* begin(creation)
  if (known !== undefined) return known
  const { terms } = creation
  const byUser = isConfirmedByUser(creation)
  if (byUser !== (service.mode === "CONFIRM")) return yield* noAuth("商户暂无权限使用此服务")
  const problem = checkPlanned(terms.time_range, now) ?? checkRisk(service, terms)
  if (problem !== undefined) return yield* problem
  const order = newOrder(creation, now)
  if (byUser) return yield* save({ ...order, package: opaque() })
  yield* requireUser(scope, service, creation)
  return yield* save(confirmed(order, now))
})

/**
 * Creates an order of a plan. It needs no confirmation, as the user signed the plan; the price of the item is its
 * ceiling.
 */
export const createOfPlan = Effect.fnUntraced(function* (
  creation: Creation,
  plan: { readonly sign_plan_id: string; readonly price: number }
) {
  const { known, now, service } = yield* begin(creation)
  if (known !== undefined) return known
  const problem = checkPlanned(creation.terms.time_range, now)
  if (problem !== undefined) return yield* problem
  if (plan.price > service.risk_ceiling) return yield* aboveCeiling("总金额超过此服务的服务风险金额")
  const order = confirmed(newOrder(creation, now), now)
  return yield* save({ ...order, sign_plan_id: plan.sign_plan_id, ceiling: plan.price })
})

/** Creates and completes at once, for services without confirmation. */
export const directComplete = Effect.fnUntraced(function* (creation: Creation, given: Charges) {
  const { known, now, scope, service } = yield* begin(creation)
  if (known !== undefined) return known
  if (service.mode !== "NO_CONFIRM") return yield* noAuth("商户暂无权限使用此服务")
  if (totalIsWrong(given)) return yield* paramError("最终总金额计算非法")
  const problem = checkPast(creation.terms.time_range, now)
  if (problem !== undefined) return yield* problem
  if (given.total_amount > service.risk_ceiling) {
    return yield* aboveCeiling("总金额超过此服务的服务风险金额")
  }
  yield* requireUser(scope, service, creation)
  return yield* save(charge(newOrder(creation, now), given, now))
})
