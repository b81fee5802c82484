/** Service orders of service providers. The responses to calls that change an order have no body. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PartnerServiceOrder from "@effect-wechatpay/payscore/PartnerServiceOrder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { onOrder, onQuery, termsOf } from "./calls.js"
import * as Creation from "./orderCreation.js"
import { common, whole } from "./orderResponse.js"
import * as Rules from "./orderRules.js"
import { dayOf, isDay } from "./times.js"
import { present } from "./values.js"

const role = "partner"
const call = onOrder(role)

/**
 * One page marks the start as optional without a default. Here the default is the time of the confirmation, or today if
 * the end is a day.
 */
const startedTerms = (input: Endpoint.Input<typeof PartnerServiceOrder.create>, now: number) => {
  const { end_time, start_time } = input.time_range
  const implied = end_time !== undefined && isDay(end_time) ? dayOf(now) : "OnAccept"
  return termsOf({ ...input, time_range: { ...input.time_range, start_time: start_time ?? implied } })
}

export const handlers = [
  Domain.handler(PartnerServiceOrder.create, (input, { merchant }) =>
    Effect.gen(function* () {
      const terms = startedTerms(input, yield* Clock.currentTimeMillis)
      const order = yield* Creation.create({ ...input, merchant, role, terms, input })
      return { ...common(order), sub_mchid: input.sub_mchid, ...present({ package: order.package }) }
    })
  ),
  Domain.handler(PartnerServiceOrder.directComplete, (input, { merchant }) =>
    Effect.asVoid(Creation.directComplete({ ...input, merchant, role, terms: termsOf(input), input }, input))
  ),
  onQuery(role)(PartnerServiceOrder.query, whole),
  call(PartnerServiceOrder.cancel, (order, input) => Effect.asVoid(Rules.cancel(order, input))),
  call(PartnerServiceOrder.complete, (order, input, service) =>
    Effect.asVoid(Rules.complete(order, service, input, input))
  ),
  call(PartnerServiceOrder.modify, (order, input) => Effect.asVoid(Rules.modify(order, input, input))),
  call(PartnerServiceOrder.pay, (order) => Effect.asVoid(Rules.urge(order))),
  call(PartnerServiceOrder.sync, (order, input) => Effect.asVoid(Rules.sync(order, input.detail))),
  call(PartnerServiceOrder.sendPendingMessage, (order, input) =>
    Rules.sendMessage(order, "pending", input, input)
  ),
  call(PartnerServiceOrder.sendPrepaidMessage, (order, input) =>
    Rules.sendMessage(order, "prepaid", input, input)
  )
]
