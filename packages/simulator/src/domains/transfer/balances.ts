/** The balances of a merchant's accounts: R26. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as MerchantBalance from "@effect-wechatpay/transfer/MerchantBalance"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import { invalidRequest } from "../../SimulatedError.js"
import * as Ledger from "../ledger.js"
import { openAccount } from "./accounts.js"

type AccountType = Endpoint.Input<typeof MerchantBalance.query>["account_type"]

/** The balance before a time: what is available, and what is frozen until payments are shared. */
const balanceAt = Effect.fnUntraced(function* (mchid: string, type: AccountType, time: number) {
  yield* openAccount({ mchid })
  const available_amount = yield* Ledger.balanceBefore(
    (account) => account._tag === "Merchant" && account.mchid === mchid && account.type === type,
    time
  )
  const pending_amount =
    type === "BASIC"
      ? yield* Ledger.balanceBefore((account) => account._tag === "Pending" && account.mchid === mchid, time)
      : 0
  return { available_amount, pending_amount }
})

export const query = (
  { account_type }: Endpoint.Input<typeof MerchantBalance.query>,
  { merchant }: Context
) => balanceAt(merchant.mchid, account_type, Number.POSITIVE_INFINITY)

const oldest = Duration.toMillis("90 days")
const readyAfter = Duration.toMillis("10 hours")

export const queryDayEnd = Effect.fnUntraced(function* (
  { account_type, date }: Endpoint.Input<typeof MerchantBalance.queryDayEnd>,
  { merchant, now }: Context
) {
  const end = Date.parse(`${date}T00:00:00+08:00`) + Duration.toMillis("1 day")
  if (now < end + readyAfter) return yield* invalidRequest("日终余额尚未生成，请于次日10点后查询")
  if (end + oldest < now) return yield* invalidRequest("仅支持查询90天内的日终余额")
  return yield* balanceAt(merchant.mchid, account_type, end)
})
