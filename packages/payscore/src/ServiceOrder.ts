/**
 * Service orders of direct merchants: create, let the user confirm, serve, complete, collect.
 *
 * An order is `CREATED` until the user confirms it, `DOING` with `USER_CONFIRM` while it is served, `DOING` with
 * `MCH_COMPLETE` while the money is collected, then `DONE`. It is `REVOKED` when it is cancelled, and `EXPIRED` after 30
 * days without confirmation. `OrderState.of` reads the three fields that state this, and tells what may be called next.
 *
 * A user normally has at most 3 orders in progress. An assessment that fails on the confirmation page leaves the order
 * `CREATED`; WeChat Pay never tells the merchant why. Only coupons of the whole order apply, and they do not lower the total.
 *
 * For charging cars and bicycles, power banks, shared bicycles, express delivery, unattended retail, car rental and hotels the
 * official item tables fix the names of `post_payments` at creation and completion, and which of `amount`, `description` and
 * `count` to leave out. WeChat Pay does not show other items properly, and they hold up the acceptance of the service.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587166 guide
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587281 item table of power banks
 * Tested in `test/payscore/serviceOrders.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { notifiedWhenCollected, totalled } from "./internal/amountRules.js"
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
  post_payments: Schema.optional(Schema.Array(Response.OrderPayment)),
  post_discounts: Schema.optional(Schema.Array(Response.OrderDiscount))
}

const service = {
  time_range: Schema.optional(Response.OrderTimeRange),
  location: Schema.optional(Response.OrderLocation)
}

const risk = {
  risk_fund: Schema.optional(Response.OrderRiskFund)
}

const orderId = {
  /** WeChat Pay's number of the order. */
  order_id: Schema.String
}

const reference = {
  appid: Schema.String,
  mchid: Schema.String,
  out_order_no: Schema.String,
  service_id: Schema.String,
  ...orderId
}

/**
 * Creates a service order.
 *
 * With a service that users confirm, leave `need_user_confirm` and `openid` out: the response is `CREATED` with a `package`.
 * The front end opens the confirmation page with it (`wxpayScoreUse`) within an hour of the creation, and the user confirms
 * within 2 hours of opening it. After 30 days without confirmation the order is `EXPIRED`. With a service without
 * confirmation, give `need_user_confirm: false` and the `openid` of a user who authorised the service: the response is `DOING`
 * with `USER_CONFIRM` at once, and any other state means that it was not created.
 *
 * Times are Beijing time; a start in seconds has to be later than now, a day not before today. Amounts are integer fen.
 * A fund above the limit of the service gives `ParamError` or `InvalidRequest`; a user whose assessment does not pass,
 * or who owes, gives `InvalidRequest`; a service of the other kind, and a user without authorisation, gives `NoAuth`.
 *
 * May be repeated with the same parameters, and is retried: the response then describes the order as it is. The same number
 * with other parameters gives `InvalidRequest`. The notification `PAYSCORE.USER_CONFIRM` follows the confirmation.
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
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587900
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647418 without confirmation
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
      /** What the merchant risks; limited by the service. */
      risk_fund: Order.RiskFund,
      ...attach,
      /** Where notifications of this order go: `https` with a path, without query, at most 255 characters. */
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
    /** Opens the confirmation page in the front end, within an hour. Opaque: at most 300 characters. */
    package: Schema.String
  },
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Queries a service order, by the merchant's number or by the `query_id` that the front end gets after the user's
 * confirmation: give exactly one of them.
 *
 * Allowed in every state. A number that is not known to this merchant gives `OrderNotExist`. Harmless to repeat, and
 * retried. More than one call on the same order within a second may give `FrequencyLimited`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587902
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647419 without confirmation
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.serviceOrder.query", {
  method: "GET",
  path: "/v3/payscore/serviceorder",
  query: Rule.exactlyOne(keys, {
    /** The merchant's number of the order. */
    out_order_no: Wire.OutOrderNo,
    /** From the front end, when the user returns from the confirmation; at most 512 characters. */
    query_id: Wire.text(512)
  }),
  success: {
    ...Response.orderFields,
    notify_url: Schema.String,
    ...items,
    ...risk,
    ...Response.settlementFields,
    ...service,
    /** The user under `appid`, once confirmed. Personal data. */
    openid: Schema.optional(Schema.String),
    /** WeChat Pay's number of the order. */
    order_id: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all,
  retryInterval: "1 second"
})

