/**
 * Service orders of overseas sub-merchants, for overseas institutions.
 *
 * The client sends these calls to `apihk.mch.weixin.qq.com`, or to its own host if its `region` is overseas. Times
 * have an offset. The states of an order are those of `ServiceOrder`. No call lowers the amount, and no call charges
 * the user immediately. Calls that change an order have no response body: query the order afterwards.
 *
 * Tested in `test/payscore/serviceOrders.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { totalled } from "./internal/amountRules.js"
import { listOrOne } from "./internal/listOrOne.js"
import { alternatives, ruled } from "./internal/section.js"
import { partnerUser } from "./internal/userRules.js"
import * as PayscoreError from "./PayscoreError.js"
import {
  attach,
  collectionOptions,
  number,
  numberToCreate,
  serviceId,
  total_amount
} from "./schemas/OrderFields.js"
import * as Response from "./schemas/OrderResponse.js"
import * as Overseas from "./schemas/OverseasServiceOrder.js"
import * as Order from "./schemas/ServiceOrder.js"

export { total } from "./internal/amountRules.js"

const keys = {
  ...serviceId,
  /** The sub-merchant, bound to the institution. */
  sub_mchid: Wire.Mchid
}

const optionalAppid = {
  /**
   * The sub-merchant's appid if the order was created with one, otherwise the institution's appid. Some pages do not
   * list it.
   */
  appid: Schema.optional(Wire.AppId)
}

const order = {
  ...Response.orderFields,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String),
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Currency that the order was created in. */
  currency: Schema.optional(Schema.String),
  /** The fees. */
  post_payments: Schema.optional(listOrOne(Response.NamedPayment)),
  /** The discounts. */
  post_discounts: Schema.optional(Schema.Array(Response.DescribedDiscount)),
  /** Place of the service. */
  location: Schema.optional(Response.OrderLocation),
  /** Order number assigned by WeChat Pay. */
  order_id: Schema.String
}

/**
 * Creates a service order of an overseas sub-merchant.
 *
 * If users confirm the orders of the service, omit `need_user_confirm`, `openid` and `sub_openid`: the response is
 * `CREATED` with a `package`. With it the front end must open the confirmation page (`wxpayScoreUse`) within an hour
 * of the creation, and the user must confirm within 2 hours of opening the page. After 30 days without confirmation
 * the order is `EXPIRED`. If the service has no confirmation, send `need_user_confirm: false` and either `openid`, or
 * `sub_openid` with `sub_appid`, of a user who authorised the service: the response is immediately `DOING` with
 * `USER_CONFIRM`.
 *
 * Times are RFC 3339 with offset, and the start must be later than now. Amounts are integers in fen. A risk fund
 * above the limit of the service gives `ParamError` or `InvalidRequest`. A user who fails the assessment or has
 * unpaid orders gives `InvalidRequest`. Merchants and services that do not belong together, and a user without
 * authorisation, give `NoAuth`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order. After the confirmation WeChat Pay sends `PAYSCORE.USER_CONFIRM`.
 *
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096395 page of 2025-04
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.overseasServiceOrder.create", {
  method: "POST",
  host: "apihk.mch.weixin.qq.com",
  path: "/v3/payscore/oversea/partner/serviceorder",
  payload: alternatives(
    {
      ...keys,
      /** Appid of the institution, bound to it and configured on the service. */
      appid: Wire.AppId,
      ...numberToCreate,
      /** Currency of the order, at most 16 characters. The completion must have the same currency. */
      currency: Wire.text(16),
      /** Description of the service, 1 to 20 characters, shown to the user. */
      service_introduction: Wire.text(20),
      /** Expected fees, at most 100. The items of the completion replace them. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** Expected discounts, at most 30. The items of the completion replace them. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      /** Risk fund. The service limits its amount. */
      risk_fund: Overseas.RiskFund,
      /** Time of the service. */
      time_range: Overseas.TimeRange,
      /** Place of the service. */
      location: Schema.optional(Overseas.Location),
      /** Address for notifications of this order: `https` with a path, without query. */
      notify_url: Wire.notifyUrl(),
      ...attach
    },
    partnerUser
  ),
  success: {
    ...order,
    /** Risk fund of the order. */
    risk_fund: Schema.optional(Response.OrderRiskFund),
    /** Time of the service. */
    time_range: Schema.optional(Response.StartedTimeRange),
    /**
     * Opaque value with which the front end opens the confirmation page, within an hour. Absent for an order without
     * confirmation.
     */
    package: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all
})

