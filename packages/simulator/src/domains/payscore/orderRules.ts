/** What may be done with a service order in which state, and what it does. */
import { randomBytes } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { digits } from "../../internal/digits.js"
import {
  internalCode,
  invalidRequest,
  make,
  noAuth,
  paramError,
  type SimulatedError
} from "../../SimulatedError.js"
import * as State from "../../State.js"
import { authorizationKey, authorizations } from "./authorizations.js"
import { type Order, orderKey, orders, save, type Terms } from "./orders.js"
import { type Access, requireService, type Service } from "./services.js"

type Reference = Pick<Order, "role" | "mchid" | "sub_mchid" | "out_order_no">

const orderNotExist = () => make(404, "ORDER_NOT_EXIST", "订单不存在", internalCode.orderNotExist)
const orderDone = () => make(400, "ORDER_DONE", "订单已完成", internalCode.stateIllegal)
const orderCanceled = () => make(400, "ORDER_CANCELED", "订单已取消", internalCode.stateIllegal)
const inFlight = () => invalidRequest("单据正在扣款中，请稍后再试", internalCode.deductionInFlight)
const reentry = () => invalidRequest("订单重入参数校验失败", internalCode.orderReentryMismatch)

/** An order that nobody confirmed for 30 days has expired. */
const expired = (order: Order, now: number): boolean =>
  order.state === "CREATED" && now - order.created_at > Duration.toMillis("30 days")

/** The order as it is now. */
export const find = Effect.fnUntraced(function* (reference: Reference) {
  const order = (yield* State.rows(orders)).get(orderKey(reference))
  if (order === undefined) return undefined
  return expired(order, yield* Clock.currentTimeMillis) ? yield* save({ ...order, state: "EXPIRED" }) : order
})

export const require = Effect.fnUntraced(function* (
  reference: Reference,
  given: { readonly service_id?: string | undefined; readonly appid?: string | undefined } = {}
) {
  const order = yield* find(reference)
  if (
    order === undefined ||
    (given.service_id !== undefined && given.service_id !== order.service_id) ||
    (given.appid !== undefined && given.appid !== order.appid)
  ) {
    return yield* orderNotExist()
  }
  return order
})

const sum = (items: ReadonlyArray<{ readonly amount?: number | undefined }> | undefined): number =>
  (items ?? []).reduce((total, { amount }) => total + (amount ?? 0), 0)

/** Beijing time of a text, seconds or a day. */
const millisOf = (text: string): number =>
  Option.match(BeijingTime.toDateTime(text), { onNone: () => Number.NaN, onSome: DateTime.toEpochMillis })

const dayOf = (now: number): string => BeijingTime.dateFromDateTime(DateTime.unsafeMake(now))

const isDay = (text: string): boolean => text.length === 8

const checkPlannedTimes = (range: Terms["time_range"], now: number): SimulatedError | undefined => {
  const { end_time, start_time } = range
  if (start_time !== "OnAccept") {
    const late = isDay(start_time) ? start_time < dayOf(now) : millisOf(start_time) <= now
    if (late) return paramError("服务开始时间必须晚于当前时间")
  }
  if (end_time === undefined) return undefined
  const start = start_time === "OnAccept" ? now : millisOf(start_time)
  const early = isDay(end_time)
    ? millisOf(end_time) < Math.min(start, millisOf(dayOf(start))) || end_time < dayOf(now)
    : millisOf(end_time) <= Math.max(start, now + 60_000)
  return early ? paramError("服务结束时间必须晚于服务开始时间") : undefined
}

const checkRisk = (service: Service, terms: Terms): SimulatedError | undefined => {
  if (!service.risk_names.includes(terms.risk_fund.name)) {
    return paramError("服务风险名称与服务不匹配")
  }
  if (terms.risk_fund.amount > service.risk_ceiling) {
    return paramError("创建订单的订单风险金额超过此服务的服务风险金额", undefined, internalCode.aboveCeiling)
  }
  if (terms.post_discounts === undefined && sum(terms.post_payments) > service.risk_ceiling) {
    return paramError("总金额超过此服务的服务风险金额", undefined, internalCode.aboveCeiling)
  }
  return undefined
}

export interface Creation extends Access {
  readonly appid: string
  readonly sub_appid?: string | undefined
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
  readonly need_user_confirm?: boolean | undefined
  readonly out_order_no: string
  readonly terms: Terms
  /** The whole input, to compare a repetition with. */
  readonly input: unknown
}

