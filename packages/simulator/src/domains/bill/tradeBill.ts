/** Trade bills: the payments and refunds of a day. */
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import { type Refund, refunds } from "../refund/refunds.js"
import { type Transaction, transactions } from "../transactions.js"
import { type Day, isWithin, timeOf } from "./days.js"
import { billOf, type Column, sum, tradeText, yuan } from "./text.js"

/** A payment, a refund of one, or the reversal of one. */
interface Trade {
  readonly at: number
  readonly state: "SUCCESS" | "REFUND" | "REVOKED"
  readonly payment: Transaction
  readonly refund?: Refund
}

const states = { SUCCESS: "SUCCESS", PROCESSING: "PROCESSING", CLOSED: "FAIL", ABNORMAL: "CHANGE" } as const

const paidOf = ({ payment, state }: Trade): number => (state === "SUCCESS" ? payment.total : 0)

const refundedOf = ({ payment, refund, state }: Trade): number =>
  state === "REVOKED" ? payment.total : (refund?.refund ?? 0)

const beginning: ReadonlyArray<Column<Trade>> = [
  ["交易时间", ({ at }) => timeOf(at)],
  ["公众账号ID", ({ payment }) => payment.appid ?? ""],
  ["商户号", ({ payment }) => payment.mchid],
  ["特约商户号", ({ payment }) => payment.sub_mchid ?? "0"],
  ["设备号", () => ""],
  ["微信订单号", ({ payment }) => payment.transaction_id],
  ["商户订单号", ({ payment }) => payment.out_trade_no],
  ["用户标识", ({ payment }) => payment.openid ?? ""],
  ["交易类型", ({ payment }) => payment.trade_type ?? "JSAPI"],
  ["交易状态", ({ state }) => state],
  ["付款银行", () => "OTHERS"],
  ["货币种类", () => "CNY"],
  ["应结订单金额", (trade) => yuan(paidOf(trade))],
  ["代金券金额", () => yuan(0)]
]

const times: ReadonlyArray<Column<Trade>> = [
  ["退款申请时间", ({ refund }) => (refund === undefined ? "" : timeOf(refund.created_at))],
  ["退款成功时间", ({ refund }) => (refund?.succeeded_at === undefined ? "" : timeOf(refund.succeeded_at))]
]

const refunded: ReadonlyArray<Column<Trade>> = [
  ["微信退款单号", ({ refund }) => refund?.refund_id ?? "0"],
  ["商户退款单号", ({ refund }) => refund?.out_refund_no ?? "0"],
  ["退款金额", (trade) => yuan(refundedOf(trade))],
  ["充值券退款金额", () => yuan(0)],
  ["退款类型", ({ refund }) => refund?.channel ?? ""],
  ["退款状态", ({ refund }) => (refund === undefined ? "" : states[refund.status])]
]

const textOf = ({ state }: Trade, text: string | undefined): string =>
  tradeText(state === "SUCCESS" ? "payment" : "refund", text ?? "")

const end: ReadonlyArray<Column<Trade>> = [
  ["商品名称", (trade) => textOf(trade, trade.payment.description)],
  ["商户数据包", (trade) => textOf(trade, trade.payment.attach)],
  ["手续费", () => "0.00000"],
  ["费率", () => "0.00%"],
  ["订单金额", (trade) => yuan(paidOf(trade))]
]

const requested: Column<Trade> = ["申请退款金额", (trade) => yuan(refundedOf(trade))]
const note: Column<Trade> = ["费率备注", () => ""]

const layouts = {
  ALL: [...beginning, ...refunded, ...end, requested, note],
  SUCCESS: [...beginning, ...end, note],
  REFUND: [...beginning, ...times, ...refunded, ...end, requested, note]
}

/** The payments, refunds and reversals of a merchant on a day, in order. */
const tradesOf = Effect.fnUntraced(function* (mchid: string, sub_mchid: string | undefined, day: Day) {
  const payments = yield* State.rows(transactions)
  const isOurs = (one: Pick<Transaction, "mchid" | "sub_mchid">): boolean =>
    one.mchid === mchid && (sub_mchid === undefined || one.sub_mchid === sub_mchid)
  const paid = payments.filter(isOurs)
  const returned = (yield* State.rows(refunds)).filter(isOurs)
  const trades: ReadonlyArray<Trade> = [
    ...paid.map((payment) => ({ at: payment.paid_at, state: "SUCCESS" as const, payment })),
    ...returned.flatMap((refund) => {
      const payment = payments.get(refund.transaction_id)
      return payment === undefined
        ? []
        : [{ at: refund.created_at, state: "REFUND" as const, payment, refund }]
    }),
    ...paid.flatMap((payment) =>
      payment.reversed_at === undefined
        ? []
        : [{ at: payment.reversed_at, state: "REVOKED" as const, payment }]
    )
  ]
  return trades.filter(({ at }) => isWithin(day, at)).sort((one, other) => one.at - other.at)
})

export const tradeBill = Effect.fnUntraced(function* (
  mchid: string,
  input: { readonly sub_mchid?: string | undefined; readonly bill_type?: keyof typeof layouts | undefined },
  day: Day
) {
  const kind = input.bill_type ?? "ALL"
  const all = yield* tradesOf(mchid, input.sub_mchid, day)
  const trades = all.filter(({ state }) => kind === "ALL" || state === kind)
  const paid = yuan(sum(trades, paidOf))
  const back = yuan(sum(trades, refundedOf))
  return yield* billOf(layouts[kind], trades, {
    总交易单数: String(trades.length),
    应结订单总金额: paid,
    退款总金额: back,
    充值券退款总金额: yuan(0),
    手续费总金额: "0.00000",
    订单总金额: paid,
    申请退款总金额: back
  })
})
