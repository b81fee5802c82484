/** Service orders of overseas institutions: in a currency, with times that carry their offset. */
import * as OverseasServiceOrder from "@effect-wechatpay/payscore/OverseasServiceOrder"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { onOrder, onQuery, termsOf } from "./calls.js"
import * as Creation from "./orderCreation.js"
import { common, itemised, whole } from "./orderResponse.js"
import * as Rules from "./orderRules.js"
import { present } from "./values.js"

const role = "overseas"
const call = onOrder(role)

export const handlers = [
  Domain.handler(OverseasServiceOrder.create, (input, { merchant }) =>
    Effect.map(Creation.create({ ...input, merchant, role, terms: termsOf(input), input }), (order) => ({
      ...itemised(common(order)),
      sub_mchid: input.sub_mchid,
      ...present({ package: order.package })
    }))
  ),
  onQuery(role)(OverseasServiceOrder.query, (order, { sub_mchid }) => ({
    ...itemised(whole(order)),
    sub_mchid
  })),
  call(OverseasServiceOrder.cancel, (order, input) => Effect.asVoid(Rules.cancel(order, input))),
  call(OverseasServiceOrder.complete, (order, input, service) =>
    Effect.asVoid(Rules.complete(order, service, input, input))
  ),
  call(OverseasServiceOrder.sync, (order, input) => Effect.asVoid(Rules.sync(order, input.detail)))
]
