/** Service orders of service providers. Their calls answer nothing but that it is done. */
import * as PartnerServiceOrder from "@effect-wechatpay/payscore/PartnerServiceOrder"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { common, whole } from "./orderAnswer.js"
import * as Rules from "./orderRules.js"
import { termsOf, urge } from "./serviceOrders.js"
import { requireService } from "./services.js"

const role = "partner"

export const handlers = [
  Domain.handler(PartnerServiceOrder.create, (input, { merchant }) =>
    Effect.map(Rules.create({ ...input, merchant, role, terms: termsOf(input), input }), (order) => ({
      ...common(order),
      sub_mchid: input.sub_mchid,
      ...(order.package === undefined ? {} : { package: order.package })
    }))
  ),
  Domain.handler(PartnerServiceOrder.query, (input, { merchant }) =>
    Effect.gen(function* () {
      const scope = { role, mchid: merchant.mchid, sub_mchid: input.sub_mchid } as const
      const order =
        input.query_id === undefined
          ? yield* Rules.require({ ...scope, out_order_no: input.out_order_no }, input)
          : yield* Rules.queryById(scope, input.query_id)
      return whole(order)
    })
  ),
  Domain.handler(PartnerServiceOrder.cancel, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: input.sub_mchid },
        input
      )
      yield* Rules.cancel(order, input)
    })
  ),
  Domain.handler(PartnerServiceOrder.complete, (input, { merchant }) =>
    Effect.gen(function* () {
      const service = yield* requireService({ ...input, merchant, role })
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: input.sub_mchid },
        input
      )
      yield* Rules.complete(order, service, input, input)
    })
  ),
  Domain.handler(PartnerServiceOrder.modify, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: input.sub_mchid },
        input
      )
      yield* Rules.modify(order, input, input)
    })
  ),
  Domain.handler(PartnerServiceOrder.pay, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: input.sub_mchid },
        input
      )
      yield* urge(order)
    })
  ),
  Domain.handler(PartnerServiceOrder.sync, (input, { merchant }) =>
    Effect.gen(function* () {
      const order = yield* Rules.require(
        { ...input, role, mchid: merchant.mchid, sub_mchid: input.sub_mchid },
        input
      )
      yield* Rules.sync(order, input.detail.paid_time, input)
    })
  )
]
