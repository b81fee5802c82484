/**
 * Mini program orders of a service provider through a separate interface. Available on request, and documented only
 * on one older page. Use `PartnerJsapi.prepayMiniProgram` unless WeChat Pay told you otherwise.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Schema from "effect/Schema"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates a mini program order through the separate interface, and returns the `prepay_id` with which the front end
 * opens the payment.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `prepay_id` of the same order. The same number with other parameters gives `InvalidRequest` or
 * `OutTradeNoUsed`. A paid order gives `OrderPaid`, and a closed order gives `OrderClosed`. After an `Unknown`
 * outcome, repeat the identical request.
 *
 * Query and close the order with `PartnerPayment`. After the payment WeChat Pay sends `TRANSACTION.SUCCESS`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012886115 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerMiniProgram.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/miniprogram",
  merchantMember: "sp_mchid",
  payload: Rule.check(
    {
      ...Request.partner,
      ...Request.orderOnRequest,
      /** The user who pays: at least one of the ids. `sub_openid` needs `sub_appid`. */
      payer: Request.PartnerPlainPayer,
      /** Scene of the payment. */
      scene_info: Schema.optional(Request.PlacedScene)
    },
    Request.subOpenidNeedsSubAppid
  ),
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})
