/** Service orders of acquiring institutions, which collect by payments of their own. */
import * as AcquiringBankServiceOrder from "@effect-wechatpay/payscore/AcquiringBankServiceOrder"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { onOrder, onQuery, termsOf } from "./calls.js"
import { registerDeduction, requireDeduction } from "./deductions.js"
import * as Creation from "./orderCreation.js"
import { common, itemised, whole } from "./orderResponse.js"
import * as Rules from "./orderRules.js"
import { present } from "./values.js"

const role = "acquiringBank"
const call = onOrder(role)

export const handlers = [
  Domain.handler(AcquiringBankServiceOrder.create, (input, { merchant }) =>
    Effect.map(Creation.create({ ...input, merchant, role, terms: termsOf(input), input }), (order) => ({
      ...itemised(common(order)),
      sub_mchid: input.sub_mchid,
      channel_id: input.channel_id,
      ...present({ package: order.package })
    }))
  ),
  onQuery(role)(AcquiringBankServiceOrder.query, (order, { channel_id, sub_mchid }) => ({
    ...itemised(whole(order)),
    sub_mchid,
    channel_id
  })),
  call(AcquiringBankServiceOrder.cancel, (order, input) => Effect.asVoid(Rules.cancel(order, input))),
  call(AcquiringBankServiceOrder.complete, (order, input, service) =>
    Effect.asVoid(Rules.complete(order, service, input, input))
  ),
  call(AcquiringBankServiceOrder.modify, (order, input) => Effect.asVoid(Rules.modify(order, input, input))),
  call(AcquiringBankServiceOrder.sync, (order, input) => Effect.asVoid(Rules.sync(order, input.detail))),
  call(AcquiringBankServiceOrder.registerDeductInfo, (order, { out_trade_no }) =>
    registerDeduction(order, out_trade_no)
  ),
  call(AcquiringBankServiceOrder.queryDeduction, requireDeduction)
]
