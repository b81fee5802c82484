/**
 * Orders of a service provider that the user pays by scanning a code at the counter. Access on request; no source says who gets
 * it.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates an order for a code that is shown at the counter, and returns its `prepay_id`.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `prepay_id` of the same order. The same number with other parameters gives `InvalidRequest` or `OutTradeNoUsed`, a paid order
 * `OrderPaid`, a closed one `OrderClosed`. After an `Unknown` outcome repeat it identically.
 *
 * Query and close it with `PartnerPayment`. `TRANSACTION.SUCCESS` follows the payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012492476
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerScannedPos.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/scannedpos",
  payload: Rule.check(
    {
      ...Request.partner,
      /** Bound to the service provider. */
      sp_appid: Schema.optional(Wire.AppId),
      ...Request.orderOnRequest,
      /** The user that pays: at least one of the ids. `sub_openid` needs `sub_appid`. */
      payer: Request.PartnerPlainPayer,
      /** Where the order is paid. */
      scene_info: Request.CounterScene
    },
    Request.subOpenidNeedsSubAppid
  ),
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})
