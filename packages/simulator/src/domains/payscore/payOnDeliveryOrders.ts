/** Orders that are paid on delivery: service orders of each mode with a list of goods. */
import * as AcquiringBankPayOnDeliveryOrder from "@effect-wechatpay/payscore/AcquiringBankPayOnDeliveryOrder"
import * as PartnerPayOnDeliveryOrder from "@effect-wechatpay/payscore/PartnerPayOnDeliveryOrder"
import * as PayOnDeliveryOrder from "@effect-wechatpay/payscore/PayOnDeliveryOrder"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { noAuth } from "../../SimulatedError.js"
import { termsOf } from "./calls.js"
import * as Creation from "./orderCreation.js"
import { common } from "./orderResponse.js"
import type { Order } from "./orders.js"
import { present } from "./values.js"

/** The body may name the merchant, which must be the one that signed. */
const create = (input: { readonly mchid?: string | undefined }, creation: Creation.Creation) =>
  input.mchid === undefined || input.mchid === creation.merchant.mchid
    ? Creation.create(creation)
    : noAuth("商户暂无权限使用此服务")

const responseOf = (order: Order) => {
  const { shopping_info, ...rest } = common(order)
  return {
    ...rest,
    ...present({
      package: order.package,
      shopping_info: shopping_info && {
        ...shopping_info,
        jump_link: {
          ...shopping_info.jump_link,
          jump_link_type: shopping_info.jump_link.jump_link_type ?? "JUMP_LINK_MINI_PROGRAM"
        }
      }
    })
  }
}

export const handlers = [
  Domain.handler(PayOnDeliveryOrder.create, (input, { merchant }) =>
    Effect.map(
      create(input, { ...input, merchant, role: "merchant", terms: termsOf(input), input }),
      (order) => ({ package: "", ...responseOf(order) })
    )
  ),
  Domain.handler(PartnerPayOnDeliveryOrder.create, (input, { merchant }) =>
    Effect.map(
      create(input, { ...input, merchant, role: "partner", terms: termsOf(input), input }),
      (order) => ({ ...responseOf(order), sub_mchid: input.sub_mchid })
    )
  ),
  Domain.handler(AcquiringBankPayOnDeliveryOrder.create, (input, { merchant }) =>
    Effect.map(
      create(input, { ...input, merchant, role: "acquiringBank", terms: termsOf(input), input }),
      (order) => ({ ...responseOf(order), sub_mchid: input.sub_mchid })
    )
  )
]
