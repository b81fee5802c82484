/**
 * Programs that wait for the payment of an order of a merchant, and close the order if the user does not pay in time. They decide by queries:
 * a notification only wakes them, and the result of the front end is never asked. A payment that arrives while the order is
 * being closed is never lost.
 *
 * All programs may be interrupted at any point, and may be run again with the same arguments by any process: they send nothing
 * but queries and requests to close, which change nothing about a paid order.
 *
 * ```ts
 * const params = yield* Jsapi.prepay({ appid, out_trade_no, … }) // for the front end
 * const order = yield* PaymentFlow.awaitPaymentOrClose({ out_trade_no })
 * if (PaymentState.isPaid(order, total)) yield* deliver
 * ```
 *
 * Tested in `test/pay/PaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as Effect from "effect/Effect"
import { makeFlow } from "./internal/paymentFlow.js"
import * as Payment from "./Payment.js"
import type * as Response from "./schemas/Response.js"

/**
 * Identifies an order: the merchant that created it, and its number.
 *
 * @since 1.0.0
 * @category models
 */
export type Key = Endpoint.Input<typeof Payment.query>

type QueryFailure = Endpoint.Failure<typeof Payment.query>
type CloseFailure = Endpoint.Failure<typeof Payment.close>

const flow = makeFlow({
  query: ({ mchid, out_trade_no }: Key) => Payment.query({ mchid, out_trade_no }),
  close: (key: Key) => Payment.close(key)
})

/**
 * Waits until the order is paid, refunded, closed or reversed, by notifications (`PaymentSignals`) and by queries. When the
 * schedule `polling` completes, the result is the last response, which is usually `NotPaid`: the user can still pay it, so
 * {@link close} it before you sell the goods to somebody else.
 *
 * The program continues after queries that fail with a transient error, and fails with the last one only if no query got a
 * response. Signals cause further queries and do not shorten the wait: publish one also when the user returns to your page.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitEnd: (key: Key) => Effect.Effect<Response.Order, QueryFailure, WechatPayClient> =
  flow.awaitEnd

/**
 * Closes an order that is not paid, and returns the order as it is then: `Closed`, or `Paid` if the user was faster. Deliver
 * or refund a paid one. An order that is already paid, closed or refunded is returned, and nothing is sent.
 *
 * After each request to close, the program queries the order, and closes it again while it is `NotPaid`. If it is still `NotPaid`
 * when the schedule `closing` completes, the result says so: run the program again. After a failure with `outcome` `Unknown`
 * the order may be closed or not.
 *
 * @since 1.0.0
 * @category programs
 */
export const close: (
  key: Key
) => Effect.Effect<Response.Order, QueryFailure | CloseFailure, WechatPayClient> = flow.close

/**
 * {@link awaitEnd}, and then {@link close} if the order is not paid in time.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitPaymentOrClose: (
  key: Key
) => Effect.Effect<Response.Order, QueryFailure | CloseFailure, WechatPayClient> = flow.awaitPaymentOrClose
