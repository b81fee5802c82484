/**
 * Service orders of direct merchants: create an order, let the user confirm it, provide the service, complete the
 * order, and collect the money.
 *
 * An order is `CREATED` until the user confirms it, `DOING` with `USER_CONFIRM` during the service, `DOING` with
 * `MCH_COMPLETE` while WeChat Pay collects the money, then `DONE`. A cancelled order is `REVOKED`, and an order
 * without confirmation is `EXPIRED` after 30 days. `OrderState.of` combines the three fields that contain the state,
 * and `OrderState.next` returns the calls that are allowed.
 *
 * A user normally has at most 3 orders in progress. If the assessment on the confirmation page fails, the order stays
 * `CREATED`, and WeChat Pay does not tell the merchant the reason. Only coupons for the whole order apply, and they
 * do not lower the total.
 *
 * For charging cars and bicycles, power banks, shared bicycles, express delivery, unattended retail, car rental and
 * hotels the official item tables define the names of `post_payments` at creation and completion, and which of
 * `amount`, `description` and `count` to omit. WeChat Pay does not display other items correctly, and they delay the
 * acceptance of the service.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587166 guide, page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587281 item table of power banks, page of 2026-07
 * Tested in `test/payscore/serviceOrders.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { notifiedWhenCollected, totalled } from "./internal/amountRules.js"
import { listOrOne } from "./internal/listOrOne.js"
import { alternatives, ruled } from "./internal/section.js"
import { user } from "./internal/userRules.js"
import * as PayscoreError from "./PayscoreError.js"
import {
  attach,
  collectionOptions,
  keys,
  number,
  numberToCreate,
  serviceId,
  total_amount
} from "./schemas/OrderFields.js"
import * as Response from "./schemas/OrderResponse.js"
import * as Order from "./schemas/ServiceOrder.js"

export { total } from "./internal/amountRules.js"

const items = {
  /** The fees. */
  post_payments: Schema.optional(listOrOne(Response.OrderPayment)),
  /** The discounts. */
  post_discounts: Schema.optional(Schema.Array(Response.OrderDiscount))
}

const service = {
  /** Time of the service. */
  time_range: Schema.optional(Response.OrderTimeRange),
  /** Place of the service. */
  location: Schema.optional(Response.OrderLocation)
}

const risk = {
  /** Risk fund of the order. */
  risk_fund: Schema.optional(Response.OrderRiskFund)
}

const orderId = {
  /** Order number assigned by WeChat Pay. */
  order_id: Schema.String
}

const reference = {
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  /** Order number assigned by the merchant. */
  out_order_no: Schema.String,
  /** Service number assigned by WeChat Pay. */
  service_id: Schema.String,
  ...orderId
}