/**
 * Cancels a service order. The state becomes `REVOKED`, which is final. The user gets a message in WeChat; no notification
 * follows.
 *
 * Allowed while the order is `CREATED`, in service (`USER_CONFIRM`), or being collected (`MCH_COMPLETE`) with no deduction
 * in flight; else `ParamError`, `InvalidRequest`, `InvalidOrderState` or `OrderDone`, by the order's state. After a
 * deduction in flight (internal code 271316754) try again after 3 minutes.
 *
 * May be repeated with the same parameters, `reason` included, and is retried. Another reason for a cancelled order gives
 * `OrderCanceled`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587905
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647422 without confirmation
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.serviceOrder.cancel", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/cancel",
  params: number,
  payload: {
    /** Bound to the merchant and configured on the service. The same in every call on an order. */
    appid: Wire.AppId,
    /** Number of the service, at most 32 characters. The documentation does not require it; give it. */
    service_id: Schema.optional(Wire.ServiceId),
    /** Why, 1 to 50 characters. */
    reason: Wire.text(50)
  },
  success: reference,
  errors: PayscoreError.all,
  idempotent: true,
  retryInterval: "1 second"
})

/**
 * Completes a service order: says what the service cost and starts the automatic collection.
 *
 * Allowed while the order is in service (`DOING` with `USER_CONFIRM`); else `InvalidRequest`. The items replace those of
 * the creation. `total_amount` is at most the limit of the service and, where the service waives a deposit, at most the
 * order's `risk_fund`. Where every item has an amount it is their sum, which `total` computes. The item tables of power banks
 * and of charging demand two items without an amount: WeChat Pay does not say how the sum formula treats them, so the total is
 * sent as you state it. An order that was created without `end_time` needs one now, in the format of the start, later than the
 * start and not later than this call; else `ParamError`.
 *
 * The response only says that the collection began (`DOING`, `MCH_COMPLETE`); an order that costs nothing is done. The
 * notification `PAYSCORE.USER_PAID` or a query tells that the money came.
 *
 * May be repeated with the same parameters, times included, and is retried. Other parameters give `InvalidRequest` (internal
 * code 271316598). A repetition after the money came gives `OrderDone`: query the order after an `Unknown` outcome.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587955
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647421 without confirmation
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
      /** When the service took place. */
      time_range: Schema.optional(Order.FinalTimeRange),
      /** Where the service took place. */
      location: Schema.optional(Order.Location),
      ...collectionOptions,
      /** The devices of the service. */
      device: Schema.optional(Order.Device)
    },
    totalled
  ),
  success: {
    out_order_no: Schema.String,
    service_id: Schema.String,
    appid: Schema.String,
    mchid: Schema.String,
    service_introduction: Schema.String,
    /** `DOING`, or `DONE` for an order that costs nothing. */
    state: Response.State,
    /** `MCH_COMPLETE` while `DOING`. */
    state_description: Schema.optional(Response.StateDescription),
    /** Fen. */
    total_amount: Schema.Int,
    ...items,
    ...risk,
    ...service,
    /** WeChat Pay's number of the order. */
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
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`, `USER_PAYING`) with no deduction in flight, any number
 * of times, and each time to less than before. Not allowed for an order whose user paid a deposit after failing the
 * assessment. Refund a paid order instead. Otherwise it fails with `InvalidRequest`, `InvalidOrderState`, `OrderDone` or
 * `OrderCanceled`, by the order's state.
 *
 * No page says what a repeated call returns, so it is sent once. After an `Unknown` outcome query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587957
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647427 without confirmation
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
      /** The fees, at most 100. The item tables of trades ask for at least one; the page of the call does not. */
      post_payments: Order.payments(Order.ModifiedPayment),
      /** The discounts, at most 30. */
      post_discounts: Schema.optional(Order.discounts(Order.ModifiedDiscount)),
      ...total_amount,
      /** Why, 1 to 50 characters. */
      reason: Wire.text(50),
      /** The devices of the service. */
      device: Schema.optional(Order.Device)
    },
    totalled
  ),
  success: {
    ...Response.orderFields,
    post_payments: Schema.Array(Response.NamedPayment),
    post_discounts: items.post_discounts,
    ...risk,
    ...Response.settlementFields,
    ...service,
    /** The user under `appid`. Personal data. */
    openid: Schema.optional(Schema.String),
    /** WeChat Pay's number of the order. */
    order_id: Schema.optional(Schema.String)
  },
  errors: PayscoreError.all
})

/**
 * Charges the user now, for a completed order that is not paid yet. The automatic collection goes on regardless.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`, `USER_PAYING`); else `InvalidRequest` or
 * `InvalidOrderState`. Success only says that the attempt was accepted; a user who cannot be charged gives `TradeError`
 * and the order stays as it is.
 *
 * No page says what a repeated call returns, so it is sent once. After an `Unknown` outcome query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394596
 * @since 1.0.0
 * @category endpoints
 */
