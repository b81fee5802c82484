/** Service fees of the ecommerce product that are charged after a sale. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as AfterSales from "@effect-wechatpay/profit-sharing/EcommerceAfterSales"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Context } from "../../Domain.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import { invalidRequest } from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import { requireSubMerchant } from "../subMerchants.js"
import * as Transactions from "../transactions.js"

export const fees = State.table(
  "profitSharing.afterSalesFees",
  Schema.Struct({
    mchid: Schema.String,
    sub_mchid: Schema.String,
    transaction_id: Schema.String,
    /** Fen. */
    amount: Schema.Number,
    created_at: Schema.Number
  })
)

/**
 * Succeeds at once. A second request for the order charges another fee, as the documentation has no rule against it.
 */
export const create = Effect.fnUntraced(function* (
  { amount, refund_id, sub_mchid, transaction_id }: Endpoint.Input<typeof AfterSales.create>,
  { merchant, now }: Context
) {
  const { mchid } = merchant
  yield* requireSubMerchant(merchant, sub_mchid)
  const payment = yield* Transactions.find({ mchid, sub_mchid }, { transaction_id })
  if (payment?.profit_sharing !== "ecommerce") return yield* invalidRequest("订单不存在")
  if (amount > payment.total) return yield* invalidRequest("服务费金额超过订单金额")
  yield* Effect.mapError(
    Ledger.move({
      kind: "SHARE",
      from: Ledger.merchant(sub_mchid),
      to: Ledger.merchant(mchid),
      amount,
      business_no: transaction_id,
      voucher_no: refund_id
    }),
    () => invalidRequest("二级商户可用余额不足")
  )
  const rows = yield* State.rows(fees)
  rows.set(State.key(mchid, transaction_id, refund_id), {
    mchid,
    sub_mchid,
    transaction_id,
    amount,
    created_at: now
  })
  return { sub_mchid, transaction_id, amount }
})

export const query = Effect.fnUntraced(function* (
  { sub_mchid, transaction_id }: Endpoint.Input<typeof AfterSales.query>,
  { merchant }: Context
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  const fee = (yield* State.rows(fees)).find(
    (one) =>
      one.mchid === merchant.mchid &&
      one.sub_mchid === sub_mchid &&
      (transaction_id === undefined || one.transaction_id === transaction_id)
  )
  if (fee === undefined) return yield* invalidRequest("售后分账单不存在")
  return {
    sub_mchid,
    transaction_id: fee.transaction_id,
    amount: fee.amount,
    result: "SUCCESS",
    finish_time: rfc3339(fee.created_at)
  }
})
