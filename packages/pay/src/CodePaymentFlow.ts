/**
 * Programs that run a payment by the code that the user shows (付款码支付) until its result is known: charge; while the
 * user enters the password or the result is open, query every 5 seconds for 45 seconds; then reverse, not earlier than 15
 * seconds after the charge, until a query shows that it is certain.
 *
 * ```ts
 * const result = yield* CodePaymentFlow.charge({ ...order, payer: { auth_code } })
 * switch (result._tag) {
 *   case "Paid": return yield* handOver(result.transactionId)
 *   case "Failed": return yield* tellCashier(result.error.message)
 *   case "Reversed":
 *   case "Refunded": return yield* tellCashier("not paid")
 *   case "Unknown": return yield* reconcileLater(order, result)
 * }
 * ```
 *
 * The programs never fail: every outcome of the payment is a `CodePaymentResult`. They may be interrupted at any point;
 * {@link reconcile} then finds out the result, in any process. Every result except `Unknown` is final: no request of the
 * run can change it later. Provide `OperationRecords` if several processes may act on one order, or if a process may die
 * while it reverses.
 *
 * They use the APIv3 interface, which WeChat Pay enables on request (`CodePayment`).
 *
 * Tested in `test/pay/CodePaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as Effect from "effect/Effect"
import * as CodePayment from "./CodePayment.js"
import type { Result } from "./CodePaymentResult.js"
import { makeCodeFlow } from "./internal/codePaymentFlow.js"
import * as Payment from "./Payment.js"

/**
 * The number of an order, and the amount that is compared with its payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order {
  readonly appid: string
  /** Default: the merchant of the client. */
  readonly mchid?: string | undefined
  readonly out_trade_no: string
  readonly amount: {
    /** Fen. */
    readonly total: number
  }
}

const flow = makeCodeFlow<Endpoint.Input<typeof CodePayment.charge>, Order>({
  charge: (input) => CodePayment.charge(input),
  query: ({ mchid, out_trade_no }) => Payment.query({ mchid, out_trade_no }),
  reverse: ({ appid, mchid, out_trade_no }) => CodePayment.reverse({ appid, mchid, out_trade_no }),
  number: ({ mchid, out_trade_no }) => [mchid, out_trade_no],
  own: (order, mchid) => ({ ...order, mchid: order.mchid ?? mchid })
})

/**
 * Charges the user whose code was scanned, and finds out the result.
 *
 * The charge is sent once. While its outcome is unknown (the user is entering the password, the bank or WeChat Pay does not
 * know, the response was lost), the order is queried every 5 seconds for 45 seconds. Then it is reversed if the last query
 * got a response; that may take another two minutes. A rejection that an earlier charge with the same number may have
 * caused (a used code, a paid order) is followed by queries, and the order is reversed only if a query showed it to be open.
 *
 * After an interruption run {@link reconcile} instead. The failure of a second charge that was not sent (`Failed`, with an
 * error whose `outcome` is `NotSent`) does not describe the first one. With `OperationRecords` this function may be run
 * again: it does not charge twice.
 *
 * @since 1.0.0
 * @category programs
 */
export const charge: (
  input: Endpoint.Input<typeof CodePayment.charge>
) => Effect.Effect<Result, never, WechatPayClient> = flow.charge

/**
 * Finds out the result of a charge after an interruption, a crash or an `Unknown` result. It queries at once and then
 * every 5 seconds, and reverses an order that is still open after 45 seconds, as {@link charge} does.
 *
 * Store each order before it is charged, and run this until the order has a final result. The order is reversed only after
 * a query with a response. An order that does not exist is `Unknown` until 10 minutes after `sentAt`, because the charge
 * may still arrive; without `sentAt` and without records it stays `Unknown`.
 *
 * `reversing`, `sentAt`: the values of the last `Unknown` result. If `reversing` is true, a payment that is found is
 * reversed.
 *
 * @since 1.0.0
 * @category programs
 */
export const reconcile: (
  order: Order & { readonly reversing?: boolean | undefined; readonly sentAt?: number | undefined }
) => Effect.Effect<Result, never, WechatPayClient> = flow.reconcile
