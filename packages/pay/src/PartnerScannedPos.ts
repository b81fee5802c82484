/**
 * Orders of a service provider that the user pays by scanning a code at the counter. Available on request. The
 * conditions are not documented.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
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
 * Creates an order for a code that is displayed at the counter, and returns its `prepay_id`.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `prepay_id` of the same order. The same number with other parameters gives `InvalidRequest` or
 * `OutTradeNoUsed`. A paid order gives `OrderPaid`, and a closed order gives `OrderClosed`. After an `Unknown`
 * outcome, repeat the identical request.
 *
 * Query and close the order with `PartnerPayment`. After the payment WeChat Pay sends `TRANSACTION.SUCCESS`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012492476 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerScannedPos.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/scannedpos",
  merchantMember: "sp_mchid",
  payload: Rule.check(
    {
      ...Request.partner,
      /** Appid, bound to the service provider. */
      sp_appid: Schema.optional(Wire.AppId),
      ...Request.orderOnRequest,
      /** The user who pays: at least one of the ids. `sub_openid` needs `sub_appid`. */
      payer: Request.PartnerPlainPayer,
      /** Scene of the payment. */
      scene_info: Request.CounterScene
    },
    Request.subOpenidNeedsSubAppid
  ),
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})
