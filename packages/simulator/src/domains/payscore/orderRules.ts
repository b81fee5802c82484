/** The state machine of orders, for every mode: the calls that each state allows, and their effects. */
import { isDeepStrictEqual } from "node:util"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { internalCode, invalidRequest, make, paramError, type SimulatedError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { choices } from "./choices.js"
import { hasDeduction } from "./deductions.js"
import {
  cannotCancel,
  cannotComplete,
  completionMismatch,
  finalState,
  inFlight,
  invalidState,
  notPending,
  orderCanceled,
  orderDone,
  orderNotExist
} from "./orderErrors.js"
import {
  isCollecting,
  type Order,
  orderKey,
  orders,
  type Reference,
  type Scope,
  save,
  type Terms
} from "./orders.js"
import { checkCompleteTime, completedRange, type GivenRange, paidInTime } from "./orderTimes.js"
import type { Service } from "./services.js"
import { sum } from "./values.js"

/** An order that is not confirmed within 30 days has expired. */
const expired = (order: Order, now: number): boolean =>
  order.state === "CREATED" && now - order.created_at > Duration.toMillis("30 days")

/** The current order. */
export const find = Effect.fnUntraced(function* (reference: Reference) {
  const order = (yield* State.rows(orders)).get(orderKey(reference))
  if (order === undefined) return undefined
  return expired(order, yield* Clock.currentTimeMillis) ? yield* save({ ...order, state: "EXPIRED" }) : order
})

/** The values of the order that a call repeats; they must match the creation. */
export interface Said {
  readonly service_id?: string | undefined
  readonly appid?: string | undefined
  readonly channel_id?: string | undefined
}

const fits = (order: Order, said: Said): boolean =>
  (["service_id", "appid", "channel_id"] as const).every(
    (name) => said[name] === undefined || said[name] === order[name]
  )

export const require = Effect.fnUntraced(function* (reference: Reference, said: Said = {}) {
  const order = yield* find(reference)
  return order !== undefined && fits(order, said) ? order : yield* orderNotExist()
})

export const queryById = Effect.fnUntraced(function* (scope: Scope, query_id: string, said: Said = {}) {
  const order = (yield* State.rows(orders)).find(
    (order) =>
      order.query_id === query_id &&
      orderKey(order) === orderKey({ ...scope, out_order_no: order.out_order_no })
  )
  return order !== undefined && fits(order, said) ? order : yield* orderNotExist()
})

/** Whether the same call with the same input took effect before. */
const repeated = (order: Order, call: string, input: unknown): boolean =>
  call in order.done && isDeepStrictEqual(order.done[call], input)

/** Whether the user is being charged: meanwhile amounts must not change. */
const isBusy = Effect.fnUntraced(function* (order: Order) {
  return order.inFlight || order.cashierOpen === true || hasDeduction(order, yield* Clock.currentTimeMillis)
})

// --- cancel --------------------------------------------------------------------------------------------------------

export const cancel = Effect.fnUntraced(function* (order: Order, input: { readonly reason: string }) {
  const chosen = yield* choices
  const isService = (order.kind ?? "service") === "service"
  if (isService && input.reason.length > chosen.longestReason)
    return yield* paramError("撤销原因超过长度限制")
  if (order.state === "REVOKED") return repeated(order, "cancel", input) ? order : yield* orderCanceled()
  if (order.state === "DONE") return yield* orderDone()
  if (yield* isBusy(order)) return yield* inFlight()
  const rejected = isCollecting(order) && chosen.cancelWhileCollecting === "rejected"
  if (order.state === "EXPIRED" || rejected) return yield* cannotCancel(chosen)
  const { state_description: _, ...rest } = order
  return yield* save({ ...rest, state: "REVOKED", done: { ...order.done, cancel: input } })
})

// --- complete, modify ----------------------------------------------------------------------------------------------

export interface Charges {
  readonly post_payments?: Terms["post_payments"]
  readonly post_discounts?: Terms["post_discounts"]
  readonly total_amount: number
  readonly location?: Terms["location"]
}

export interface Completion extends Charges {
  readonly time_range?: GivenRange | undefined
  /** Only service providers. */
  readonly complete_time?: string | undefined
  readonly currency?: string | undefined
}

/**
 * Some trades require items without an amount, and no source says how they count: a total is compared only if every
 * item has an amount.
 */
export const totalIsWrong = ({ post_discounts = [], post_payments = [], total_amount }: Charges): boolean =>
  [...post_payments, ...post_discounts].every(({ amount }) => amount !== undefined) &&
  total_amount !== sum(post_payments) - sum(post_discounts)

const wrongTotal = () => paramError("最终总金额计算非法")

/** Applies the charges of a completion: an order that costs nothing ends, the collection of another one begins. */
export const charge = (order: Order, given: Charges, now: number): Order => {
  const { collection: _, state_description: __, ...rest } = order
  const { total_amount } = given
  const charged = {
    ...rest,
    terms: {
      ...order.terms,
      post_payments: given.post_payments,
      post_discounts: given.post_discounts,
      ...(given.location === undefined ? {} : { location: { ...order.terms.location, ...given.location } })
    },
    completed_at: order.completed_at ?? now,
    total_amount,
    // Also true for orders that cost nothing; only `collection` is absent then.
    need_collection: true
  }
  if (total_amount === 0) return { ...charged, state: "DONE" }
  return {
    ...charged,
    state: "DOING",
    state_description: "MCH_COMPLETE",
    collection: { state: "USER_PAYING", total_amount, paying_amount: total_amount, paid_amount: 0 }
  }
}

export const did = (order: Order, call: string, input: unknown): Order => ({
  ...order,
  done: { ...order.done, [call]: input }
})

export const ceilingOf = (order: Order, service: Service): number =>
  order.ceiling ??
  (service.waivesDeposit && order.terms.risk_fund !== undefined
    ? order.terms.risk_fund.amount
    : service.risk_ceiling)

const checkCompletion = (order: Order, service: Service, given: Completion): SimulatedError | undefined => {
  if (given.currency !== undefined && given.currency !== order.currency) {
    return paramError("币种必须与创建订单时一致")
  }
  if (totalIsWrong(given)) return wrongTotal()
  return given.total_amount > ceilingOf(order, service)
    ? paramError("总金额超过此服务的服务风险金额", undefined, internalCode.aboveCeiling)
    : undefined
}

/**
 * Whether this is a repetition of the completion while the order is being collected: its response is the same. Later it
 * is rejected.
 */
export const completedBefore = (order: Order, input: unknown): boolean =>
  isCollecting(order) && repeated(order, "complete", input)

/** Only an order in service can be completed. */
export const requireInService = Effect.fnUntraced(function* (order: Order) {
  const chosen = yield* choices
  const final = finalState(order)
  if (final !== undefined) return yield* final
  if (order.state_description === "USER_CONFIRM") return
  if (!isCollecting(order)) return yield* cannotComplete(chosen)
  if (chosen.completeAgain === "rejected") return yield* completionMismatch()
})

export const complete = Effect.fnUntraced(function* (
  order: Order,
  service: Service,
  given: Completion,
  input: unknown
) {
  if (completedBefore(order, input)) return order
  yield* requireInService(order)
  if ((given.post_discounts ?? []).length > (yield* choices).mostDiscounts) {
    return yield* paramError("优惠项数量超过限制")
  }
  const now = yield* Clock.currentTimeMillis
  const problem = checkCompletion(order, service, given)
  if (problem !== undefined) return yield* problem
  const range = completedRange(order, given.time_range, now)
  if ("_tag" in range) return yield* range
  const { complete_time } = given
  // Only the page of service providers states a rule.
  const untimely =
    complete_time === undefined || order.role !== "partner"
      ? undefined
      : checkCompleteTime(complete_time, range.end_time ?? "", now)
  if (untimely !== undefined) return yield* untimely
  const charged = charge(order, given, now)
  return yield* save(did({ ...charged, terms: { ...charged.terms, time_range: range } }, "complete", input))
})

export const modify = Effect.fnUntraced(function* (order: Order, given: Charges, input: unknown) {
  const inService =
    order.state_description === "USER_CONFIRM" && (yield* choices).modifyInService === "allowed"
  if (!isCollecting(order) && !inService) return yield* notPending(order)
  if (repeated(order, "modify", input)) return order
  if (yield* isBusy(order)) return yield* inFlight()
  if (order.depositPaid) return yield* invalidRequest("用户已支付押金的订单不支持修改金额")
  if (totalIsWrong(given)) return yield* wrongTotal()
  const before = order.total_amount ?? order.terms.risk_fund?.amount ?? 0
  if (given.total_amount >= before) return yield* paramError("修改后的总金额必须小于修改前的总金额")
  const { post_discounts, post_payments } = given
  const next = inService
    ? { ...order, terms: { ...order.terms, post_payments, post_discounts } }
    : charge(order, given, yield* Clock.currentTimeMillis)
  return yield* save(did(next, "modify", input))
})

// --- collect -------------------------------------------------------------------------------------------------------

/** Asks the user to pay. A test can make it fail once. */
export const urge = Effect.fnUntraced(function* (order: Order) {
  if (!isCollecting(order)) {
    return yield* finalState(order, internalCode.cannotUrge) ?? notPending(order, internalCode.cannotUrge)
  }
  if (order.done.failNextPay !== true) return order
  yield* save({ ...order, done: { ...order.done, failNextPay: false } })
  return yield* make(403, "TRADE_ERROR", "扣款失败", internalCode.deductionFailed)
})

/** A paid order: in WeChat Pay with a transaction, or elsewhere. */
export const paid = (
  order: Order,
  payment: { readonly paid_time: string; readonly transaction_id?: string }
): Order => {
  const { state_description: _, ...rest } = order
  const total = order.total_amount ?? 0
  const paid_type = payment.transaction_id === undefined ? ("MCH" as const) : ("NEWTON" as const)
  return {
    ...rest,
    state: "DONE",
    inFlight: false,
    cashierOpen: false,
    collection: {
      state: "USER_PAID",
      total_amount: total,
      paying_amount: 0,
      paid_amount: total,
      details: [{ seq: 1, amount: total, paid_type, ...payment }]
    }
  }
}

/** The merchant was paid elsewhere, which ends the order: a repetition is rejected. */
export const sync = Effect.fnUntraced(function* (
  order: Order,
  detail: { readonly paid_time: string; readonly paid_amount?: number | undefined }
) {
  if (!isCollecting(order)) return yield* notPending(order, internalCode.cannotSync)
  if (yield* isBusy(order)) return yield* inFlight()
  const { paid_amount, paid_time } = detail
  if (!paidInTime(paid_time, order, (yield* choices).paidDay, yield* Clock.currentTimeMillis)) {
    return yield* paramError("支付时间必须晚于完结订单的时间且不晚于当前时间加60秒")
  }
  // No source defines partial payments: another amount is rejected.
  if (paid_amount !== undefined && paid_amount !== order.total_amount) {
    return yield* paramError("收款金额必须等于订单的总金额")
  }
  return yield* save(paid(order, { paid_time }))
})

// --- messages ------------------------------------------------------------------------------------------------------

/** Sends a message to the user about a coming payment: once for each order and kind, while the order is in service. */
export const sendMessage = Effect.fnUntraced(function* (
  order: Order,
  kind: "pending" | "prepaid",
  given: Charges,
  input: unknown
) {
  const final = finalState(order)
  if (final !== undefined) return yield* final
  if (order.state_description !== "USER_CONFIRM") return yield* invalidState("当前订单状态不合法")
  if (totalIsWrong(given)) return yield* wrongTotal()
  // Not documented: a second call is rejected even if it is identical, as the user would get a second message.
  if (kind in order.done) return yield* invalidRequest("每个订单仅可发送一次该消息")
  yield* save(did(order, kind, input))
})