/**
 * Creates a service order.
 *
 * If users confirm the orders of the service, omit `need_user_confirm` and `openid`: the response is `CREATED` with a
 * `package`. With it the front end must open the confirmation page (`wxpayScoreUse`) within an hour of the creation,
 * and the user must confirm within 2 hours of opening the page. After 30 days without confirmation the order is
 * `EXPIRED`. If the service has no confirmation, send `need_user_confirm: false` and the `openid` of a user who
 * authorised the service: the response is immediately `DOING` with `USER_CONFIRM`. Any other state means that the
 * order was not created.
 *
 * Times are Beijing time. A start in seconds must be later than now, and a start in days must not be before today.
 * Amounts are integers in fen. A risk fund above the limit of the service gives `ParamError` or `InvalidRequest`. A
 * user who fails the assessment or has unpaid orders gives `InvalidRequest`. A service of the other kind and a user
 * without authorisation give `NoAuth`.
 *
 * May be repeated with the same parameters, and the client retries it: the response then contains the current order.
 * The same number with other parameters gives `InvalidRequest`. After the confirmation WeChat Pay sends
 * `PAYSCORE.USER_CONFIRM`.
 *
 * ```ts
 * ServiceOrder.create({
 *   out_order_no, appid, service_id, notify_url,
 *   service_introduction: "power bank",
 *   time_range: { start_time: "OnAccept" },
 *   risk_fund: { name: "DEPOSIT", amount: 10000 }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587900 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647418 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.serviceOrder.create", {
  method: "POST",
  path: "/v3/payscore/serviceorder",
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
      /** Address for notifications of this order: `https` with a path, without query, at most 255 characters. */
      notify_url: Wire.notifyUrl(255),
      /** The devices of the service, and the address of the goods. */
      device: Schema.optional(Order.Device)
    },
    user
  ),
  success: {
    ...Response.orderFields,
    ...items,
    ...risk,
    ...service,
    ...orderId,
    /** Opaque value with which the front end opens the confirmation page, within an hour. At most 300 characters. */
    package: Schema.String
  },
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Queries a service order by its number, or by the `query_id` that the front end receives after the user's
 * confirmation. Send exactly one of them.
 *
 * Allowed in every state. A number that is unknown to this merchant gives `OrderNotExist`. May be repeated, and the
 * client retries it. More than one call on the same order within a second may give `FrequencyLimited`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587902 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647419 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.serviceOrder.query", {
  method: "GET",
  path: "/v3/payscore/serviceorder",
  query: Rule.exactlyOne(keys, {
    /** Order number assigned by the merchant. */
    out_order_no: Wire.OutOrderNo,
    /** The value that the front end receives when the user returns from the confirmation; at most 512 characters. */
    query_id: Wire.text(512)
  }),
  success: {
    ...Response.orderFields,
    /** The `notify_url` of the request. */
    notify_url: Schema.String,
    ...items,
    ...risk,
    ...Response.settlementFields,
    ...service,
    /** ID of the user under `appid`, once confirmed. Personal data. */
    openid: Schema.optional(Schema.String),
    /** Order number assigned by WeChat Pay. */
    order_id: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all,
  retryInterval: "1 second"
})

