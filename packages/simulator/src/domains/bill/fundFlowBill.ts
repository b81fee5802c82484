/** Fund flow bills: the movements of an account during a day, from the ledger. */
import * as Effect from "effect/Effect"
import * as Ledger from "../ledger.js"
import { payeeOf } from "../transactions.js"
import { type Day, isWithin, timeOf } from "./days.js"
import { billOf, type Column, flowText, sum, yuan } from "./text.js"

/** An account: of the merchant itself or of a sub-merchant. */
interface Account {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
}

interface Movement extends Pick<Ledger.Entry, "at" | "kind" | "business_no" | "voucher_no"> {
  /** The sequence number of the movement on its account. */
  readonly number: number
  /** Fen; negative for expenses. */
  readonly amount: number
  /** The balance after the movement, in fen. */
  readonly balance: number
}

const names: Readonly<Record<Ledger.Kind, string>> = {
  PAYMENT: "交易",
  REVERSAL: "退款",
  REFUND: "退款",
  REFUND_RETURNED: "退款退回",
  SHARE: "分账",
  SHARE_RETURNED: "分账回退",
  UNFREEZE: "解冻",
  TRANSFER: "转账",
  TRANSFER_RETURNED: "转账退回",
  TOP_UP: "充值",
  WITHDRAWAL: "提现",
  ADJUSTMENT: "调账"
}

const columns: ReadonlyArray<Column<Movement>> = [
  ["记账时间", ({ at }) => timeOf(at)],
  ["微信支付业务单号", ({ business_no }) => business_no],
  [
    "资金流水单号",
    ({ amount, at, number }) => `${amount < 0 ? 2 : 1}${at}${String(number).padStart(6, "0")}`
  ],
  ["业务名称", ({ kind }) => names[kind]],
  ["业务类型", ({ kind }) => names[kind]],
  ["收支类型", ({ amount }) => (amount < 0 ? "支出" : "收入")],
  ["收支金额(元)", ({ amount }) => yuan(Math.abs(amount))],
  ["账户结余(元)", ({ balance }) => yuan(balance)],
  ["资金变更提交申请人", () => "system"],
  ["备注", () => ""],
  ["业务凭证号", ({ voucher_no }) => flowText(voucher_no)]
]

/** Money that is frozen until it is shared belongs to the basic account. */
const isOf =
  (mchid: string, type: Ledger.AccountType) =>
  (account: Ledger.Account): boolean =>
    account._tag === "Merchant"
      ? account.mchid === mchid && account.type === type
      : account._tag === "Pending" && account.mchid === mchid && type === "BASIC"

/**
 * All movements of an account, except those within the account. The balance is computed from the balance of now, because
 * the oldest entries may have been removed.
 */
const movementsOf = Effect.fnUntraced(function* (account: Account, type: Ledger.AccountType) {
  const isOurs = isOf(payeeOf(account), type)
  const movements: Array<Movement> = []
  const entries = (yield* Ledger.entriesOf(isOurs)).filter(({ from, to }) => isOurs(from) !== isOurs(to))
  const signed = ({ amount, to }: Ledger.Entry): number => (isOurs(to) ? amount : -amount)
  const balances = (yield* Ledger.allBalances).filter(({ account }) => isOurs(account))
  let balance = balances.reduce((sum, one) => sum + one.balance, 0)
  for (const entry of entries) balance -= signed(entry)
  for (const entry of entries) {
    const amount = signed(entry)
    balance += amount
    const last = movements.at(-1)
    // An expense from two parts of the account is one movement.
    const isSame =
      last !== undefined &&
      last.business_no === entry.business_no &&
      last.kind === entry.kind &&
      last.at === entry.at &&
      last.amount < 0 === amount < 0
    if (isSame) movements.pop()
    movements.push({
      ...entry,
      number: movements.length,
      amount: amount + (isSame ? last.amount : 0),
      balance
    })
  }
  return movements
})

export const fundFlowBill = Effect.fnUntraced(function* (
  account: Account,
  account_type: Ledger.AccountType,
  day: Day
) {
  const all = yield* movementsOf(account, account_type)
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
