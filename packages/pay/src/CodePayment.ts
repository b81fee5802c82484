/**
 * Payments of a merchant by the code that the user shows (付款码支付). Available on request: WeChat Pay enables this APIv3
 * interface for some merchants, others use the interface of APIv2. Query with `Payment.query`.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Charges the user whose payment code was scanned.
 *
 * The client sends the request once, because it is not documented whether it may be repeated. `SUCCESS` in the
 * response means that the order is paid. `USERPAYING` (or the error `UserPaying`) means that the user must enter the
 * password: from 1000 yuan on, after 10 payments a day, or if WeChat Pay detects a risk. After `USERPAYING`,
 * `BankError` and every other `Unknown` outcome, query the order every 5 seconds, and reverse it if it is still open.
 * Never charge the user again under another number before the result is certain.
 *
 * A used or expired code gives `TradeError`. Insufficient funds give `NotEnough`, and an account that cannot pay
 * gives `AccountError`. WeChat Pay sends no notification. Limit: 33 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012382150 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const charge = Endpoint.make("pay.codePayment.charge", {
  method: "POST",
  path: "/v3/pay/transactions/codepay",
  merchantMember: "mchid",
  payload: { ...Request.merchant, ...Request.codeOrder },
  success: Response.CodeOrder,
  errors: PayError.charge
})

/**
 * Reverses a charge. An unpaid order can no longer be paid, and the money of a paid order is returned immediately.
 * The order becomes `REVOKED`.
 *
 * Allowed from 15 seconds to 7 days after the charge. Refund older orders. May be repeated, and the client retries
 * it: reversing a reversed order succeeds. While the user enters the password it fails with `TradeError`: wait 5
 * seconds and repeat it. Repeat it until the response is definite, then query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012382161 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const reverse = Endpoint.make("pay.codePayment.reverse", {
  method: "POST",
  path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse",
  merchantMember: "mchid",
  params: {
    /** Order number assigned by the merchant. */
    out_trade_no: Request.OutTradeNo
  },
  payload: Request.merchant,
  success: Response.reversed,
  errors: PayError.reverse,
  idempotent: true
})
