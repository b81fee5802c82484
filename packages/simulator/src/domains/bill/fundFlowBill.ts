/** Fund flow bills: what moved on an account during a day. */
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import { refunds } from "../refund/refunds.js"
import { transactions } from "../transactions.js"
import { type Day, isWithin, timeOf } from "./days.js"
import { billOf, type Column, sum, yuan } from "./text.js"

/** Whose account: a merchant's own, or that of a sub-merchant. */
interface Account {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
}

interface Movement {
  readonly at: number
  readonly kind: "交易" | "退款"
  readonly business_no: string
  readonly voucher_no: string
  /** Fen; less than nothing for what went out. */
  readonly amount: number
  /** After it, in fen. */
  readonly balance: number
}

const columns: ReadonlyArray<Column<Movement>> = [
  ["记账时间", ({ at }) => timeOf(at)],
  ["微信支付业务单号", ({ business_no }) => business_no],
  ["资金流水单号", ({ amount, business_no }) => `${amount < 0 ? 2 : 1}${business_no.slice(1)}`],
  ["业务名称", ({ kind }) => kind],
  ["业务类型", ({ kind }) => kind],
  ["收支类型", ({ amount }) => (amount < 0 ? "支出" : "收入")],
  ["收支金额(元)", ({ amount }) => yuan(Math.abs(amount))],
  ["账户结余(元)", ({ balance }) => yuan(balance)],
  ["资金变更提交申请人", () => "system"],
  ["备注", () => ""],
  ["业务凭证号", ({ voucher_no }) => voucher_no]
]

/** All movements of an account since it began with nothing. */
const movementsOf = Effect.fnUntraced(function* ({ mchid, sub_mchid }: Account) {
  const isOurs = (one: Account): boolean => one.mchid === mchid && one.sub_mchid === sub_mchid
  const payments = (yield* State.rows(transactions)).filter(isOurs)
  const income = payments.map((payment) => ({
    at: payment.paid_at,
    kind: "交易" as const,
    business_no: payment.transaction_id,
    voucher_no: payment.out_trade_no,
    amount: payment.total
  }))
  const expense = (yield* State.rows(refunds))
    .filter((refund) => isOurs(refund) && refund.status !== "CLOSED")
    .map((refund) => ({
      at: refund.created_at,
      kind: "退款" as const,
      business_no: refund.refund_id,
      voucher_no: refund.out_refund_no,
      amount: -refund.refund
    }))
  const reversals = payments.flatMap((payment) =>
    payment.reversed_at === undefined
      ? []
      : [
          {
            at: payment.reversed_at,
            kind: "退款" as const,
            business_no: payment.transaction_id,
            voucher_no: payment.out_trade_no,
            amount: -payment.total
          }
        ]
  )
  let balance = 0
  return [...income, ...expense, ...reversals]
    .sort((one, other) => one.at - other.at)
    .map((movement): Movement => {
      balance += movement.amount
      return { ...movement, balance }
    })
})

/** Money is only on the basic account here. */
export const fundFlowBill = Effect.fnUntraced(function* (
  account: Account,
  account_type: "BASIC" | "OPERATION" | "FEES" | "DEPOSIT",
  day: Day
) {
  const all = account_type === "BASIC" ? yield* movementsOf(account) : []
  const movements = all.filter(({ at }) => isWithin(day, at))
  const income = movements.filter(({ amount }) => amount >= 0)
  const expense = movements.filter(({ amount }) => amount < 0)
  return yield* billOf(columns, movements, {
    资金流水总笔数: String(movements.length),
    收入笔数: String(income.length),
    收入金额: yuan(sum(income, ({ amount }) => amount)),
    支出笔数: String(expense.length),
    支出金额: yuan(-sum(expense, ({ amount }) => amount))
  })
})
