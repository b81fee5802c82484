/** Deductions of acquiring institutions, which register them and collect by their own payments. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { invalidRequest } from "../../SimulatedError.js"
import { invalidState, notPending } from "./orderErrors.js"
import { isCollecting, type Order, save } from "./orders.js"

const validity = Duration.toMillis("24 hours")

/** Whether a registered deduction is in effect: for 24 hours, unless it was closed at the clearing house. */
export const hasDeduction = ({ deduction }: Order, now: number): boolean =>
  deduction !== undefined && !deduction.closed && now - deduction.registered_at < validity

/**
 * A repeated number changes nothing, not even the validity. Another number is rejected until the first deduction ends.
 */
export const registerDeduction = Effect.fnUntraced(function* (order: Order, out_trade_no: string) {
  if (!isCollecting(order)) return yield* notPending(order)
  if (order.cashierOpen) return yield* invalidRequest("用户正在主动支付，请稍后再试")
  const now = yield* Clock.currentTimeMillis
  const { deduction } = order
  if (deduction !== undefined && hasDeduction(order, now)) {
    return deduction.out_trade_no === out_trade_no
      ? deduction
      : yield* invalidRequest("已登记的扣款仍在有效期内，不可更换商户订单号")
  }
  const registered = {
    out_trade_no,
    description: order.terms.service_introduction,
    registered_at: now,
    closed: false
  }
  yield* save({ ...order, deduction: registered })
  return registered
})

export const requireDeduction = (order: Order) =>
  order.deduction === undefined || (order.state !== "DONE" && order.state !== "DOING")
    ? invalidState("订单未登记扣款")
    : Effect.succeed(order.deduction)
