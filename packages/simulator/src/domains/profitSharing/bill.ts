/** The bill of a day's shares and returns. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as Bill from "@effect-wechatpay/profit-sharing/ProfitSharingBill"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import { invalidRequest, type SimulatedError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { isWithin, requireDay, timeOf } from "../bill/days.js"
import { linkTo } from "../bill/files.js"
import { billOf, type Column, sum, yuan } from "../bill/text.js"
import { requireSubMerchant } from "../subMerchants.js"
import { returns, shares } from "./tables.js"

interface Row {
  readonly at: number
  readonly payer: string
  readonly transaction_id: string
  readonly order_id: string
  readonly detail_id: string
  readonly out_order_no: string
  readonly account: string
  readonly amount: number
  readonly kind: "分账" | "分账回退"
  readonly result: string
}

const columns: ReadonlyArray<Column<Row>> = [
  ["分账时间", ({ at }) => timeOf(at)],
  ["分账发起方", ({ payer }) => payer],
  ["分账方", ({ payer }) => payer],
  ["微信订单号", ({ transaction_id }) => transaction_id],
  ["微信分账单号", ({ order_id }) => order_id],
  ["分账明细单号", ({ detail_id }) => detail_id],
  ["商户分账单号", ({ out_order_no }) => out_order_no],
  ["分账接收方", ({ account }) => account],
  ["分账金额(元)", ({ amount }) => yuan(amount)],
  ["业务类型", ({ kind }) => kind],
  ["处理状态", ({ result }) => result]
]

/** All errors of the day have the same response. */
const toInvalid = (error: SimulatedError): SimulatedError => invalidRequest(error.message)

export const getDownloadLink = Effect.fnUntraced(function* (
  { bill_date, sub_mchid, tar_type }: Endpoint.Input<typeof Bill.getDownloadLink>,
  context: Context
) {
  const { mchid } = context.merchant
  yield* requireSubMerchant(context.merchant, sub_mchid)
  const day = yield* Effect.mapError(requireDay(bill_date, context.now), toInvalid)
  const isOurs = (one: { readonly mchid: string; readonly sub_mchid?: string | undefined }): boolean =>
    one.mchid === mchid && (sub_mchid === undefined || one.sub_mchid === sub_mchid)
  const shared = (yield* State.rows(shares)).filter(isOurs).flatMap((share) =>
    share.parts.map(
      (part): Row => ({
        at: part.finished_at ?? 0,
        payer: share.sub_mchid ?? mchid,
        transaction_id: share.transaction_id,
        order_id: share.order_id,
        detail_id: part.detail_id,
        out_order_no: share.out_order_no,
        account: part.account,
        amount: part.amount,
        kind: "分账",
        result: part.result === "SUCCESS" ? "成功" : "失败"
      })
    )
  )
  const returned = (yield* State.rows(returns)).filter(isOurs).map(
    (one): Row => ({
      at: one.finished_at ?? 0,
      payer: one.sub_mchid ?? mchid,
      transaction_id: one.transaction_id,
      order_id: one.order_id,
      detail_id: one.return_id,
      out_order_no: one.out_return_no,
      account: one.return_mchid,
      amount: one.amount,
      kind: "分账回退",
      result: one.result === "SUCCESS" ? "成功" : "失败"
    })
  )
  const rows = [...shared, ...returned].filter(({ at }) => isWithin(day, at)).sort((a, b) => a.at - b.at)
  const text = yield* Effect.mapError(
    billOf(columns, rows, {
      总条数: String(rows.length),
      "总金额(元)": yuan(sum(rows, ({ amount }) => amount))
    }),
    toInvalid
  )
  return yield* linkTo(text, context, { zipped: tar_type === "GZIP" })
})
