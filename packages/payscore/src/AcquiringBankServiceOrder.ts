/**
 * Service orders of sub-merchants, for acquiring institutions (从业机构).
 *
 * WeChat Pay does not collect the money. After the completion the institution registers a deduction number and
 * deducts the money through the clearing house. The states of an order are those of `ServiceOrder`. Calls that change
 * an order have no response body: query the order afterwards.
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
  optionalServiceId,
  serviceId,
  total_amount
} from "./schemas/OrderFields.js"
import * as Response from "./schemas/OrderResponse.js"
import * as Order from "./schemas/ServiceOrder.js"

export { total } from "./internal/amountRules.js"

const merchants = {
  /** The sub-merchant, bound to the institution. */
  sub_mchid: Wire.Mchid,
  /** The channel merchant number, at most 32 characters. */
  channel_id: Wire.Mchid
}

const appids = {
  /** Appid of the institution, bound to it and configured on the service. */
  appid: Wire.AppId,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Wire.AppId)
}

const order = {
  ...Response.orderFields,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String),
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Channel merchant number of the institution. */
  channel_id: Schema.String,
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
 * Creates a service order of a sub-merchant.
 *
 * If users confirm the orders of the service, omit `need_user_confirm`, `openid` and `sub_openid`: the response is
 * `CREATED` with a `package`. With it the front end must open the confirmation page (`wxpayScoreUse`) within an hour
 * of the creation, and the user must confirm within 2 hours of opening the page. After 30 days without confirmation
 * the order is `EXPIRED`. If the service has no confirmation, send `need_user_confirm: false` and either `openid`, or
 * `sub_openid` with `sub_appid`, of a user who authorised the service: the response is immediately `DOING` with
 * `USER_CONFIRM`.
 *
 * Times are Beijing time. A start in seconds must be later than now, and a start in days must not be before today.
 * Amounts are integers in fen. A risk fund above the limit of the service gives `ParamError` or `InvalidRequest`. A
 * user who fails the assessment or has unpaid orders gives `InvalidRequest`. Merchants and services that do not
 * belong together, and a user without authorisation, give `NoAuth`.
 *
 * May be repeated with the same parameters, and the client retries it: the response then contains the current order.
 * The same number with other parameters gives `InvalidRequest`. After the confirmation WeChat Pay sends
 * `PAYSCORE.USER_CONFIRM`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194023 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691326 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.acquiringBankServiceOrder.create", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/serviceorder",
  payload: alternatives(
    {
      ...serviceId,
      /** Appid of the institution, bound to it and configured on the service. */
      appid: Wire.AppId,
      ...merchants,
      ...numberToCreate,
      /** Description of the service, 1 to 20 characters, shown to the user. */
      service_introduction: Wire.text(20),
      /** Expected fees, at most 100. The items of the completion replace them. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** Expected discounts, at most 30. The items of the completion replace them. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      /** Risk fund. The service limits its amount. */
      risk_fund: Order.RiskFund,
      /** Time of the service. */
      time_range: Order.TimeRange,
      /** Place of the service. */
      location: Schema.optional(Order.Location),
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
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Queries a service order of a sub-merchant by its number, or by the `query_id` that the front end receives after the
 * user's confirmation. Send exactly one of them.
 *
 * Allowed in every state. A number that is unknown to this sub-merchant gives `OrderNotExist`. May be repeated, and
 * the client retries it. More than one call on the same order within a second may give `FrequencyLimited`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194035 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691343 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.acquiringBankServiceOrder.query", {
  method: "GET",
  path: "/v3/payscore/acquiringbank/serviceorder",
  query: Rule.exactlyOne(
    { ...serviceId, ...merchants },
    {
      /** Order number. */
      out_order_no: Wire.OutOrderNo,
      /** The value that the front end receives when the user returns from the confirmation; at most 512 characters. */
      query_id: Wire.text(512)
    }
  ),
  success: {
    ...order,
    ...Response.settlementFields,
    /** Risk fund of the order. */
    risk_fund: Response.OrderRiskFund,
    /** Time of the service. */
    time_range: Response.StartedTimeRange,
    /** The `notify_url` of the request. */
    notify_url: Schema.String,
    /** ID of the user under `appid`, once confirmed. Personal data. */
    openid: Schema.optional(Schema.String),
    /** ID of the user under `sub_appid`, once confirmed. Personal data. */
    sub_openid: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all,
  retryInterval: "1 second"
})

/**
 * Cancels a service order. The state becomes `REVOKED`, which is final. WeChat Pay sends no notification.
 *
 * Allowed while the order is `CREATED`, in service (`USER_CONFIRM`), or completed (`MCH_COMPLETE`) without an
 * effective deduction. A registered deduction is effective for 24 hours unless it is closed at the clearing house.
 * Otherwise the call fails with `ParamError`, `InvalidRequest`, `InvalidOrderState` or `OrderDone`, depending on the
 * state of the order.
 *
 * May be repeated with the same parameters, `reason` included, and the client retries it. Another reason for a
 * cancelled order gives `OrderCanceled`. The response has no body.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194058 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012458146 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.acquiringBankServiceOrder.cancel", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/cancel",
  params: number,
  payload: {
    ...optionalServiceId,
    ...merchants,
    /** Reason, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Completes a service order: sends the final amount. The institution collects it: call `registerDeductInfo` next.
 *
 * Allowed while the order is in service (`DOING` with `USER_CONFIRM`). Otherwise the call fails with
 * `InvalidRequest`. The items replace the items of the creation. `total_amount` is at most the limit of the service
 * and, if the service waives a deposit, at most the order's `risk_fund`. If every item has an amount, the total is
 * their sum, which `total` computes. If the order was created without `end_time`, send it now: not before the start
 * and not later than this call. Otherwise the call fails with `ParamError`.
 *
 * The response has no body. The result of a repeated call is not documented, so the client sends the request once.
 * After an `Unknown` outcome, query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194080 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012460791 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("payscore.acquiringBankServiceOrder.complete", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/complete",
  params: number,
  payload: ruled(
    {
      ...serviceId,
      ...merchants,
      /** The fees, 1 to 100. */
      post_payments: Order.payments(Order.PostPayment, 1),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.FinalDiscount)),
      ...total_amount,
      /** Actual time of the service. The start is required here. */
      time_range: Schema.optional(Order.PastTimeRange),
      /** Actual place of the service. */
      location: Schema.optional(Order.Location),
      ...collectionOptions,
      /** Time when the order is completed, RFC 3339 with offset. */
      complete_time: Schema.optional(Wire.Rfc3339)
    },
    totalled
  ),
  errors: PayscoreError.all
})

