/** Service orders of direct merchants. */
import * as ServiceOrder from "@effect-wechatpay/payscore/ServiceOrder"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { onOrder, onQuery, termsOf } from "./calls.js"
import * as Creation from "./orderCreation.js"
import { common, completed, reference, whole } from "./orderResponse.js"
import * as Rules from "./orderRules.js"

const role = "merchant"
const call = onOrder(role)

export const handlers = [
  Domain.handler(ServiceOrder.create, (input, { merchant }) =>
    Effect.map(Creation.create({ ...input, merchant, role, terms: termsOf(input), input }), (order) => ({
      ...common(order),
      package: order.package ?? ""
    }))
  ),
  Domain.handler(ServiceOrder.directComplete, (input, { merchant }) =>
    Effect.map(
      Creation.directComplete({ ...input, merchant, role, terms: termsOf(input), input }, input),
      // The response is documented with a description, also for an order that was free and is done.
      (order) => ({ ...whole(order), state_description: order.state_description ?? "MCH_COMPLETE" })
    )
  ),
  onQuery(role)(ServiceOrder.query, whole),
  call(ServiceOrder.cancel, (order, input) => Effect.map(Rules.cancel(order, input), reference)),
  call(ServiceOrder.complete, (order, input, service) =>
    Effect.map(Rules.complete(order, service, input, input), completed)
  ),
  call(ServiceOrder.modify, (order, input) => Effect.map(Rules.modify(order, input, input), completed)),
  call(ServiceOrder.pay, (order) => Effect.map(Rules.urge(order), reference)),
  call(ServiceOrder.sync, (order, input) => Effect.map(Rules.sync(order, input.detail), completed)),
  call(ServiceOrder.sendPendingMessage, (order, input) => Rules.sendMessage(order, "pending", input, input)),
  call(ServiceOrder.sendPrepaidMessage, (order, input) => Rules.sendMessage(order, "prepaid", input, input))
]