/**
 * Queries a service order of an overseas sub-merchant by its number, or by the `query_id` that the front end receives
 * after the user's confirmation. Send exactly one of them.
 *
 * Allowed in every state. A number that is unknown to this sub-merchant gives `OrderNotExist`. May be repeated, and
 * the client retries it. More than one call on the same order within a second may give `FrequencyLimited`.
 *
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096411 page of 2025-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.overseasServiceOrder.query", {
  method: "GET",
  host: "apihk.mch.weixin.qq.com",
  path: "/v3/payscore/oversea/partner/serviceorder",
  query: Rule.exactlyOne(keys, {
    /** Order number. */
    out_order_no: Wire.OutOrderNo,
    /** The value that the front end receives when the user returns from the confirmation; at most 512 characters. */
    query_id: Wire.text(512)
  }),
  success: {
    ...order,
    ...Response.settlementFields,
    /** Risk fund of the order. */
    risk_fund: Response.OrderRiskFund,
    /** Time of the service. */
    time_range: Response.OrderTimeRange,
    /** The `notify_url` of the request. */
    notify_url: Schema.String,
    /** ID of the user under `appid`, once confirmed. Personal data. */
    openid: Schema.optional(Schema.String),
    /** ID of the user under `sub_appid`, once confirmed. Personal data. */
    sub_openid: Schema.optional(Schema.String),
    /** Price in the currency of the order. */
    currency_price: Schema.optional(Schema.Int),
    /** Exchange rate, as text. */
    currency_rate_info: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all,
  retryInterval: "1 second"
})

/**
 * Cancels a service order. The state becomes `REVOKED`, which is final. WeChat Pay sends no notification.
 *
 * Allowed while the order is `CREATED`, in service (`USER_CONFIRM`), or being collected (`MCH_COMPLETE`) with no
 * deduction in flight. Otherwise the call fails with `ParamError`, `InvalidRequest`, `InvalidOrderState` or
 * `OrderDone`, depending on the state of the order.
 *
 * May be repeated with the same parameters, `reason` included, and the client retries it. Another reason for a
 * cancelled order gives `OrderCanceled`. The response has no body.
 *
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096416 page of 2025-04
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.overseasServiceOrder.cancel", {
  method: "POST",
  host: "apihk.mch.weixin.qq.com",
  path: "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/cancel",
  params: number,
  payload: {
    ...keys,
    ...optionalAppid,
    /** Reason, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Completes a service order: sends the final amount and starts the automatic collection.
 *
 * Allowed while the order is in service (`DOING` with `USER_CONFIRM`). Otherwise the call fails with
 * `InvalidRequest`. The items replace the items of the creation. `total_amount` is at most the limit of the service
 * and, if the service waives a deposit, at most the order's `risk_fund`. If every item has an amount, the total is
 * their sum, which `total` computes. If the order was created without `end_time`, send it now: not before the start
 * and not later than this call. Otherwise the call fails with `ParamError`. An order with a total of 0 is `DONE`
 * immediately.
 *
 * The response has no body. The notification `PAYSCORE.USER_PAID` or a query shows that the money has arrived.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096431 page of 2025-04
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("payscore.overseasServiceOrder.complete", {
  method: "POST",
  host: "apihk.mch.weixin.qq.com",
  path: "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/complete",
  params: number,
  payload: ruled(
    {
      ...keys,
      ...optionalAppid,
      /** The fees, 1 to 100. */
      post_payments: Order.payments(Order.PostPayment, 1),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.FinalDiscount)),
      ...total_amount,
      /** The currency that the order was created with. */
      currency: Schema.optional(Wire.text(16)),
      /** Actual time of the service. */
      time_range: Schema.optional(Overseas.FinalTimeRange),
      /** Actual place of the service. */
      location: Schema.optional(Overseas.Location),
      ...collectionOptions,
      /** Time when the order is completed, RFC 3339 with offset. */
      complete_time: Schema.optional(Wire.Rfc3339)
    },
    totalled
  ),
  errors: PayscoreError.all
})

/**
 * Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel). This ends its
 * collection: the order becomes `DONE` with `paid_type` `MCH`, and it has no payment that could be refunded.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`) with no deduction in flight. Otherwise the
 * call fails with `OrderDone`, `InvalidRequest` or `InvalidOrderState`. WeChat Pay sends no notification. The
 * response has no body.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096438 page of 2025-04
 * @since 1.0.0
 * @category endpoints
 */
export const sync = Endpoint.make("payscore.overseasServiceOrder.sync", {
  method: "POST",
  host: "apihk.mch.weixin.qq.com",
  path: "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/sync",
  params: number,
  payload: {
    ...keys,
    /** `Order_Paid`. */
    type: Wire.oneOf("Order_Paid"),
    /** Time of the payment. */
    detail: Overseas.PaidDetail
  },
  errors: PayscoreError.all
})
