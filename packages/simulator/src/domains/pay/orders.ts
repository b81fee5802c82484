/** The rules of creating, finding and closing orders. */
import { createHash } from "node:crypto"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { digits } from "../../internal/digits.js"
import { internalCode, invalidRequest, make } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { find, unpaidLife } from "./life.js"
import { settingsOf } from "./settings.js"
import {
  type Channel,
  closedNumbers,
  numbers,
  type Order,
  orderKey,
  orders,
  payments,
  save,
  tokens,
  type Who
} from "./tables.js"

const canonical = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return canonical(Redacted.value(value))
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== "object" || value === null) return value
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)])
}

/** A hash of a request, which may contain secrets. Two requests are identical if their hashes are. */
export const hashOf = (request: object): string =>
  createHash("sha256")
    .update(JSON.stringify(canonical(request)))
    .digest("base64")

/** How long a front end can use a token: R40. */
const lifeOf = (channel: Channel): number => Duration.toMillis(channel === "MWEB" ? "5 minutes" : "2 hours")

/** Issues a new token for an order. */
const issue = Effect.fnUntraced(function* (order: Order, now: number) {
  const token = `wx${digits(34)}`
  ;(yield* State.rows(tokens)).set(token, { order: orderKey(order), expires_at: now + lifeOf(order.channel) })
  yield* save({ ...order, token })
  return token
})

type ByTime = "created_at" | "payable_until" | "state" | "token" | "paid_at"

/** What an order is created with. */
export interface Creation extends Omit<Order, ByTime> {
  readonly time_expire?: string | undefined
}

/** The time until which the order can be paid: R25, R26, R81. */
const payableUntil = ({ form, time_expire }: Creation, now: number): number => {
  if (time_expire === undefined) return now + unpaidLife
  const latest = now + Duration.toMillis(form === "combined" ? "7 days" : "15 days")
  return Math.min(latest, Math.max(now + Duration.toMillis("1 minute"), Date.parse(time_expire)))
}

const used = make(403, "OUT_TRADE_NO_USED", "商户订单号重复")

/** The error for a number with other parameters: R31, R80. */
export const otherParameters = Effect.fnUntraced(function* ({ mchid }: Who) {
  return (yield* settingsOf(mchid)).reusedNumber === "OUT_TRADE_NO_USED"
    ? used
    : invalidRequest("请求重入时，参数与首次请求时不一致", internalCode.reentryMismatch)
})

export const paid = make(400, "ORDERPAID", "该订单已支付", 268449538)
export const closed = make(400, "ORDER_CLOSED", "该订单已关闭", 268447914)

/**
 * Rejects numbers that belong to another order or sub order of the creator, or were closed before: R32, R35, R71, R72.
 */
export const requireUnused = Effect.fnUntraced(function* (creation: Creation) {
  const { mchid, out_trade_no, parts } = creation
  const known = yield* State.rows(numbers)
  for (const number of new Set([out_trade_no, ...parts.map((part) => part.out_trade_no)])) {
    const key = State.key(mchid, number)
    if (known.get(key) !== undefined) return yield* used
    if ((yield* State.rows(closedNumbers)).get(key)) {
      return yield* invalidRequest("订单号已被关闭，请更换订单号")
    }
  }
})

/** Stores a new order and reserves its numbers. */
export const add = Effect.fnUntraced(function* (
  { time_expire, ...creation }: Creation,
  state: Order["state"],
  now: number
) {
  const known = yield* State.rows(numbers)
  const order: Order = {
    ...creation,
    state,
    created_at: now,
    payable_until: payableUntil({ ...creation, time_expire }, now)
  }
  for (const number of [order.out_trade_no, ...order.parts.map((part) => part.out_trade_no)]) {
    known.set(State.key(order.mchid, number), orderKey(order))
  }
  return yield* save(order)
})