/**
 * Lowers the amount of a completed order that is not paid yet.
 *
 * Allowed while the order is completed and unpaid (`DOING`, `MCH_COMPLETE`, `USER_PAYING`) without an effective
 * deduction. A registered deduction is effective for 24 hours unless it is closed at the clearing house. It may be
 * called any number of times. Each new amount must be lower than the one before. Refund a paid order instead.
 * Otherwise the call fails with `InvalidRequest`, `InvalidOrderState`, `OrderDone` or `OrderCanceled`, depending on
 * the state of the order.
 *
 * The response has no body. The result of a repeated call is not documented, so the client sends the request once.
 * After an `Unknown` outcome, query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194282 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691363 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const modify = Endpoint.make("payscore.acquiringBankServiceOrder.modify", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/modify",
  params: number,
  payload: ruled(
    {
      ...serviceId,
      ...merchants,
      /** The fees, at most 100. */
      post_payments: Order.payments(Order.ModifiedPayment),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.FinalDiscount)),
      ...total_amount,
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    totalled
  ),
  errors: PayscoreError.all
})

/**
 * Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel). The order becomes
 * `DONE` with `paid_type` `MCH`.
 *
 * Allowed while the order is completed and unpaid (`DOING`, `MCH_COMPLETE`) without an effective deduction. A
 * registered deduction is effective for 24 hours unless it is closed at the clearing house. Otherwise the call fails
 * with `OrderDone`, `InvalidRequest` or `InvalidOrderState`. WeChat Pay sends no notification. The response has no
 * body.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194292 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691378 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sync = Endpoint.make("payscore.acquiringBankServiceOrder.sync", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/sync",
  params: number,
  payload: {
    ...serviceId,
    ...merchants,
    /** `Order_Paid`. */
    type: Wire.oneOf("Order_Paid"),
    /** Time of the payment. */
    detail: Order.PaidDetail
  },
  errors: PayscoreError.all
})

/**
 * Registers the institution's deduction of a completed order. The response contains the description that the
 * deduction must have.
 *
 * Allowed after the order is completed (`DOING`, `MCH_COMPLETE`), and not while the user is paying actively in the
 * cashier. Otherwise the call fails with `InvalidRequest` or `InvalidOrderState`. A registered number is valid for 24
 * hours and for one deduction. While it is valid, the order cannot be cancelled, modified or synced unless the
 * deduction is closed at the clearing house. `out_trade_no` may differ from the order number.
 *
 * May be repeated while the registration is valid, and the client retries it. A repetition does not extend the
 * validity.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194100 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012458414 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const registerDeductInfo = Endpoint.make("payscore.acquiringBankServiceOrder.registerDeductInfo", {
  method: "POST",
  path: "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/registerdeductinfo",
  params: number,
  payload: {
    ...serviceId,
    ...appids,
    ...merchants,
    /** Deduction number assigned by the institution: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    out_trade_no: Wire.OutOrderNo
  },
  success: {
    /** Description that the deduction must have. */
    description: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Queries the deduction of an order: its number, and its description.
 *
 * Allowed for an order that is `DONE`, or `DOING` with a registered deduction. Otherwise the call fails with
 * `InvalidRequest`, `InvalidOrderState` or `OrderNotExist`. May be repeated, and the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194110 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012458665 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryDeduction = Endpoint.make("payscore.acquiringBankServiceOrder.queryDeduction", {
  method: "GET",
  path: "/v3/payscore/acquiringbank/serviceorder/deduction",
  query: {
    ...serviceId,
    ...appids,
    ...merchants,
    ...number
  },
  success: {
    /** Description that the deduction must have. */
    description: Schema.String,
    /** Deduction number assigned by the institution. */
    out_trade_no: Schema.String
  },
  errors: PayscoreError.all,
  retryInterval: "1 second"
})
