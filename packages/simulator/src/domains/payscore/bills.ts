/**
 * Bills of services: the orders that were completed on a day. Neither their columns nor the addresses of their files
 * are documented; the columns are the simulator's own, and the addresses are those of other bills
 * (docs/decisions/0007).
 */
import * as MerchantBill from "@effect-wechatpay/payscore/MerchantBill"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { isWithin, requireDay, timeOf } from "../bill/days.js"
import { encryptedLinkTo } from "../bill/files.js"
import { billOf, type Column, sum, yuan } from "../bill/text.js"
import { type Order, orders } from "./orders.js"
import { services } from "./services.js"

const columns: ReadonlyArray<Column<Order>> = [
  ["完结时间", ({ completed_at = 0 }) => timeOf(completed_at)],
  ["微信支付服务订单号", ({ order_id }) => order_id],
  ["商户服务订单号", ({ out_order_no }) => out_order_no],
  ["特约商户号", ({ sub_mchid = "" }) => sub_mchid],
  ["订单状态", ({ state }) => state],
  ["订单总金额(元)", ({ total_amount = 0 }) => yuan(total_amount)]
]

export const handlers = [
  Domain.handler(MerchantBill.getDownloadLinks, ({ bill_date, service_id, tar_type }, context) =>
    Effect.gen(function* () {
      const { mchid } = context.merchant
      const isOurs = (one: { readonly mchid: string; readonly service_id: string }): boolean =>
        one.mchid === mchid && one.service_id === service_id
      // The call is the same for every role: each of them may have registered the service.
      if ((yield* State.rows(services)).find(isOurs) === undefined) {
        return yield* noAuth("商户暂无权限使用此服务")
      }
      const day = yield* requireDay(bill_date, context.now)
      const completed = (yield* State.rows(orders)).filter(
        (order) => isOurs(order) && order.completed_at !== undefined && isWithin(day, order.completed_at)
      )
      // The response for a day without a bill is not documented: it has no files.
      if (completed.length === 0) return { download_bill_count: 0, download_bill_list: [] }
      const total = sum(completed, ({ total_amount = 0 }) => total_amount)
      const text = yield* billOf(columns, completed, {
        总笔数: String(completed.length),
        总金额: yuan(total)
      })
      const link = yield* encryptedLinkTo(text, context, tar_type === "GZIP", "AEAD_AES_256_GCM")
      return { download_bill_count: 1, download_bill_list: [{ bill_sequence: 1, ...link }] }
    })
  )
]