/** Creates an order, or repeats an identical creation; returns the token for the front end: R30 to R35. */
export const create = Effect.fnUntraced(function* (creation: Creation, now: number) {
  const known = yield* find(creation)
  if (known === undefined) {
    yield* requireUnused(creation)
    return yield* issue(yield* add(creation, "NOTPAY", now), now)
  }
  if (known.state === "SUCCESS") return yield* paid
  if (known.state === "CLOSED") return yield* closed
  if (known.form !== creation.form || known.channel !== creation.channel) return yield* used
  if (known.request !== creation.request) return yield* yield* otherParameters(creation)
  return yield* issue(known, now)
})

/** Combined payment spells this code in another way. */
const missing = (form: Order["form"]) =>
  form === "combined"
    ? make(404, "ORDERNOTEXIST", "订单不存在", 270328344)
    : make(404, "ORDER_NOT_EXIST", "订单不存在", 268512771)

const requireOwn = (order: Order | undefined, form: Order["form"], sub_mchid?: string) => {
  // The numbers of other forms are not found here: R55.
  if (order === undefined || order.form !== form) return Effect.fail(missing(form))
  return form === "partner" && order.parts[0]?.sub_mchid !== sub_mchid
    ? Effect.fail(invalidRequest("订单与子商户号不匹配", 268447843))
    : Effect.succeed(order)
}

/** An order of its creator: R50, R51, R55, R67, R83. */
export const require = (who: Who, form: Order["form"], sub_mchid?: string) =>
  Effect.flatMap(find(who), (order) => requireOwn(order, form, sub_mchid))

/** A paid order by WeChat Pay's number: R52. */
export const requireByPayment = Effect.fnUntraced(function* (
  mchid: string,
  transaction_id: string,
  form: "merchant" | "partner",
  sub_mchid?: string
) {
  const key = (yield* State.rows(payments)).get(transaction_id)
  const order = key === undefined ? undefined : (yield* State.rows(orders)).get(key)
  return yield* requireOwn(order?.mchid === mchid ? order : undefined, form, sub_mchid)
})

/** Closes an unpaid order: R60 to R65. */
export const close = Effect.fnUntraced(function* (
  who: Who,
  form: "merchant" | "partner",
  now: number,
  sub_mchid?: string
) {
  if ((yield* State.rows(numbers)).get(orderKey(who)) === undefined) {
    ;(yield* State.rows(closedNumbers)).set(orderKey(who), true)
    return
  }
  const order = yield* require(who, form, sub_mchid)
  if (order.channel === "MICROPAY") return yield* invalidRequest("付款码订单请使用撤销接口", 268449641)
  const { closableAfter, paidOrder } = yield* settingsOf(who.mchid)
  if (order.state === "SUCCESS") {
    return yield* make(paidOrder === "TRADE_ERROR" ? 403 : 400, paidOrder, "订单已支付，无法关单")
  }
  if (now - order.created_at < closableAfter)
    return yield* make(403, "RULE_LIMIT", "订单创建时间过短，无法关单")
  yield* save({ ...order, state: "CLOSED", opened_by: undefined })
})

/** A sub order of a request to close. */
export interface Named {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
  readonly out_trade_no: string
}

const namesOf = (parts: ReadonlyArray<Named>): string =>
  parts
    .map(({ mchid, out_trade_no, sub_mchid }) => State.key(mchid, sub_mchid, out_trade_no))
    .sort()
    .join()

/** Closes an unpaid combined order with all its sub orders: R84 to R87. */
export const closeCombined = Effect.fnUntraced(function* (who: Who, parts: ReadonlyArray<Named>) {
  const order = yield* require(who, "combined")
  if (namesOf(order.parts) !== namesOf(parts)) {
    return yield* invalidRequest("关单子单列表与下单时不一致", 270333442)
  }
  if (order.state === "SUCCESS") return yield* invalidRequest("订单已支付，无法关单", 270332422)
  if (order.state === "CLOSED") return yield* make(400, "ORDER_CLOSED", "订单已关闭")
  yield* save({ ...order, state: "CLOSED", opened_by: undefined })
})
