/**
 * Notifications of WeChat Pay Score: confirmations and payments of orders, authorisations, sign plans, and bindings.
 *
 * ```ts
 * const handler = NotificationHandler.make([PayscoreNotification.userConfirmed, PayscoreNotification.userPaid], {
 *   "PAYSCORE.USER_CONFIRM": ({ resource }) => Orders.start(resource.out_order_no),
 *   "PAYSCORE.USER_PAID": ({ resource }) => Orders.complete(resource.out_order_no, OrderState.of(resource)),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * The same event may arrive more than once and out of order. Compare the amounts with your order before you use them.
 * WeChat Pay does not notify cancellations, modifications, reports of other payments (`sync`), or expiry.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import { listOrOne } from "./internal/listOrOne.js"
import * as Response from "./schemas/OrderResponse.js"
import * as SignPlan from "./schemas/SignPlan.js"

const text = Schema.optional(Schema.String)

/** Identifies an order across all sub-merchants. */
const orderKey = (order: {
  readonly out_order_no?: string | undefined
  readonly service_id?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly channel_id?: string | undefined
}): string | undefined =>
  order.out_order_no === undefined
    ? undefined
    : Notification.keyOf(order.channel_id, order.sub_mchid, order.service_id, order.out_order_no)

const order = {
  ...Response.orderFields,
  /** Description of the service. */
  service_introduction: text,
  /** Appid of the sub-merchant; absent for direct merchants. */
  sub_appid: text,
  /** The sub-merchant; absent for direct merchants. */
  sub_mchid: text,
  /** The channel merchant number; acquiring institutions only. */
  channel_id: text,
  /** Deduction number assigned by the institution; acquiring institutions only. */
  out_trade_no: text,
  /** ID of the user under `appid`; absent if `sub_openid` is present. Personal data. */
  openid: text,
  /** ID of the user under `sub_appid`. Personal data. */
  sub_openid: text,
  /** The fees. */
  post_payments: Schema.optional(listOrOne(Response.OrderPayment)),
  /** The discounts. */
  post_discounts: Schema.optional(Schema.Array(Response.OrderDiscount)),
  /** Risk fund of the order. */
  risk_fund: Schema.optional(
    Schema.Struct({
      /** `DEPOSIT`, `ADVANCE`, `CASH_DEPOSIT` or `ESTIMATE_ORDER_COST`. One official page does not list it. */
      name: Schema.optional(Wire.openEnum("DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST")),
      /** Amount in fen. */
      amount: Schema.Int,
      /** Description of the risk fund. */
      description: text
    })
  ),
  /** Time of the service. */
  time_range: Schema.optional(Response.OrderTimeRange),
  /** Place of the service. */
  location: Schema.optional(Response.OrderLocation),
  /** Order number assigned by WeChat Pay. */
  order_id: text,
  ...Response.settlementFields,
  /** Overseas only. */
  currency: text
}

/**
 * The user confirmed an order. It is `DOING` with `USER_CONFIRM`, and the merchant may provide the service.
 *
 * WeChat Pay sends it to the `notify_url` of the order, at most 10 times within about 3 hours (after 15 s, 15 s, 30
 * s, 3 min, 4 times 30 min, 1 h), until it receives a 200 or 204 response within 5 seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587953 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012586137 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012625482 acquiring institutions, page of 2025
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096520 overseas, page of 2025-04
 * @since 1.0.0
 * @category notifications
 */
export const userConfirmed = Notification.make("PAYSCORE.USER_CONFIRM", {
  originalType: "payscore",
  resource: order,
  businessKey: orderKey
})

/**
 * An order is paid: it is `DONE`, and its `collection` is `USER_PAID`. A refund needs the `transaction_id` of the
 * collection.
 *
 * WeChat Pay sends it after automatic and active payments, not after `sync`. It sends it to the `notify_url` of the
 * order, at most 10 times within about 3 hours (after 15 s, 15 s, 30 s, 3 min, 4 times 30 min, 1 h), until it
 * receives a 200 or 204 response within 5 seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012587953 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012586137 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012625482 acquiring institutions, page of 2025
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096520 overseas, page of 2025-04
 * @since 1.0.0
 * @category notifications
 */
