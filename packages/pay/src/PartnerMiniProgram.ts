/**
 * Mini program orders of a service provider in their separate form. Access on request, known from one older page only: use
 * `PartnerJsapi.prepayMiniProgram`, unless WeChat Pay told you otherwise.
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
 * Creates a mini program order in its separate form, and returns the `prepay_id` that its payment is opened with.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `prepay_id` of the same order. The same number with other parameters gives `InvalidRequest` or `OutTradeNoUsed`, a paid order
 * `OrderPaid`, a closed one `OrderClosed`. After an `Unknown` outcome repeat it identically.
 *
 * Query and close it with `PartnerPayment`. `TRANSACTION.SUCCESS` follows the payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012886115
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerMiniProgram.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/miniprogram",
  payload: Rule.check(
    {
      ...Request.partner,
      ...Request.orderOnRequest,
      /** The user that pays: at least one of the ids. `sub_openid` needs `sub_appid`. */
      payer: Request.PartnerPlainPayer,
      /** Where the order is paid. */
      scene_info: Schema.optional(Request.PlacedScene)
    },
    Request.subOpenidNeedsSubAppid
  ),
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})
