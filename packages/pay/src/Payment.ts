/**
 * Orders of a merchant, whatever channel they were created for: query and close.
 *
 * An order is `NOTPAY` until it is paid (`SUCCESS`), closed (`CLOSED`), or 7 days old, when WeChat Pay closes it. A refund makes
 * it `REFUND`. `PaymentState.of` reads the state.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

const merchant = {
  /** The merchant that created the order: that of the client. */
  mchid: Wire.Mchid
}

const number = {
  /** The merchant's number of the order. */
  out_trade_no: Request.OutTradeNo
}

/**
 * Queries an order by the merchant's number.
 *
 * Allowed in every state and for orders of any age; may be repeated, and is retried. What the user paid and by which means is
 * there after the payment only. A number that was never created gives `OrderNotExist`, and so does the number of a sub order:
 * query the combined order. WeChat Pay advises to query 5 s, 30 s, 1, 3, 5, 10 and 30 minutes after the creation; limit: 600 a
 * second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791859
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("pay.payment.query", {
  method: "GET",
  path: "/v3/pay/transactions/out-trade-no/{out_trade_no}",
  params: number,
  query: merchant,
  success: Response.Order,
  errors: PayError.query
})

/**
 * Queries a paid order by WeChat Pay's number.
 *
 * Orders have such a number after the payment only: before it, and for an unknown number, this gives `OrderNotExist`. May be
 * repeated, and is retried; orders of any age are found.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791858
 * @since 1.0.0
 * @category endpoints
 */
export const queryById = Endpoint.make("pay.payment.queryById", {
  method: "GET",
  path: "/v3/pay/transactions/id/{transaction_id}",
  params: {
    /** WeChat Pay's number of the payment, at most 32 characters. */
    transaction_id: Wire.text(32)
  },
  query: merchant,
  success: Response.OrderById,
  errors: PayError.query
})

/**
 * Closes an order that is not paid, so that nobody can pay it any more.
 *
 * May be repeated, and is retried: closing a closed order succeeds. A paid order gives `OrderPaid` (or `TradeError`). Query the
 * order before and after: a user may pay while the request is on its way, and an `Unknown` outcome says nothing. An order by
 * payment code is not closed but reversed (`CodePayment.reverse`). Closing a number that was never created succeeds, and WeChat
 * Pay then rejects the creation of that number.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791860
 * @since 1.0.0
 * @category endpoints
 */
export const close = Endpoint.make("pay.payment.close", {
  method: "POST",
  path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/close",
  params: number,
  payload: merchant,
  errors: PayError.close,
  idempotent: true
})
