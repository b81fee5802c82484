/**
 * Balances of the caller's own accounts. WeChat Pay takes transfers from the operation account.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as TransferError from "./TransferError.js"

const key = {
  /** `BASIC`: basic account. `OPERATION`: operation account, from which transfers are paid. `FEES`: fee account. */
  account_type: Wire.oneOf("BASIC", "OPERATION", "FEES")
}

const balance = {
  /** Available amount, in fen. */
  available_amount: Schema.Int,
  /** Unavailable amount, in fen. */
  pending_amount: Schema.optional(Schema.Int)
}

/**
 * Queries the current balance of an account. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012476700 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.merchantBalance.query", {
  method: "GET",
  path: "/v3/merchant/fund/balance/{account_type}",
  params: key,
  success: balance,
  errors: TransferError.apply
})

/**
 * Queries the balance of an account at the end of a day in Beijing. The day is at most 90 days back, and its balance
 * is available from about 10:00 of the next day. Other days give `InvalidRequest`. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012476702 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryDayEnd = Endpoint.make("transfer.merchantBalance.queryDayEnd", {
  method: "GET",
  path: "/v3/merchant/fund/dayendbalance/{account_type}",
  params: key,
  query: {
    /** The day, `yyyy-MM-dd`. */
    date: Wire.IsoDate
  },
  success: balance,
  errors: TransferError.apply
})