export const pay = Endpoint.make("payscore.serviceOrder.pay", {
  method: "POST",
  path: "/v3/payscore/serviceorder/{out_order_no}/pay",
  params: number,
  payload: {
    /** Bound to the merchant and configured on the service. The documentation does not require it; give it. */
    appid: Schema.optional(Wire.AppId),
    /** Number of the service. The documentation does not require it; give it. */
    service_id: Schema.optional(Wire.ServiceId)
  },
  success: { ...reference, mchid: Schema.optional(Schema.String) },
  errors: PayscoreError.all
})

/**
 * Reports a completed order as paid elsewhere (cash, another channel), which ends its collection: the order is `DONE`
 * with `paid_type` `MCH` and has no payment to refund.
 *
 * Allowed while the order is being collected (`DOING`, `MCH_COMPLETE`) with no deduction in flight; else `OrderDone`,
 * `InvalidRequest` or `InvalidOrderState`. When the user paid in both places, refund one of them. No notification follows.
 *
 * No page says what a repeated call returns, so it is sent once. After an `Unknown` outcome query the order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587962
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012647431 without confirmation
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
    /** When it was paid. */
    detail: Order.PaidDetail
  },
  success: {
    ...Response.orderFields,
    ...items,
    ...risk,
    ...Response.settlementFields,
    ...service,
    /** The user under `appid`. Personal data. */
    openid: Schema.String,
    ...orderId
  },
  errors: PayscoreError.all
})

/**
 * Creates and completes an order in one call, for services without a risk to judge; the user is charged without a password.
 *
 * The user has to have authorised the service. The service is over: its start is in the past, and its end, if given, is
 * after the start and not later than now. `total_amount` is at most the limit of the service; `notify_url` is
 * needed when it is above 0. The response is `DOING` with `MCH_COMPLETE`; the notification `PAYSCORE.USER_PAID` or a query tells
 * that the money came. A user without authorisation gives `NoAuth`; a total above the limit `ParamError` or
 * `InvalidRequest`.
 *
 * No page says what a repeated call returns, so it is sent once. After an `Unknown` outcome query the order.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter3_9.shtml
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
      /** When the service took place. */
      time_range: Order.PastTimeRange,
      /** Where the service took place. */
      location: Schema.optional(Order.Location),
      /** What the user was served, 1 to 20 characters. */
      service_introduction: Wire.text(20),
      ...attach,
      /** Where notifications of this order go: `https` with a path, without query. Needed when `total_amount` is above 0. */
      notify_url: Schema.optional(Wire.notifyUrl()),
      /** The user under `appid`, who authorised the service. Personal data. */
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
    time_range: Response.OrderTimeRange,
    ...orderId,
    state_description: Response.StateDescription,
    /** Fen. */
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
 * Sends the user the message about a fee that awaits handling. Once per order.
 *
 * No page states the allowed states; in service (`DOING`, `USER_CONFIRM`) it works. No page says what a second call returns,
 * so it is sent once. No query tells whether it was sent.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394606
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
 * Sends the user the message about a coming deduction. Once per order.
 *
 * No page states the allowed states; in service (`DOING`, `USER_CONFIRM`) it works. No page says what a second call returns,
 * so it is sent once. No query tells whether it was sent.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394615
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