export const userPaid = Notification.make("PAYSCORE.USER_PAID", {
  originalType: "payscore",
  resource: order,
  businessKey: orderKey
})

/**
 * The user confirmed an order of the first generation (`PayAfterOrder`, `SmartRetailOrder`). No official page
 * contains a sample, so all fields are optional.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_8&index=8 page of 2020
 * @since 1.0.0
 * @category notifications
 */
export const userAccepted = Notification.make("PAYSCORE.USER_ACCEPTED", {
  resource: {
    ...order,
    /** Order number assigned by the merchant. */
    out_order_no: text,
    /** Service number assigned by WeChat Pay. */
    service_id: text,
    appid: text,
    /** The merchant, or for service providers the provider. */
    mchid: text,
    /** State of the order. */
    state: Schema.optional(Response.State)
  },
  businessKey: orderKey
})

const authorisation = {
  appid: Schema.String,
  /** Service number assigned by WeChat Pay. */
  service_id: Schema.String,
  /** `USER_OPEN_SERVICE` or `USER_CLOSE_SERVICE`. */
  user_service_status: Schema.optional(Wire.openEnum("USER_OPEN_SERVICE", "USER_CLOSE_SERVICE")),
  /** Beijing time, `yyyyMMddHHmmss`. */
  openorclose_time: text,
  /** The merchant's code; only after a pre-authorisation. */
  authorization_code: text,
  /** Only if the request for the authorisation contained it. */
  out_request_no: text
}

const provider = {
  ...authorisation,
  /** The provider or institution. The spelling `mch_id` is also accepted. */
  mchid: Schema.String,
  /** The sub-merchant. The spelling `sub_mch_id` is also accepted. */
  sub_mchid: Schema.String,
  /** Appid of the sub-merchant. */
  sub_appid: text,
  /** ID of the user under `appid`. Personal data. */
  openid: text,
  /** ID of the user under `sub_appid`. Personal data. */
  sub_openid: text
}

interface Loose {
  readonly mchid?: string
  readonly mch_id?: string
  readonly sub_mchid?: string
  readonly sub_mch_id?: string
}

/**
 * The official pages contradict each other on `mchid` or `mch_id`, and `sub_mchid` or `sub_mch_id`. Both spellings
 * are accepted.
 */
const eitherSpelling = <const Fields extends typeof provider>(
  fields: Fields
): Schema.Schema<Types.Simplify<Schema.Struct.Type<Fields>>, unknown> => {
  const to: Schema.Schema.AnyNoContext = Schema.Struct(fields as {}) as never
  const from: Schema.Schema.AnyNoContext = Schema.Struct({
    ...fields,
    /** The merchant, or for service providers the provider. */
    mchid: text,
    mch_id: text,
    /** The sub-merchant. */
    sub_mchid: text,
    sub_mch_id: text
  } as {}) as never
  return Schema.transform(from, to, {
    strict: false,
    decode: ({ mch_id, sub_mch_id, ...others }: Loose) => ({
      ...others,
      mchid: others.mchid ?? mch_id,
      sub_mchid: others.sub_mchid ?? sub_mch_id
    }),
    encode: ({ mchid, sub_mchid, ...others }: Loose) => ({ ...others, mch_id: mchid, sub_mch_id: sub_mchid })
  })
}

