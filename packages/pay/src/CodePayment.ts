/**
 * Payments of a merchant by the code that the user shows (付款码支付). Access on request: WeChat Pay gives this APIv3 form to some
 * merchants, the others have the one of APIv2. Query with `Payment.query`; `CodePaymentFlow` does the whole.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Charges the user whose code was read.
 *
 * It is sent once: no source says that it may be repeated. `SUCCESS` in the response is a payment. `USERPAYING` (or
 * `UserPaying`) says that the user enters the password: from 1000 yuan on, after 10 payments a day, or when WeChat Pay sees a
 * risk. After it, after `BankError`, and after every other `Unknown` outcome query the order every 5 seconds, and reverse it if
 * it is still open. Never charge the user again under another number before that is certain.
 *
 * A code that is used or expired gives `TradeError`, too little money `NotEnough`, an account that cannot pay `AccountError`.
 * No notification follows. Limit: 33 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012382150
 * @since 1.0.0
 * @category endpoints
 */
export const charge = Endpoint.make("pay.codePayment.charge", {
  method: "POST",
  path: "/v3/pay/transactions/codepay",
  payload: { ...Request.merchant, ...Request.codeOrder },
  success: Response.CodeOrder,
  errors: PayError.charge
})

/**
 * Reverses a charge: an unpaid order cannot be paid any more, the money of a paid one goes back at once. The order is
 * `REVOKED`.
 *
 * Allowed from 15 seconds to 7 days after the charge; later refund it. May be repeated, and is retried: reversing a reversed
 * order succeeds. While the user enters the password it gives `TradeError`: wait 5 seconds and repeat it. Repeat it until the
 * response is definite, then query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012382161
 * @since 1.0.0
 * @category endpoints
 */
export const reverse = Endpoint.make("pay.codePayment.reverse", {
  method: "POST",
  path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse",
  params: {
    /** The merchant's number of the order. */
    out_trade_no: Request.OutTradeNo
  },
  payload: Request.merchant,
  success: Response.reversed,
  errors: PayError.reverse,
  idempotent: true
})
