/** The rules of refunds. */
import { isDeepStrictEqual } from "node:util"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { applyAbnormal, create as createEndpoint } from "@effect-wechatpay/refund/Refund"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import {
  internalCode,
  invalidRequest,
  make,
  resourceNotExists,
  type SimulatedError
} from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as Complaints from "../merchantComplaint/userActions.js"
import * as Sharing from "../profitSharing/money.js"
import { requireSubMerchant } from "../subMerchants.js"
import * as Transactions from "../transactions.js"
import { spend, unreachable } from "./accounts.js"
import { find, type Refund, refundKey, refunds, save, toMerchant } from "./refunds.js"

type Application = Endpoint.Input<typeof createEndpoint>
type AbnormalApplication = Endpoint.Input<typeof applyAbnormal>

const maxParts = 50
const interval = Duration.toMillis("1 minute")
const refundable = Duration.toMillis("365 days")

export const require = Effect.fnUntraced(function* (who: Parameters<typeof find>[0]) {
  return (yield* find(who)) ?? (yield* resourceNotExists("退款单不存在"))
})

/** A repeated number returns the same refund if the parameters are identical. */
const reentry = (known: Refund, input: Application): Effect.Effect<Refund, SimulatedError> => {
  if (isDeepStrictEqual(known.application, input)) return Effect.succeed(known)
  return Effect.fail(
    known.refund !== input.amount.refund || known.total !== input.amount.total
      ? make(400, "REFUND_FEE_MISMATCH", "订单金额或退款金额与之前请求不一致，请核实后再试")
      : make(400, "INVALID_REQUEST", "退款单号重入，但请求参数与之前不一致", internalCode.reentryMismatch)
  )
}

/** Why this refund of the payment is rejected, if it is. */
const rejection = (
  payment: Transactions.Transaction,
  earlier: ReadonlyArray<Refund>,
  { refund, total }: Application["amount"],
  now: number
): SimulatedError | undefined => {
  if (payment.reversed_at !== undefined) return invalidRequest("订单已撤销")
  if (total !== payment.total) return invalidRequest("订单金额与支付金额不一致")
  if (now - payment.paid_at > refundable) {
    return make(403, "TRADE_OVERDUE", "订单已经超过可退款的最大期限（支付完成后1年内）")
  }
  const snapshot = earlier.filter(({ status }) => status !== "CLOSED")
  const refunded = snapshot.reduce((sum, one) => sum + one.refund, 0)
  if (refunded === payment.total) return invalidRequest("订单已全额退款")
  if (refunded + refund > payment.total) return invalidRequest("申请退款总金额不能大于订单金额")
  if (snapshot.length >= maxParts) return invalidRequest("同一笔订单最多支持50次部分退款")
  const latest = Math.max(...earlier.map(({ created_at }) => created_at))
  if (now - latest < interval) {
    return make(
      429,
      "FREQUENCY_LIMITED",
      "频率限制：同一笔订单多次退款须间隔1分钟以上",
      internalCode.refundFrequency
    )
  }
  return undefined
}

type Parts = ReturnType<typeof Transactions.partsOf>

/** The parts of a refund if coupons paid a part. Earlier refunds are taken into account, so that no rest remains. */
const sharesOf = (payment: Transactions.Transaction, earlier: ReadonlyArray<Refund>, refund: number) => {
  const before = earlier.reduce((sum, one) => (one.status === "CLOSED" ? sum : sum + one.refund), 0)
  const [whole, old, all] = [payment.total, before, before + refund].map((amount) =>
    Transactions.partsOf(payment, amount)
  ) as [Parts, Parts, Parts]
  const payer_refund = all.payer - old.payer
  return {
    payer_total: whole.payer,
    payer_refund,
    settlement_total: whole.payer + whole.coupon,
    settlement_refund: payer_refund + all.coupon - old.coupon
  }
}

export const create = Effect.fnUntraced(function* (input: Application, { merchant, now }: Context) {
  const { amount, notify_url, out_refund_no, sub_mchid } = input
  const owner = { mchid: merchant.mchid, sub_mchid }
  yield* requireSubMerchant(merchant, sub_mchid)
  const rows = yield* State.rows(refunds)
  const known = rows.get(refundKey({ ...owner, out_refund_no }))
  if (known !== undefined) return yield* reentry(known, input)
  const payment = yield* Transactions.find(owner, input)
  if (payment === undefined) return yield* resourceNotExists("订单不存在")
  const { out_trade_no, transaction_id } = payment
  const earlier = rows.filter((one) => one.transaction_id === transaction_id)
  const rejected = rejection(payment, earlier, amount, now)
  if (rejected !== undefined) return yield* rejected
  if (yield* unreachable(transaction_id)) {
    return yield* make(403, "USER_ACCOUNT_ABNORMAL", "退款请求失败：用户账户注销或异常")
  }
  // Until the rest is unfrozen, refunds are paid from the frozen money, which shares have reduced.
  const refunded = earlier.reduce((sum, one) => sum + (one.status === "CLOSED" ? 0 : one.refund), 0)
  const left = yield* Sharing.frozen(payment, refunded, now)
  if (left !== undefined && left < amount.refund) {
    return yield* make(403, "NOT_ENOUGH", "订单剩余待分账金额不足，请先解冻后再退款")
  }
  const numbers = { ...owner, refund_id: `503${digits(26)}`, out_refund_no, transaction_id, out_trade_no }
  const shares = sharesOf(payment, earlier, amount.refund)
  yield* spend({ ...numbers, amount: shares.settlement_refund, from: amount.from }).pipe(
    Effect.mapError(() => make(403, "NOT_ENOUGH", "商户可用退款余额不足"))
  )
  yield* Complaints.refundStarted(transaction_id)
  return yield* save({
    ...numbers,
    ...(payment.payer_total === undefined ? {} : shares),
    status: "PROCESSING",
    total: amount.total,
    refund: amount.refund,
    channel: "ORIGINAL",
    user_received_account: "支付用户零钱",
    notify_url,
    created_at: now,
    application: input
  })
})

/** Only the last digits of a bank card are stored. */
const receiver = (input: AbnormalApplication): string =>
  input.type === "MERCHANT_BANK_CARD"
    ? toMerchant
    : `${input.bank_type.replace("_DEBIT", "")}借记卡${Redacted.value(input.bank_account).slice(-4)}`

export const redirect = Effect.fnUntraced(function* (input: AbnormalApplication, { merchant }: Context) {
  const { out_refund_no, refund_id, sub_mchid } = input
  yield* requireSubMerchant(merchant, sub_mchid)
  const refund = yield* require({ mchid: merchant.mchid, sub_mchid, out_refund_no })
  if (refund.refund_id !== refund_id) return yield* resourceNotExists("退款单不存在")
  if (refund.status !== "ABNORMAL") return yield* invalidRequest("退款单状态不是退款异常，不能发起异常退款")
  return yield* save({
    ...refund,
    status: "PROCESSING",
    channel: "OTHER_BANKCARD",
    user_received_account: receiver(input)
  })
})