/** The fields show the mode: an institution has a channel, a provider has a sub-merchant. */
const authorisations = {
  acquiringBank: eitherSpelling({
    ...provider,
    /** The channel merchant number. */
    channel_id: Schema.String
  }),
  partner: eitherSpelling(provider),
  merchant: {
    ...authorisation,
    /** The merchant, or for service providers the provider. */
    mchid: Schema.String,
    /** Personal data. */
    openid: Schema.String
  },
  /** The campus product uses the same event types. It has a contract instead of a service. */
  campus: {
    /** The merchant, or for service providers the provider. */
    mchid: Schema.String,
    appid: Schema.String,
    /** Personal data. */
    openid: text,
    /** Contract number assigned by WeChat Pay. */
    contract_id: text,
    /** Number of the contract's template. */
    plan_id: text,
    /** `ADD` or `DELETE`. */
    contract_status: Schema.optional(Wire.openEnum("ADD", "DELETE")),
    /** RFC 3339. */
    create_time: text,
    /** Contract number assigned by the merchant. */
    out_contract_code: text
  }
}

/** A service may be opened and closed repeatedly. The time distinguishes the events. */
const authorisationKey = (resource: {
  readonly channel_id?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly service_id?: string
  readonly appid?: string
  readonly out_request_no?: string | undefined
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
  readonly openorclose_time?: string | undefined
}): string | undefined =>
  resource.openorclose_time === undefined
    ? undefined
    : Notification.keyOf(
        resource.channel_id,
        resource.sub_mchid,
        resource.service_id,
        resource.out_request_no,
        resource.appid,
        resource.openid,
        resource.sub_openid,
        resource.openorclose_time
      )

/**
 * A user authorised a service. `event.shape` is the mode: `merchant`, `partner`, `acquiringBank`, or `campus` for the
 * campus product, which uses the same event type.
 *
 * WeChat Pay sends it to the `notify_url` of the pre-authorisation and repeats it after 15 s, 15 s, 30 s, 3 min, 10
 * min, 20 min, … for a day until it receives a 2xx response within 5 seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012160692 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012155288 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012086446 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const userOpenedService = Notification.makeUnion("PAYSCORE.USER_OPEN_SERVICE", {
  shapes: authorisations,
  businessKey: authorisationKey
})

/**
 * The user or the merchant ended a user's authorisation of a service. WeChat Pay rejects new orders without
 * confirmation for the user. Orders in service can still be collected. `event.shape` is the mode, as in {@link
 * userOpenedService}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012160692 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012155288 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012086446 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const userClosedService = Notification.makeUnion("PAYSCORE.USER_CLOSE_SERVICE", {
  shapes: authorisations,
  businessKey: authorisationKey
})

const signPlan = {
  ...SignPlan.content,
  /** Service number assigned by WeChat Pay. */
  service_id: Schema.String,
  appid: Schema.String,
  /** The merchant, or for service providers the provider. */
  mchid: Schema.String,
  /** Absent for direct merchants. */
  sub_mchid: text,
  /** Absent for direct merchants. */
  sub_appid: text,
  /** ID of the user under `sub_appid`. Personal data. */
  sub_openid: text
}

/**
 * A user signed a plan. The order of its first item may be created.
 *
 * WeChat Pay sends it to the `notify_url` of the sign plan and repeats it every minute, 11 times, until it receives a
 * 2xx response within 5 seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012286193 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012159652 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const userSignedPlan = Notification.make("PAYSCORE.USER_SIGN_PLAN", {
  originalType: "payscore",
  resource: signPlan,
  businessKey: ({ service_id, sign_plan_id, sub_mchid }) =>
    Notification.keyOf(sub_mchid, service_id, sign_plan_id)
})

/**
 * A sign plan ended, because the user cancelled it or closed its service.
 *
 * WeChat Pay sends it to the `notify_url` of the sign plan and repeats it every minute, 11 times, until it receives a
 * 2xx response within 5 seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012286184 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012159037 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const userCancelledSignPlan = Notification.make("PAYSCORE.USER_CANCEL_SIGN_PLAN", {
  originalType: "payscore",
  resource: signPlan,
  businessKey: ({ service_id, sign_plan_id, sub_mchid }) =>
    Notification.keyOf(sub_mchid, service_id, sign_plan_id)
})

/**
 * The application to bind a sub-merchant to a service was approved or rejected.
 *
 * WeChat Pay sends it to the `result_notify_url` of the application and repeats it after 15 s, 15 s, 30 s, 3 min, 10
 * min, 20 min, … for a day until it receives a 2xx response within 5 seconds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012156110 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const serviceAccountBound = Notification.make("PAYSCORE.BIND_SERVICE_ACCOUNT", {
  resource: {
    /** Service number assigned by WeChat Pay. */
    service_id: Schema.String,
    appid: Schema.String,
    /** The merchant, or for service providers the provider. */
    mchid: Schema.String,
    /** Appid of the sub-merchant. */
    sub_appid: text,
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    /** Application number assigned by the provider. */
    out_apply_no: Schema.String,
    /** `PROCESSING`, `APPROVED` or `REJECTED`. */
    apply_state: Wire.openEnum("PROCESSING", "APPROVED", "REJECTED"),
    /** Only if it was rejected. */
    reject_reason: text
  },
  businessKey: ({ apply_state, out_apply_no, service_id, sub_mchid }) =>
    Notification.keyOf(sub_mchid, service_id, out_apply_no, apply_state)
})

