/**
 * Use-first-pay-later orders (先用后付) of direct merchants. They are service orders with the purchased goods.
 *
 * Query, complete, cancel and collect such an order with the calls of `ServiceOrder`.
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
import { userUnlessConfirmed } from "./internal/userRules.js"
import * as PayscoreError from "./PayscoreError.js"
import { attach, keys, numberToCreate } from "./schemas/OrderFields.js"
import * as Response from "./schemas/OrderResponse.js"
import * as Order from "./schemas/ServiceOrder.js"
import * as Shopping from "./schemas/ShoppingInfo.js"

/**
 * Creates a use-first-pay-later order.
 *
 * Send `need_user_confirm: false` with the `openid` of a user who authorised the service, or `true` without `openid`.
 * The default of `need_user_confirm` is not documented: always send it. Times are Beijing time. Amounts are integers
 * in fen. Limits and errors are the same as for `ServiceOrder.create`. Further rules are not documented.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012856585 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.payOnDeliveryOrder.create", {
  method: "POST",
  path: "/v3/payscore/servicepayondeliveryorder",
  payload: alternatives(
    {
      ...numberToCreate,
      ...keys,
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
      /** Address for notifications of this order: `https`, without query, at most 255 characters. */
      notify_url: Wire.notifyUrl(255),
      /** The merchant; required for platforms. */
      mchid: Schema.optional(Wire.Mchid),
      /** The purchased goods. */
      shopping_info: Shopping.ShoppingInfo
    },
    userUnlessConfirmed
  ),
  success: {
    ...Response.orderFields,
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
    order_id: Schema.String,
    /** Opaque value with which the front end opens the confirmation page, once. */
    package: Schema.String,
    /** The purchased goods. */
    shopping_info: Schema.optional(Shopping.OrderShoppingInfo)
  },
  errors: PayscoreError.all
})
