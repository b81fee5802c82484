/**
 * Use-first-pay-later orders (先用后付) of sub-merchants, for acquiring institutions (从业机构):
 * service orders with what is bought.
 *
 * Once created, such an order is queried, completed, cancelled and collected by the calls of `AcquiringBankServiceOrder`.
 *
 * Tested in `test/payscore/serviceOrders.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { alternatives } from "./internal/section.js"
import { partnerUserUnlessConfirmed } from "./internal/userRules.js"
import * as PayscoreError from "./PayscoreError.js"
import * as Response from "./schemas/OrderResponse.js"
import * as Order from "./schemas/ServiceOrder.js"
import * as Shopping from "./schemas/ShoppingInfo.js"

/**
 * Creates a use-first-pay-later order.
 *
 * Give `need_user_confirm: false` with either `openid`, or `sub_openid` with `sub_appid`, of a user who authorised the
 * service; or `true` without them. What holds without `need_user_confirm` is not documented: better give it. Times are
 * Beijing time, amounts integer fen. Limits and refusals are those of `AcquiringBankServiceOrder.create`; further rules
 * are not documented.
 *
 * It is not documented for this call what a repeated one answers, so it is sent once; after an `Unknown` outcome query
 * the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012783674
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.acquiringBankPayOnDeliveryOrder.create", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/servicepayondeliveryorder",
  payload: alternatives(
    {
      /** The order's number, unique under the merchant number: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      out_order_no: Wire.OutOrderNo,
      /** The institution's, bound to it and configured on the service. */
      appid: Wire.AppId,
      /** The sub-merchant, bound to the institution. */
      sub_mchid: Wire.Mchid,
      /** The channel merchant number, at most 32 characters. */
      channel_id: Wire.Mchid,
      /** Number of the service, at most 32 characters. */
      service_id: Wire.ServiceId,
      /** What the user is served, 1 to 20 characters, shown to the user. */
      service_introduction: Wire.text(20),
      /** Expected fees, at most 100. Those of the completion replace them. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** Expected discounts, at most 30. Those of the completion replace them. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      /** When the service takes place. */
      time_range: Order.TimeRange,
      /** Where the service takes place. */
      location: Schema.optional(Order.Location),
      /** What the sub-merchant risks; limited by the service. */
      risk_fund: Order.RiskFund,
      /** Comes back in notifications. At most 256 characters; URL-encode it. */
      attach: Schema.optional(Wire.text(256)),
      /** Where notifications of this order go: `https`, without query. */
      notify_url: Wire.notifyUrl(),
      /** The institution. */
      mchid: Schema.optional(Wire.Mchid),
      /** What is bought. */
      shopping_info: Shopping.ShoppingInfo
    },
    partnerUserUnlessConfirmed
  ),
  success: {
    ...Response.orderFields,
    sub_appid: Schema.optional(Schema.String),
    sub_mchid: Schema.String,
    post_payments: Schema.optional(Schema.Array(Response.OrderPayment)),
    post_discounts: Schema.optional(Schema.Array(Response.OrderDiscount)),
    risk_fund: Schema.optional(Response.OrderRiskFund),
    time_range: Schema.optional(Response.OrderTimeRange),
    location: Schema.optional(Response.OrderLocation),
    /** WeChat Pay's number of the order. */
    order_id: Schema.optional(Schema.String),
    /** Opens the confirmation page in the front end, once. Opaque. Absent for an order without confirmation. */
    package: Schema.optional(Schema.String),
    shopping_info: Schema.optional(Shopping.OrderShoppingInfo)
  },
  errors: PayscoreError.all
})