/**
 * The user pays an order of an acquiring institution actively. Place the cashier order now, with the values of
 * `prepay_req_body`.
 *
 * WeChat Pay repeats it after 15 s, 15 s, 30 s, 3 min, 10 min, 20 min, … for a day until it receives a 2xx response
 * within 5 seconds. An order may have several of these notifications, each with its own `nonce_str`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012084127 page of 2025
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013194116 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const merchantPrepay = Notification.make("PAYSCORE.MCH_PREPAY", {
  originalType: "payscore",
  resource: {
    /** Service number assigned by WeChat Pay. */
    service_id: Schema.String,
    appid: Schema.String,
    /** The merchant, or for service providers the provider. */
    mchid: Schema.String,
    /** Appid of the sub-merchant. */
    sub_appid: text,
    /** The sub-merchant. */
    sub_mchid: Schema.String,
    /** Channel merchant number of the institution. */
    channel_id: text,
    /** Order number assigned by the merchant. */
    out_order_no: Schema.String,
    /** ID of the user under `appid`; absent if `sub_openid` is present. Personal data. */
    openid: text,
    /** ID of the user under `sub_appid`. Personal data. */
    sub_openid: text,
    /** Amount in fen. */
    total_amount: Schema.Int,
    /** The required values of the cashier order. */
    prepay_req_body: Schema.Struct({
      /** Device number of the cashier order. */
      device_info: text,
      /** Random text of the cashier order. */
      nonce_str: Schema.String,
      /** Description of the goods. */
      body: Schema.String,
      /** Data that the merchant attached. */
      attach: text,
      /** Currency of the cashier order. */
      fee_type: text,
      /** Beijing time, `yyyyMMddHHmmss`. */
      time_start: text,
      /** Beijing time, `yyyyMMddHHmmss`. */
      time_expire: text,
      /** Coupon tag of the cashier order. */
      goods_tag: text,
      /** Address for the notification of the payment. */
      notify_url: Schema.String,
      /** `JSAPI`, `NATIVE` or `App`. */
      trade_type: Wire.openEnum("JSAPI", "NATIVE", "App"),
      /** `no_credit`. */
      limit_pay: Schema.optional(Wire.openEnum("no_credit")),
      need_receipt: Schema.optional(Schema.Boolean)
    }),
    /** From the institution's own call. Only one official page lists it. */
    prepay_req_header_base64: text,
    /** From the institution's own call. Only one official page lists it. */
    prepay_req_body_base64: text,
    /** From the institution's own call. Only one official page lists it. */
    prepay_resp_http_code: Schema.optional(Schema.Int),
    /** From the institution's own call. Only one official page lists it. */
    prepay_resp_header_base64: text,
    /** From the institution's own call. Only one official page lists it. */
    prepay_resp_body_base64: text
  },
  businessKey: (request) =>
    Notification.keyOf(
      request.channel_id,
      request.sub_mchid,
      request.service_id,
      request.out_order_no,
      request.prepay_req_body.nonce_str
    )
})
