/**
 * Service orders of sub-merchants, for service providers.
 *
 * The provider signs with its own key and receives the notifications of all its sub-merchants. The money goes to the
 * sub-merchant. The states of an order, the limits and the item tables of trades are those of `ServiceOrder`. Calls
 * that change an order have no response body: query the order afterwards.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012586148 item tables of trades, page of 2026-07
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
import { knownPartnerUser, partnerUser } from "./internal/userRules.js"
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

const subMchid = {
  /** The sub-merchant, bound to the provider. */
  sub_mchid: Wire.Mchid
}

const appid = {
  /** Appid of the provider, bound to it and configured on the service. */
  appid: Wire.AppId
}

const introduction = {
  /** Description of the service, 1 to 20 characters, shown to the user. */
  service_introduction: Wire.text(20)
}

const notifyUrl = {
  /** Address for notifications of this order: `https` with a path, without query, at most 256 characters. */
  notify_url: Wire.notifyUrl(256)
}

const device = {
  /** The devices of the service, and the address of the goods. */
  device: Schema.optional(Order.Device)
}

const order = {
  ...Response.orderFields,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String),
  /** The fees. */
  post_payments: Schema.optional(listOrOne(Response.OrderPayment)),
  /** The discounts. */
  post_discounts: Schema.optional(Schema.Array(Response.OrderDiscount)),
  /** Risk fund of the order. */
  risk_fund: Schema.optional(Response.OrderRiskFund),
  /** Place of the service. */
  location: Schema.optional(Response.OrderLocation)
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
 * user who fails the assessment or has unpaid orders gives `InvalidRequest`. A sub-merchant that is not bound to the
 * provider or lacks the product, a service of the other kind, and a user without authorisation give `NoAuth`.
 *
 * May be repeated with the same parameters, and the client retries it: the response then contains the current order.
 * The same number with other parameters gives `InvalidRequest`. After the confirmation WeChat Pay sends
 * `PAYSCORE.USER_CONFIRM`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013138534 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692136 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.partnerServiceOrder.create", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder",
  payload: alternatives(
    {
      ...serviceId,
      ...appid,
      ...subMchid,
      ...numberToCreate,
      ...introduction,
      /** Expected fees, at most 100. The items of the completion replace them. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** Expected discounts, at most 30. The items of the completion replace them. */
      post_discounts: Schema.optional(Order.discounts(Order.OpenDiscount)),
      /** Risk fund. The service limits its amount. */
      risk_fund: Order.RiskFund,
      /** Time of the service. */
      time_range: Order.PartnerTimeRange,
      /** Place of the service. */
      location: Schema.optional(Order.Location),
      ...notifyUrl,
      ...attach,
      ...device
    },
    partnerUser
  ),
  success: {
    ...order,
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    /** Time of the service. */
    time_range: Schema.optional(Response.OrderTimeRange),
    /** Order number assigned by WeChat Pay. */
    order_id: Schema.optional(Schema.String),
    /**
     * Opaque value with which the front end opens the confirmation page, within an hour. At most 1024 characters.
     * Absent for an order without confirmation.
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
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013138559 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692256 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.partnerServiceOrder.query", {
  method: "GET",
  path: "/v3/payscore/partner/serviceorder",
  query: Rule.exactlyOne(
    { ...optionalServiceId, ...subMchid },
    {
      /** Order number. */
      out_order_no: Wire.OutOrderNo,
      /** The value that the front end receives when the user returns from the confirmation; at most 512 characters. */
      query_id: Wire.text(512)
    }
  ),
  success: {
    ...order,
    /** The sub-merchant. */
    sub_mchid: Schema.optional(Schema.String),
    ...Response.settlementFields,
    /** Time of the service. */
    time_range: Schema.optional(Response.OrderTimeRange),
    /** ID of the user under `appid`, once confirmed. Personal data. */
    openid: Schema.optional(Schema.String),
    /** ID of the user under `sub_appid`, once confirmed. Personal data. */
    sub_openid: Schema.optional(Schema.String),
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
 * cancelled order gives `OrderCanceled`. The response has no body.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013138589 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012458758 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.partnerServiceOrder.cancel", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/cancel",
  params: number,
  payload: {
    ...optionalServiceId,
    ...subMchid,
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
 * their sum, which `total` computes. The item tables of power banks and of charging require two items without an
 * amount. WeChat Pay does not document how the sum formula treats them, so the client sends your total unchanged. If
 * the order was created without `end_time`, send it now: in the format of the start, not before the start and not
 * later than this call. Otherwise the call fails with `ParamError`. An order with a total of 0 is `DONE` immediately.
 *
 * The response has no body. The notification `PAYSCORE.USER_PAID` or a query shows that the money has arrived.
 *
 * May be repeated with the same parameters, times included, and the client retries it. Other parameters give
 * `InvalidRequest` (internal code 271316598). A repetition after the payment gives `OrderDone`. After an `Unknown`
 * outcome, query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013138598 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692408 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("payscore.partnerServiceOrder.complete", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/complete",
  params: number,
  payload: ruled(
    {
      ...serviceId,
      ...subMchid,
      /** The fees, 1 to 100. */
      post_payments: Order.payments(Order.PostPayment, 1),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.OpenDiscount)),
      ...total_amount,
      /** Actual time of the service. */
      time_range: Schema.optional(Order.PartnerFinalTimeRange),
      /** Actual place of the service. */
      location: Schema.optional(Order.Location),
      ...collectionOptions,
      /**
       * Time when the order was completed, RFC 3339 with offset, at most 64 characters: not before `end_time` and not
       * later than this call.
       */
      complete_time: Schema.optional(Wire.Rfc3339),
      ...device
    },
    totalled
  ),
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
 * The response has no body. The result of a repeated call is not documented, so the client sends the request once.
 * After an `Unknown` outcome, query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013138819 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012692360 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const modify = Endpoint.make("payscore.partnerServiceOrder.modify", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/modify",
  params: number,
  payload: ruled(
    {
      ...optionalServiceId,
      ...subMchid,
      /** The fees, at most 100. The item tables of trades require at least one; the page of the call does not. */
      post_payments: Order.payments(Order.ModifiedPayment),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.ModifiedDiscount)),
      ...total_amount,
      /** Reason, 1 to 50 characters. */
      reason: Wire.text(50),
      ...device
    },
    totalled
  ),
  errors: PayscoreError.all
})