export const create = Effect.fnUntraced(function* (creation: Creation) {
  const {
    appid,
    input,
    merchant,
    openid,
    out_order_no,
    role,
    service_id,
    sub_appid,
    sub_mchid,
    sub_openid,
    terms
  } = creation
  const { mchid } = merchant
  const service = yield* requireService(creation)
  const known = yield* find({ role, mchid, sub_mchid, out_order_no })
  if (known !== undefined) return isDeepStrictEqual(known.creation, input) ? known : yield* reentry()

  const confirmed = creation.need_user_confirm === false
  if (confirmed !== (service.mode === "NO_CONFIRM")) return yield* noAuth("商户暂无权限使用此服务")
  const created_at = yield* Clock.currentTimeMillis
  const problem = checkPlannedTimes(terms.time_range, created_at) ?? checkRisk(service, terms)
  if (problem !== undefined) return yield* problem
  if (confirmed) {
    const user = openid ?? sub_openid ?? ""
    const authorization = (yield* State.rows(authorizations)).get(
      authorizationKey({ role, mchid, sub_mchid, service_id, openid: user })
    )
    if (authorization?.state !== "AVAILABLE") return yield* noAuth("用户未授权此服务")
  }
  return yield* save({
    role,
    mchid,
    sub_mchid,
    service_id,
    appid,
    sub_appid,
    openid,
    sub_openid,
    out_order_no,
    order_id: `1000${digits(24)}`,
    state: confirmed ? "DOING" : "CREATED",
    ...(confirmed ? { state_description: "USER_CONFIRM" as const } : {}),
    terms: confirmed ? started(terms, created_at) : terms,
    creation: input,
    created_at,
    ...(confirmed ? {} : { package: randomBytes(48).toString("base64url") }),
    packageUsed: false,
    inFlight: false,
    done: {}
  })
})

/** `OnAccept` becomes the time of the confirmation. */
export const started = (terms: Terms, now: number): Terms =>
  terms.time_range.start_time === "OnAccept"
    ? {
        ...terms,
        time_range: {
          ...terms.time_range,
          start_time: BeijingTime.fromDateTime(DateTime.unsafeMake(now))
        }
      }
    : terms

export const queryById = Effect.fnUntraced(function* (
  scope: Pick<Order, "role" | "mchid" | "sub_mchid">,
  query_id: string
) {
  const order = (yield* State.rows(orders)).find(
    (order) =>
      order.query_id === query_id &&
      order.role === scope.role &&
      order.mchid === scope.mchid &&
      order.sub_mchid === scope.sub_mchid
  )
  return order ?? (yield* orderNotExist())
})

/** A call that was made before with the same input is answered as before. */
const repeated = (order: Order, call: string, input: unknown): boolean =>
  call in order.done && isDeepStrictEqual(order.done[call], input)

const finalState = (order: Order): SimulatedError | undefined =>
  order.state === "DONE" ? orderDone() : order.state === "REVOKED" ? orderCanceled() : undefined

export const cancel = Effect.fnUntraced(function* (order: Order, input: unknown) {
  if (order.state === "REVOKED") return repeated(order, "cancel", input) ? order : yield* orderCanceled()
  if (order.state === "DONE") return yield* orderDone()
  if (order.inFlight) return yield* inFlight()
  if (order.state === "EXPIRED") {
    return yield* paramError("当前订单状态不满足撤销条件", undefined, internalCode.cannotCancel)
  }
  const { state_description: _, ...rest } = order
  return yield* save({ ...rest, state: "REVOKED", done: { ...order.done, cancel: input } })
})

export interface Settlement {
  readonly post_payments: NonNullable<Terms["post_payments"]>
  readonly post_discounts?: Terms["post_discounts"]
  readonly total_amount: number
  readonly time_range?: { readonly [Name in keyof Terms["time_range"]]?: string | undefined } | undefined
  readonly location?: Terms["location"]
}

const checkTotal = (given: Settlement): SimulatedError | undefined =>
  given.total_amount === sum(given.post_payments) - sum(given.post_discounts)
    ? undefined
    : paramError("最终总金额计算非法")

/** The end of the service: given now unless it was given before, after the start, not after now. */
const settledTimes = (
  planned: Terms["time_range"],
  given: Settlement["time_range"],
  now: number
): Terms["time_range"] | SimulatedError => {
  const range = { ...planned, ...given }
  const start_time = given?.start_time ?? planned.start_time
  const end_time = given?.end_time ?? planned.end_time
  if (end_time === undefined) return paramError("创建订单未填写服务结束时间，则结束时间必填")
  if (isDay(end_time) ? end_time > dayOf(now) : millisOf(end_time) > now) {
    return paramError("实际结束时间不能晚于使用完结接口的时间")
  }
  const before = isDay(end_time)
    ? end_time < start_time.slice(0, 8)
    : millisOf(end_time) <= millisOf(start_time)
  return before
    ? paramError("真实结束时间小于预计开始时间", undefined, internalCode.endBeforeStart)
    : { ...range, start_time, end_time }
}