/**
 * Cancels a service order. The state becomes `REVOKED`, which is final. The user receives a message in WeChat. WeChat
 * Pay sends no notification.
 *
 * Allowed while the order is `CREATED`, in service (`USER_CONFIRM`), or being collected (`MCH_COMPLETE`) with no
 * deduction in flight. Otherwise the call fails with `ParamError`, `InvalidRequest`, `InvalidOrderState` or
 * `OrderDone`, depending on the state of the order. After a deduction in flight (internal code 271316754) try again
 * after 3 minutes.
 *
 * May be repeated with the same parameters, `reason` included, and the client retries it. Another reason for a
 * cancelled order gives `OrderCanceled`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587905 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647422 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.serviceOrder.cancel", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/cancel",
  params: number,
  payload: {
    /** Appid, bound to the merchant and configured on the service. The same in every call on an order. */
    appid: Wire.AppId,
    /** Number of the service, at most 32 characters. The documentation marks it as optional; always send it. */
    service_id: Schema.optional(Wire.ServiceId),
    /** Reason, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  success: reference,
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
 * their sum, which `total` computes. The item tables of power banks and of charging require two items without an
 * amount. WeChat Pay does not document how the sum formula treats them, so the client sends your total unchanged. If
 * the order was created without `end_time`, send it now: in the format of the start, not before the start and not
 * later than this call. Otherwise the call fails with `ParamError`.
 *
 * The response only means that the collection has started (`DOING`, `MCH_COMPLETE`). An order with a total of 0 is
 * `DONE`. The notification `PAYSCORE.USER_PAID` or a query shows that the money has arrived.
 *
 * May be repeated with the same parameters, times included, and the client retries it. Other parameters give
 * `InvalidRequest` (internal code 271316598). A repetition after the payment gives `OrderDone`. After an `Unknown`
 * outcome, query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587955 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647421 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("payscore.serviceOrder.complete", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/complete",
  params: number,
  payload: ruled(
    {
      ...keys,
      /** The fees, 1 to 100. */
      post_payments: Order.payments(Order.PostPayment, 1),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      ...total_amount,
      /** Actual time of the service. */
      time_range: Schema.optional(Order.FinalTimeRange),
      /** Actual place of the service. */
      location: Schema.optional(Order.Location),
      ...collectionOptions,
      /** The devices of the service. */
      device: Schema.optional(Order.Device)
    },
    totalled
  ),
  success: {
    /** Order number assigned by the merchant. */
    out_order_no: Schema.String,
    /** Service number assigned by WeChat Pay. */
    service_id: Schema.String,
    appid: Schema.String,
    /** The merchant. */
    mchid: Schema.String,
    /** Description of the service. */
    service_introduction: Schema.String,
    /** `DOING`, or `DONE` for an order with a total of 0. */
    state: Response.State,
    /** `MCH_COMPLETE` while `DOING`. */
    state_description: Schema.optional(Response.StateDescription),
    /** Amount in fen. */
    total_amount: Schema.Int,
    ...items,
    ...risk,
    ...service,
    /** Order number assigned by WeChat Pay. */
    order_id: Schema.optional(Schema.String),
    /** Whether money is collected. */
    need_collection: Schema.optional(Schema.Boolean)
  },
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Lowers the amount of a completed order that is not paid yet.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`, `USER_PAYING`) with no deduction in flight,
 * any number of times. Each new amount must be lower than the one before. Not allowed for an order whose user paid a
 * deposit after failing the assessment. Refund a paid order instead. Otherwise the call fails with `InvalidRequest`,
 * `InvalidOrderState`, `OrderDone` or `OrderCanceled`, depending on the state of the order.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587957 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647427 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const modify = Endpoint.make("payscore.serviceOrder.modify", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/modify",
  params: number,
  payload: ruled(
    {
      ...keys,
      /** The fees, at most 100. The item tables of trades require at least one; the page of the call does not. */
      post_payments: Order.payments(Order.ModifiedPayment),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.ModifiedDiscount)),
      ...total_amount,
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50),
      /** The devices of the service. */
      device: Schema.optional(Order.Device)
    },
    totalled
  ),
  success: {
    ...Response.orderFields,
    /** The fees. */
    post_payments: listOrOne(Response.NamedPayment),
    post_discounts: items.post_discounts,
    ...risk,
    ...Response.settlementFields,
    ...service,
    /** ID of the user under `appid`. Personal data. */
    openid: Schema.optional(Schema.String),
    /** Order number assigned by WeChat Pay. */
    order_id: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all
})

/**
 * Charges the user now, for a completed order that is not paid yet. The automatic collection continues.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`, `USER_PAYING`). Otherwise the call fails with
 * `InvalidRequest` or `InvalidOrderState`. A success only means that WeChat Pay accepted the attempt. A user who
 * cannot be charged gives `TradeError`, and the order does not change.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394596 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const pay = Endpoint.make("payscore.serviceOrder.pay", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/pay",
  params: number,
  payload: {
    /**
     * Appid, bound to the merchant and configured on the service. The documentation marks it as optional; always send
     * it.
     */
    appid: Schema.optional(Wire.AppId),
    /** Number of the service. The documentation marks it as optional; always send it. */
    service_id: Schema.optional(Wire.ServiceId)
  },
  success: { ...reference, mchid: Schema.optional(Schema.String) },
  errors: PayscoreError.all
})

/**
 * Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel). This ends its
 * collection: the order becomes `DONE` with `paid_type` `MCH`, and it has no payment that could be refunded.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`) with no deduction in flight. Otherwise the
 * call fails with `OrderDone`, `InvalidRequest` or `InvalidOrderState`. If the user has paid in both places, refund
 * one of the payments. WeChat Pay sends no notification.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587962 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647431 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sync = Endpoint.make("payscore.serviceOrder.sync", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/sync",
  params: number,
  payload: {
    ...keys,
    /** `Order_Paid`. */
    type: Wire.oneOf("Order_Paid"),
    /** Time of the payment. */
    detail: Order.PaidDetail
  },
  success: {
    ...Response.orderFields,
    ...items,
    ...risk,
    ...Response.settlementFields,
    ...service,
    /** ID of the user under `appid`. Personal data. */
    openid: Schema.String,
    ...orderId
  },
  errors: PayscoreError.all
})