/**
 * Charges the user now, for a completed order that is not paid yet. The automatic collection continues.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`, `USER_PAYING`). Otherwise the call fails with
 * `InvalidRequest` or `InvalidOrderState`. A success only means that WeChat Pay accepted the attempt. A user who
 * cannot be charged gives `TradeError`, and the order does not change. The response has no body.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013394544 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const pay = Endpoint.make("payscore.partnerServiceOrder.pay", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/pay",
  params: number,
  payload: {
    ...optionalServiceId,
    ...subMchid
  },
  errors: PayscoreError.all
})

/**
 * Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel). This ends its
 * collection: the order becomes `DONE` with `paid_type` `MCH`, and it has no payment that could be refunded.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`) with no deduction in flight. Otherwise the
 * call fails with `OrderDone`, `InvalidRequest` or `InvalidOrderState`. If the user has paid in both places, refund
 * one of the payments. WeChat Pay sends no notification. The response has no body.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013138975 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012458816 without confirmation, page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sync = Endpoint.make("payscore.partnerServiceOrder.sync", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/sync",
  params: number,
  payload: {
    ...serviceId,
    ...subMchid,
    /** `Order_Paid`. */
    type: Wire.oneOf("Order_Paid"),
    /** Time of the payment. */
    detail: Order.PartnerPaidDetail
  },
  errors: PayscoreError.all
})

/**
 * Creates and completes an order in one call, for services without a risk assessment. The user is charged without a
 * password.
 *
 * Send either `openid`, or `sub_openid` with `sub_appid`, of a user who authorised the service. The service must be
 * over: its start is in the past, and its end, if given, is not before the start and not later than now.
 * `total_amount` is at most the limit of the service. The notification `PAYSCORE.USER_PAID` or a query shows that the
 * money has arrived. A user without authorisation gives `NoAuth`. A total above the limit gives `ParamError` or
 * `InvalidRequest`. The response has no body.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the order.
 *
 * The documentation marks `sub_appid` as required and `sub_mchid` as optional, unlike every other page. The client
 * assumes that the two are swapped.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012923757 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const directComplete = Endpoint.make("payscore.partnerServiceOrder.directComplete", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/direct-complete",
  payload: alternatives(
    {
      ...serviceId,
      ...appid,
      ...subMchid,
      ...numberToCreate,
      ...introduction,
      /** The fees, at most 100. */
      post_payments: Schema.optional(Order.payments(Order.PostPayment)),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.PostDiscount)),
      ...total_amount,
      /** Actual time of the service. */
      time_range: Order.PastTimeRange,
      /** Actual place of the service. */
      location: Schema.optional(Order.Location),
      ...collectionOptions,
      ...attach,
      ...notifyUrl
    },
    knownPartnerUser,
    totalled
  ),
  errors: PayscoreError.all
})

const message = {
  ...serviceId,
  ...subMchid,
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
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013394914 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sendPendingMessage = Endpoint.make("payscore.partnerServiceOrder.sendPendingMessage", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/send-pendingmessage",
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
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013394929 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const sendPrepaidMessage = Endpoint.make("payscore.partnerServiceOrder.sendPrepaidMessage", {
  method: "POST",
  path: "/v3/payscore/partner/serviceorder/{out_order_no}/send-prepaidmessage",
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
