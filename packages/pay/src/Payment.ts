/**
 * Queries and closes orders of a merchant, for all payment channels.
 *
 * An order is `NOTPAY` until it is paid (`SUCCESS`) or closed (`CLOSED`). WeChat Pay closes it after 7 days. After a
 * refund it is `REFUND`. `PaymentState.of` returns the state.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

const merchant = {
  /** The merchant that created the order: the merchant of the client, which adds it if it is omitted. */
  mchid: Wire.Mchid
}

const number = {
  /** Order number assigned by the merchant. */
  out_trade_no: Request.OutTradeNo
}

/**
 * Queries an order by the number that the merchant assigned.
 *
 * Allowed in every state and for orders of any age. May be repeated, and the client retries it. The response contains
 * the paid amount and the payment method only after the payment. An unknown number gives `OrderNotExist`. So does the
 * number of a sub order: query the combined order. WeChat Pay recommends queries 5 s, 30 s, 1, 3, 5, 10 and 30
 * minutes after the creation. Limit: 600 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791859 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("pay.payment.query", {
  method: "GET",
  path: "/v3/pay/transactions/out-trade-no/{out_trade_no}",
  merchantMember: "mchid",
  params: number,
  query: merchant,
  success: Response.Order,
  errors: PayError.query
})

/**
 * Queries a paid order by the number that WeChat Pay assigned.
 *
 * An order has this number only after the payment. Before the payment, and for an unknown number, the query fails
 * with `OrderNotExist`. Orders of any age can be queried. May be repeated, and the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791858 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryById = Endpoint.make("pay.payment.queryById", {
  method: "GET",
  path: "/v3/pay/transactions/id/{transaction_id}",
  merchantMember: "mchid",
  params: {
    /** Payment number assigned by WeChat Pay, at most 32 characters. */
    transaction_id: Wire.text(32)
  },
  query: merchant,
  success: Response.OrderById,
  errors: PayError.query
})

/**
 * Closes an order that is not paid, so that it can no longer be paid.
 *
 * May be repeated, and the client retries it: closing a closed order succeeds. A paid order gives `OrderPaid` (or
 * `TradeError`). Query the order before and after the call, because the user may pay at the same time. After an
 * `Unknown` outcome, query it too. Orders by payment code cannot be closed: reverse them (`CodePayment.reverse`).
 * Closing an unknown number succeeds, and WeChat Pay then rejects the creation of an order with that number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791860 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const close = Endpoint.make("pay.payment.close", {
  method: "POST",
  path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/close",
  merchantMember: "mchid",
  params: number,
  payload: merchant,
  errors: PayError.close,
  idempotent: true
})
