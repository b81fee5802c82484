/**
 * Use-first-pay-later orders (先用后付) of sub-merchants, for service providers. They are service orders with the
 * purchased goods.
 *
 * Query, complete, cancel and collect such an order with the calls of `PartnerServiceOrder`.
 *
 * Tested in `test/payscore/serviceOrders.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { listOrOne } from "./internal/listOrOne.js"
import { alternatives } from "./internal/section.js"
import { partnerUserByDefault } from "./internal/userRules.js"
import * as PayscoreError from "./PayscoreError.js"
import { attach, numberToCreate, serviceId } from "./schemas/OrderFields.js"
import * as Response from "./schemas/OrderResponse.js"
import * as Order from "./schemas/ServiceOrder.js"
import * as Shopping from "./schemas/ShoppingInfo.js"

/**
 * Creates a use-first-pay-later order.
 *
 * Unlike a common order it has no confirmation unless `need_user_confirm` is true: send either `openid`, or
 * `sub_openid` with `sub_appid`, of a user who authorised the service. Times are Beijing time. Amounts are integers
 * in fen. Limits and errors are the same as for `PartnerServiceOrder.create`. Further rules are not documented.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012783634 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.partnerPayOnDeliveryOrder.create", {
  method: "POST",
  path: "/v3/payscore/partner/servicepayondeliveryorder",
  payload: alternatives(
    {
      ...numberToCreate,
      /** Appid of the provider, bound to it and configured on the service. */
      appid: Wire.AppId,
      /** The sub-merchant, bound to the provider. */
      sub_mchid: Wire.Mchid,
      ...serviceId,
      /** Description of the service, 1 to 20 characters, shown to the user. */
      service_introduction: Wire.text(20),
      /** Expected fees, at most 100. The items of the completion replace them. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** Expected discounts, at most 30. The items of the completion replace them. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      /** Time of the service. */
      time_range: Order.TimeRange,
      /** Place of the service. */
      location: Schema.optional(Order.Location),
      /** Risk fund. The service limits its amount. */
      risk_fund: Order.RiskFund,
      ...attach,
      /** Address for notifications of this order: `https`, without query, at most 256 characters. */
      notify_url: Wire.notifyUrl(256),
      /** The provider. */
      mchid: Schema.optional(Wire.Mchid),
      /** The purchased goods. */
      shopping_info: Shopping.ShoppingInfo
    },
    partnerUserByDefault
  ),
  success: {
    ...Response.orderFields,
    /** Appid of the sub-merchant. */
    sub_appid: Schema.optional(Schema.String),
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    /** The fees. */
    post_payments: Schema.optional(listOrOne(Response.OrderPayment)),
    /** The discounts. */
    post_discounts: Schema.optional(Schema.Array(Response.OrderDiscount)),
    /** Risk fund of the order. */
    risk_fund: Schema.optional(Response.OrderRiskFund),
    /** Time of the service. */
    time_range: Schema.optional(Response.OrderTimeRange),
    /** Place of the service. */
    location: Schema.optional(Response.OrderLocation),
    /** Order number assigned by WeChat Pay. */
    order_id: Schema.optional(Schema.String),
    /**
     * Opaque value with which the front end opens the confirmation page, once. Absent for an order without
     * confirmation.
     */
    package: Schema.optional(Schema.String),
    /** The purchased goods. */
    shopping_info: Schema.optional(Shopping.OrderShoppingInfo)
  },
  errors: PayscoreError.all
})
