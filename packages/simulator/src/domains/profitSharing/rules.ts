/** The rules of sharing, unfreezing and returning. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import { invalidRequest, make, noAuth, paramError, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import { snapshot as refundsOf } from "../refund/refunds.js"
import { requireSubMerchant } from "../subMerchants.js"
import * as Transactions from "../transactions.js"
import * as Money from "./money.js"
import { isListed } from "./receivers.js"
import {
  type Part,
  type Product,
  type Return,
  returnKey,
  returns,
  type Share,
  settingsOf,
  shareKey,
  shares,
  sumOf
} from "./tables.js"

const notEnough = (message: string) => make(403, "NOT_ENOUGH", message)

const earliest = Duration.toMillis("1 minute")
const returnable = Duration.toMillis("180 days")
const most = 50

/** The owner of the order that a call is about. */
interface Owner {
  readonly sub_mchid?: string | undefined
  readonly transaction_id: string
}

/** The payment, if this product can share it now. */
const requirePayment = Effect.fnUntraced(function* (product: Product, owner: Owner, context: Context) {
  const { mchid } = context.merchant
  yield* requireSubMerchant(context.merchant, owner.sub_mchid)
  const payment = yield* Transactions.find({ mchid, sub_mchid: owner.sub_mchid }, owner)
  if (payment === undefined) return yield* invalidRequest("订单不存在")
  if (payment.profit_sharing === undefined) return yield* invalidRequest("非分账订单不支持分账")
  if (payment.profit_sharing !== product) {
    return yield* invalidRequest(
      product === "ecommerce" ? "非电商商户暂不支持该接口" : "该订单不允许使用此接口分账"
    )
  }
  if (!(yield* settingsOf(owner.sub_mchid ?? mchid)).permitted) return yield* noAuth("商户无分账权限")
  if (context.now - payment.paid_at < earliest)
    return yield* invalidRequest("订单处理中，暂时无法分账，请稍后再试")
  return payment
})

const refundedOf = (payment: Transactions.Transaction) =>
  Effect.map(refundsOf(payment.transaction_id), (all) => all.reduce((sum, one) => sum + one.refund, 0))

/** A requested part for one receiver. */
export interface Asked {
  readonly type: string
  readonly account: string
  readonly amount: number
  readonly description: string
  readonly name?: string | undefined
}

export interface ShareRequest extends Owner {
  readonly product: Product
  readonly brand_mchid?: string | undefined
  readonly appid?: string | undefined
  readonly sub_appid?: string | undefined
  readonly out_order_no: string
  readonly receivers: ReadonlyArray<Asked>
  /** Whether the rest is unfrozen afterwards. */
  readonly last: boolean
}

/** A repeated number returns the same share if the parameters are identical. */
const known = Effect.fnUntraced(function* (
  who: { mchid: string; out_order_no: string },
  request: Owner,
  application: string
) {
  const share = (yield* State.rows(shares)).get(shareKey(who))
  if (share === undefined || share.application === application) return share
  if (share.transaction_id !== request.transaction_id)
    return yield* paramError("微信支付订单号与原请求不一致")
  return yield* invalidRequest("分账接收方与原请求不一致")
})