const isError = (value: Terms["time_range"] | SimulatedError): value is SimulatedError => "_tag" in value

/** Ends an order that costs nothing; begins the collection of another. */
const settled = (order: Order, given: Settlement, call: string, input: unknown): Order => {
  const { state_description: _, ...rest } = order
  const terms: Terms = {
    ...order.terms,
    post_payments: given.post_payments,
    post_discounts: given.post_discounts,
    ...(given.location === undefined ? {} : { location: { ...order.terms.location, ...given.location } })
  }
  const done = { ...order.done, [call]: input }
  const { total_amount } = given
  if (total_amount === 0) {
    const { collection: __, ...free } = rest
    return { ...free, terms, done, state: "DONE", total_amount, need_collection: false }
  }
  return {
    ...order,
    terms,
    done,
    state: "DOING",
    state_description: "MCH_COMPLETE",
    total_amount,
    need_collection: true,
    collection: { state: "USER_PAYING", total_amount, paying_amount: total_amount, paid_amount: 0 }
  }
}

export const complete = Effect.fnUntraced(function* (
  order: Order,
  service: Service,
  given: Settlement,
  input: unknown
) {
  if (repeated(order, "complete", input)) return order
  const final = finalState(order)
  if (final !== undefined) return yield* final
  if (order.state !== "DOING" || order.state_description !== "USER_CONFIRM") {
    return yield* invalidRequest("当前订单状态不合法", internalCode.stateIllegal)
  }
  const wrong = checkTotal(given)
  if (wrong !== undefined) return yield* wrong
  const ceiling = service.waivesDeposit ? order.terms.risk_fund.amount : service.risk_ceiling
  if (given.total_amount > ceiling) {
    return yield* paramError("总金额超过此服务的服务风险金额", undefined, internalCode.aboveCeiling)
  }
  const times = settledTimes(order.terms.time_range, given.time_range, yield* Clock.currentTimeMillis)
  if (isError(times)) return yield* times
  const next = settled(order, given, "complete", input)
  return yield* save({ ...next, terms: { ...next.terms, time_range: times } })
})

const isCollecting = (order: Order): boolean =>
  order.state === "DOING" && order.state_description === "MCH_COMPLETE"

const notPending = (order: Order): SimulatedError =>
  finalState(order) ??
  make(400, "INVALID_ORDER_STATE", "仅服务订单支付状态为待支付时，才可使用此能力", internalCode.notPending)

export const modify = Effect.fnUntraced(function* (order: Order, given: Settlement, input: unknown) {
  if (repeated(order, "modify", input)) return order
  if (!isCollecting(order)) return yield* notPending(order)
  if (order.inFlight) return yield* inFlight()
  const wrong = checkTotal(given)
  if (wrong !== undefined) return yield* wrong
  if (given.total_amount >= (order.total_amount ?? 0)) {
    return yield* paramError("修改后的总金额必须小于修改前的总金额")
  }
  return yield* save(settled(order, given, "modify", input))
})

export const requireCollecting = (order: Order): Effect.Effect<Order, SimulatedError> =>
  isCollecting(order) ? Effect.succeed(order) : Effect.fail(notPending(order))

export const sync = Effect.fnUntraced(function* (order: Order, paid_time: string, input: unknown) {
  if (repeated(order, "sync", input)) return order
  if (!isCollecting(order)) return yield* notPending(order)
  if (order.inFlight) return yield* inFlight()
  const now = yield* Clock.currentTimeMillis
  if (
    millisOf(paid_time) > now ||
    millisOf(paid_time) < millisOf(order.terms.time_range.start_time.slice(0, 8))
  ) {
    return yield* paramError("支付时间必须晚于服务开始时间且不晚于当前时间")
  }
  const total = order.total_amount ?? 0
  const { state_description: _, ...rest } = order
  return yield* save({
    ...rest,
    state: "DONE",
    collection: {
      state: "USER_PAID",
      total_amount: total,
      paying_amount: 0,
      paid_amount: total,
      details: [{ seq: 1, amount: total, paid_type: "MCH", paid_time }]
    },
    done: { ...order.done, sync: input }
  })
})