/**
 * Creates and completes an order in one call, for services without a risk assessment. The user is charged without a
 * password.
 *
 * The user must have authorised the service. The service must be over: its start is in the past, and its end, if
 * given, is not before the start and not later than now. `total_amount` is at most the limit of the service;
 * `notify_url` is required if the total is above 0. The response is `DOING` with `MCH_COMPLETE`; the notification
 * `PAYSCORE.USER_PAID` or a query shows that the money has arrived. A user without authorisation gives `NoAuth`. A
 * total above the limit gives `ParamError` or `InvalidRequest`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter3_9.shtml page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const directComplete = Endpoint.make("payscore.serviceOrder.directComplete", {
  method: "POST",
  path: "/v3/payscore/serviceorder/direct-complete",
  payload: ruled(
    {
      ...numberToCreate,
      ...keys,
      /** The fees, at most 100. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      /** Actual time of the service. */
      time_range: Order.PastTimeRange,
      /** Actual place of the service. */
      location: Schema.optional(Order.Location),
      /** Description of the service, 1 to 20 characters. */
      service_introduction: Wire.text(20),
      ...attach,
      /**
       * Address for notifications of this order: `https` with a path, without query. Required if `total_amount` is
       * above 0.
       */
      notify_url: Schema.optional(Wire.notifyUrl()),
      /** ID under `appid` of a user who authorised the service. Personal data. */
      openid: Wire.OpenId,
      ...total_amount,
      ...collectionOptions
    },
    totalled,
    notifiedWhenCollected
  ),
  success: {
    ...Response.orderFields,
    ...items,
    ...service,
    /** Time of the service. */
    time_range: Response.OrderTimeRange,
    ...orderId,
    /** `USER_CONFIRM` or `MCH_COMPLETE`, only while `DOING`. */
    state_description: Response.StateDescription,
    /** Amount in fen. */
    total_amount: Schema.optional(Schema.Int)
  },
  errors: PayscoreError.all
})

const message = {
  ...serviceId,
  /** The fees, at most 100. */
  post_payments: Order.payments(Order.MessagePayment),
  /** The discounts, at most 30. */
  post_discounts: Schema.optional(Order.discounts(Order.OpenDiscount)),
  ...total_amount
}

/**
 * Sends the user a message about a pending fee. Allowed once per order.
 *
 * The allowed states are not documented; the call works while the order is in service (`DOING`, `USER_CONFIRM`). The
 * result of a second call is not documented, so the client sends the request once. No query shows whether the message
 * was sent.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394606 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sendPendingMessage = Endpoint.make("payscore.serviceOrder.sendPendingMessage", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/send-pendingmessage",
  params: number,
  payload: ruled(
    {
      ...message,
      /** Day of the deduction in Beijing, `yyyyMMdd`. */
      prepaid_time: Wire.BeijingDate
    },
    totalled
  ),
  errors: PayscoreError.all
})

/**
 * Sends the user a message about a future deduction. Allowed once per order.
 *
 * The allowed states are not documented; the call works while the order is in service (`DOING`, `USER_CONFIRM`). The
 * result of a second call is not documented, so the client sends the request once. No query shows whether the message
 * was sent.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394615 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sendPrepaidMessage = Endpoint.make("payscore.serviceOrder.sendPrepaidMessage", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/send-prepaidmessage",
  params: number,
  payload: ruled(
    {
      ...message,
      /** Day of the deduction in Beijing, `yyyyMMdd`, at least 7 days ahead. */
      prepaid_time: Wire.BeijingDate
    },
    totalled
  ),
  errors: PayscoreError.all
})