export const share = Effect.fnUntraced(function* (request: ShareRequest, context: Context) {
  const { mchid, appids } = context.merchant
  const { out_order_no, product, receivers, sub_mchid, transaction_id } = request
  const application = JSON.stringify(request, (key, value) => (key === "name" ? undefined : value))
  const before = yield* known({ mchid, out_order_no }, request, application)
  if (before !== undefined) return before
  const payment = yield* requirePayment(product, request, context)
  if (Money.isExpired(payment, context.now)) return yield* notEnough("订单已超过分账期限，剩余金额已解冻")
  const refunded = yield* refundedOf(payment)
  if ((yield* Money.isClosed(payment)) || refunded === payment.total) {
    return yield* invalidRequest("订单已完结分账，不能再次请求分账")
  }
  const earlier = yield* Money.sharesOf(payment)
  if (earlier.length >= most) return yield* invalidRequest("同一笔订单最多支持50次分账")
  if (product === "ecommerce" && request.last && receivers.some(({ account }) => account !== mchid)) {
    return yield* invalidRequest("完结分账时分账接收方只能为电商平台")
  }
  const payer = sub_mchid ?? mchid
  for (const receiver of receivers) {
    if (!(yield* isListed(request, mchid, payer, receiver))) {
      return yield* invalidRequest("分账接收方关系不存在，请先添加分账接收方")
    }
    if (receiver.type === "PERSONAL_OPENID" && !appids.includes(request.appid ?? "")) {
      return yield* invalidRequest("appid与openid不匹配")
    }
    const { name } = yield* settingsOf(receiver.account)
    if (name !== undefined && receiver.name !== undefined && receiver.name !== name) {
      return yield* paramError("分账接收方姓名与实名不一致")
    }
  }
  const sum = receivers.reduce((total, { amount }) => total + amount, 0)
  const shared = earlier.reduce((total, { parts }) => total + sumOf(parts), 0)
  if (sum > payment.total - refunded - shared) return yield* notEnough("分账金额大于订单剩余待分金额")
  const { max_ratio } = yield* settingsOf(request.brand_mchid ?? payer)
  if (shared + sum > Math.floor(((payment.total - refunded) * max_ratio) / 10_000)) {
    return yield* make(403, "RULE_LIMIT", "分账金额超出最大分账比例")
  }
  const accepted: Share = {
    product,
    mchid,
    sub_mchid,
    brand_mchid: request.brand_mchid,
    transaction_id,
    out_order_no,
    order_id: `30${digits(26)}`,
    kind: "share",
    state: "PROCESSING",
    parts: receivers.map(
      ({ account, amount, description, type }): Part => ({
        type,
        account,
        amount,
        description,
        result: "PENDING",
        detail_id: `36${digits(26)}`
      })
    ),
    created_at: context.now,
    application
  }
  yield* Effect.mapError(Money.reserve(accepted), () => notEnough("分账金额大于订单剩余待分金额"))
  const rest = payment.total - refunded - shared - sum
  if (request.last) yield* Money.close(transaction_id)
  const kept: Share = request.last && rest > 0 ? { ...accepted, unfrozen: rest } : accepted
  ;(yield* State.rows(shares)).set(shareKey(kept), kept)
  return kept
})

export interface UnfreezeRequest extends Owner {
  readonly product: Product
  readonly out_order_no: string
  readonly description: string
}

export const unfreeze = Effect.fnUntraced(function* (request: UnfreezeRequest, context: Context) {
  const { mchid } = context.merchant
  const { description, out_order_no, product, sub_mchid, transaction_id } = request
  const application = JSON.stringify(request)
  const before = yield* known({ mchid, out_order_no }, request, application)
  if (before !== undefined) return before
  const payment = yield* requirePayment(product, request, context)
  const left = yield* Money.frozen(payment, yield* refundedOf(payment), context.now)
  if (left === undefined || left <= 0) return yield* notEnough("订单剩余待分金额不足，无需解冻")
  const accepted: Share = {
    product,
    mchid,
    sub_mchid,
    transaction_id,
    out_order_no,
    order_id: `30${digits(26)}`,
    kind: "unfreeze",
    state: "PROCESSING",
    parts: [],
    unfrozen: left,
    description,
    created_at: context.now,
    application
  }
  yield* Money.close(transaction_id)
  ;(yield* State.rows(shares)).set(shareKey(accepted), accepted)
  return accepted
})

export const query = Effect.fnUntraced(function* (
  product: Product,
  { out_order_no, sub_mchid, transaction_id }: Owner & { readonly out_order_no: string },
  { merchant }: Context
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  const found = (yield* State.rows(shares)).get(shareKey({ mchid: merchant.mchid, out_order_no }))
  return found?.product === product &&
    found.sub_mchid === sub_mchid &&
    found.transaction_id === transaction_id
    ? found
    : yield* resourceNotExists("分账单不存在")
})

export const unsplitAmount = Effect.fnUntraced(function* (
  product: Product,
  { transaction_id }: { readonly transaction_id: string },
  { merchant, now }: Context
) {
  const payment = (yield* State.rows(Transactions.transactions)).get(transaction_id)
  if (payment?.mchid !== merchant.mchid || payment.profit_sharing !== product) {
    return yield* resourceNotExists("订单不存在")
  }
  const left = yield* Money.frozen(payment, yield* refundedOf(payment), now)
  return { transaction_id, unsplit_amount: Math.max(0, left ?? 0) }
})

