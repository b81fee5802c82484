/** Service orders of direct merchants. */
import * as ServiceOrder from "@effect-wechatpay/payscore/ServiceOrder"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { internalCode, make } from "../../SimulatedError.js"
import { common, reference, settled, whole } from "./orderAnswer.js"
import * as Rules from "./orderRules.js"
import { save, type Terms } from "./orders.js"
import { requireService } from "./services.js"

const role = "merchant"

/** What an order says of the service, out of the input that creates it. */
export const termsOf = (input: Terms): Terms => {
  const {
    attach,
    location,
    notify_url,
    post_discounts,
    post_payments,
    risk_fund,
    service_introduction,
    time_range
  } = input
  return {
    service_introduction,
    notify_url,
    risk_fund,
    time_range,
    ...(attach === undefined ? {} : { attach }),
    ...(post_payments === undefined ? {} : { post_payments }),
    ...(post_discounts === undefined ? {} : { post_discounts }),
    ...(location === undefined ? {} : { location })
  }
}

/** The user cannot be charged, by the script of a test. */
export const urge = Effect.fnUntraced(function* (order: Parameters<typeof save>[0]) {
  const collecting = yield* Rules.requireCollecting(order)
  if (collecting.done.failNextPay !== true) return collecting
  yield* save({ ...collecting, done: { ...collecting.done, failNextPay: false } })
  return yield* make(403, "TRADE_ERROR", "扣款失败", internalCode.deductionFailed)
})

export const handlers = [
  Domain.handler(ServiceOrder.create, (input, { merchant }) =>
    Effect.map(Rules.create({ ...input, merchant, role, terms: termsOf(input), input }), (order) => ({
      ...common(order),
      package: order.package ?? ""
    }))
  ),
  Domain.handler(ServiceOrder.query, (input, { merchant }) =>
    Effect.gen(function* () {
      const scope = { role, mchid: merchant.mchid, sub_mchid: undefined } as const
      const order =
        input.query_id === undefined
          ? yield* Rules.require({ ...scope, out_order_no: input.out_order_no }, input)
          : yield* Rules.queryById(scope, input.query_id)
      return whole(order)
    })
  ),
  Domain.handler(ServiceOrder.cancel, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: undefined },
        input
      )
      return reference(yield* Rules.cancel(order, input))
    })
  ),
  Domain.handler(ServiceOrder.complete, (input, { merchant }) =>
    Effect.gen(function* () {
      const service = yield* requireService({ ...input, merchant, role })
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: undefined },
        input
      )
      return settled(yield* Rules.complete(order, service, input, input))
    })
  ),
  Domain.handler(ServiceOrder.modify, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: undefined },
        input
      )
      return settled(yield* Rules.modify(order, input, input))
    })
  ),
  Domain.handler(ServiceOrder.pay, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: undefined },
        input
      )
      return reference(yield* urge(order))
    })
  ),
  Domain.handler(ServiceOrder.sync, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: undefined },
        input
      )
      return settled(yield* Rules.sync(order, input.detail.paid_time, input))
    })
  )
]