export interface ReturnRequest {
  readonly product: Product
  readonly sub_mchid?: string | undefined
  readonly order_id?: string | undefined
  readonly out_order_no?: string | undefined
  readonly out_return_no: string
  readonly return_mchid: string
  readonly amount: number
  readonly description: string
}

/** The share that a return is about, by one of the two numbers. */
const shareOf = (
  {
    order_id,
    out_order_no,
    product,
    sub_mchid
  }: Pick<ReturnRequest, "product" | "sub_mchid" | "order_id" | "out_order_no">,
  mchid: string
) =>
  Effect.map(State.rows(shares), (rows) =>
    rows.find(
      (one) =>
        one.mchid === mchid &&
        one.sub_mchid === sub_mchid &&
        one.product === product &&
        (order_id === undefined ? one.out_order_no === out_order_no : one.order_id === order_id)
    )
  )

export const giveBack = Effect.fnUntraced(function* (request: ReturnRequest, context: Context) {
  const { mchid } = context.merchant
  const { amount, description, out_return_no, product, return_mchid, sub_mchid } = request
  yield* requireSubMerchant(context.merchant, sub_mchid)
  const application = JSON.stringify(request)
  const rows = yield* State.rows(returns)
  const before = rows.get(returnKey({ mchid, out_return_no }))
  if (before !== undefined) {
    return before.application === application
      ? before
      : yield* invalidRequest("回退单号重入，但请求参数与之前不一致")
  }
  const found = yield* shareOf(request, mchid)
  if (found === undefined) return yield* invalidRequest("分账单不存在")
  const part = found.parts.find(
    ({ account, result, type }) => type === "MERCHANT_ID" && account === return_mchid && result === "SUCCESS"
  )
  if (part === undefined) return yield* invalidRequest("回退方不是该分账单分账成功的商户接收方")
  if (!(yield* settingsOf(return_mchid)).returns) return yield* noAuth("分账接收方未开通分账回退")
  if (context.now - found.created_at > returnable) return yield* invalidRequest("已超过分账回退期限")
  const counted = rows.filter((one) => one.transaction_id === found.transaction_id && one.result !== "FAILED")
  if (counted.length >= most) return yield* invalidRequest("同一笔订单最多支持50次分账回退")
  const returned = counted
    .filter((one) => one.order_id === found.order_id && one.return_mchid === return_mchid)
    .reduce((sum, one) => sum + one.amount, 0)
  if (returned + amount > part.amount) {
    const text = "回退金额超过可回退金额"
    return yield* product === "ecommerce" ? notEnough(text) : invalidRequest(text)
  }
  // Only the ecommerce product documents a rejection. In the others such a return fails later.
  if (product === "ecommerce" && (yield* Ledger.balance(Ledger.merchant(return_mchid))) < amount) {
    return yield* notEnough("回退方可用余额不足")
  }
  const accepted: Return = {
    product,
    mchid,
    sub_mchid,
    transaction_id: found.transaction_id,
    order_id: found.order_id,
    out_order_no: found.out_order_no,
    out_return_no,
    return_id: `30${digits(26)}`,
    return_mchid,
    amount,
    description,
    result: "PROCESSING",
    created_at: context.now,
    application
  }
  rows.set(returnKey(accepted), accepted)
  return accepted
})

export const queryReturn = Effect.fnUntraced(function* (
  request: Pick<ReturnRequest, "product" | "sub_mchid" | "order_id" | "out_order_no" | "out_return_no">,
  { merchant }: Context
) {
  yield* requireSubMerchant(merchant, request.sub_mchid)
  const { order_id, out_order_no, out_return_no, product, sub_mchid } = request
  const found = (yield* State.rows(returns)).get(returnKey({ mchid: merchant.mchid, out_return_no }))
  return found?.product === product &&
    found.sub_mchid === sub_mchid &&
    (order_id === undefined || found.order_id === order_id) &&
    (out_order_no === undefined || found.out_order_no === out_order_no)
    ? found
    : yield* resourceNotExists("分账回退单不存在")
})
