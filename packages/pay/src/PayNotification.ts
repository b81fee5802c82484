/**
 * Notifications of payments.
 *
 * ```ts
 * const handler = NotificationHandler.make([PayNotification.succeeded], {
 *   "TRANSACTION.SUCCESS": ({ resource, shape }) =>
 *     shape === "combined"
 *       ? Orders.paid(resource.combine_out_trade_no, PaymentState.of(resource))
 *       : Orders.paid(resource.out_trade_no, PaymentState.of(resource)),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * WeChat Pay does not notify failed payments, closed orders, reversals or payments by code. Notifications may get
 * lost, so query orders as well.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Schema from "effect/Schema"
import * as Response from "./schemas/Response.js"

const text = Schema.optional(Schema.String)

const amount = Schema.Struct({
  /** Total amount of the order, in fen, coupons included. Compare it with your own order. */
  total: Schema.Int,
  /** Amount that the user paid, in fen: `total` minus all coupons. */
  payer_total: Schema.Int,
  /** `CNY`. */
  currency: text,
  /** `CNY`. */
  payer_currency: text
})

const paid = {
  /** Order number. Compare it with your own. */
  out_trade_no: Schema.String,
  /** Payment number assigned by WeChat Pay, which refunds and profit sharing need. */
  transaction_id: Schema.String,
  /** Channel of the payment. */
  trade_type: Response.TradeType,
  /** `SUCCESS`. Convert it with `PaymentState.of`. */
  trade_state: Response.TradeState,
  /** Chinese display text of the state. */
  trade_state_desc: Schema.String,
  /** The bank with `_DEBIT`, `_CREDIT` or `_ECNY`; `OTHERS` for the wallet and the like. */
  bank_type: Schema.String,
  /** The value of the request. */
  attach: text,
  /** Time of the payment, RFC 3339. */
  success_time: Schema.String,
  amount,
  /** Scene of the payment. It contains only fields that the request contained. */
  scene_info: Schema.optional(Schema.Struct({ device_id: text })),
  /** Coupons that paid part of the order; absent if there are none. */
  promotion_detail: Schema.optional(Schema.Array(Response.LoosePromotion)),
  /** Only for WeChat Fenfu, if the user chose a subsidised plan. */
  installment_info: Response.installmentInfo
}

const merchant = {
  /** The application of the order. Compare it with your own. */
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  ...paid,
  /** The user who paid. */
  payer: Schema.Struct({
    /** ID of the user under `appid`. Personal data. */
    openid: Schema.String
  })
}

const partner = {
  /** The provider's application. */
  sp_appid: Schema.String,
  /** The service provider. */
  sp_mchid: Schema.String,
  /** Appid of the sub-merchant; only if the order was created with one. */
  sub_appid: text,
  /** The sub-merchant that receives the money. Compare it with your own. */
  sub_mchid: Schema.String,
  ...paid,
  /** The user who paid. */
  payer: Schema.Struct({
    /** ID of the user under `sp_appid`; always present according to the documentation. Personal data. */
    sp_openid: text,
    /** ID of the user under `sub_appid`; only if the order was created with one. Personal data. */
    sub_openid: text
  })
}

const subOrder = Schema.Struct({
  /** The payee; for service providers the provider itself. */
  mchid: Schema.String,
  /** The sub-merchant that receives the money; only for service providers. */
  sub_mchid: text,
  /** Only if the sub order was created with one. */
  sub_appid: text,
  /** ID of the user under `sub_appid`. Personal data. */
  sub_openid: text,
  /** Sub order number. Compare it with your own. */
  out_trade_no: Schema.String,
  /** Number of the sub order's payment, assigned by WeChat Pay, which its refund and sharing need. */
  transaction_id: Schema.String,
  /** Channel of the payment. */
  trade_type: Response.TradeType,
  /** `SUCCESS`. Convert it with `PaymentState.of`. */
  trade_state: Response.TradeState,
  /** The bank with `_DEBIT`, `_CREDIT` or `_ECNY`; `OTHERS` for the wallet and the like. */
  bank_type: Schema.String,
  /** The value of the request. */
  attach: text,
  /** Time of the payment, RFC 3339, with milliseconds in WeChat Pay's samples. */
  success_time: Schema.String,
  /** Amount of the sub order, in fen. */
  amount: Schema.Struct({
    /** Total amount of the sub order, in fen, coupons included. Compare it with your own order. */
    total_amount: Schema.Int,
    /** Amount that the user paid, in fen: `total_amount` minus all coupons. */
    payer_amount: Schema.Int,
    /** `CNY`. */
    currency: text,
    /** `CNY`. */
    payer_currency: text,
    /** The rate times 10^8; only if the settlement has another currency. */
    settlement_rate: Schema.optional(Schema.Int)
  }),
  /** Coupons that paid part of the order; absent if there are none. */
  promotion_detail: Schema.optional(Schema.Array(Response.LoosePromotion)),
  /** Only for collection by individuals. */
  individual_auth_id: text,
  /** Only for collection by individuals. */
  individual_name: text
})

const combined = {
  /** The initiator's application. */
  combine_appid: Schema.String,
  /** The initiator. */
  combine_mchid: Schema.String,
  /** Number of the combined order. Compare it with your own. */
  combine_out_trade_no: Schema.String,
  /** Number of the combined order, assigned by WeChat Pay, only on an older page. */
  combine_transaction_id: text,
  /** Scene of the payment. It contains only fields that the request contained. */
  scene_info: Schema.optional(Schema.Struct({ device_id: text })),
  /** All sub orders, each with its own amount. */
  sub_orders: Schema.Array(subOrder),
  /** The user who paid. */
  combine_payer_info: Schema.Struct({
    /** ID of the user under `combine_appid`; always present according to the documentation. Personal data. */
    openid: text
  }),
  /** `RECOMMERCE`: second-hand trade; collection by individuals only. */
  trade_scenario: text,
  /** Only for WeChat Fenfu, if the user chose a subsidised plan. */
  installment_info: Response.installmentInfo
}

type Numbers =
  | { readonly combine_out_trade_no: string }
  | { readonly out_trade_no: string; readonly sub_mchid?: string | undefined }

/** Each order is paid once. */
const orderKey = (order: Numbers): string =>
  "combine_out_trade_no" in order
    ? Notification.keyOf("combined", order.combine_out_trade_no)
    : Notification.keyOf(order.sub_mchid, order.out_trade_no)

/**
 * An order was paid. `event.shape` is `merchant`, `partner` (an order of a service provider) or `combined` (sent once
 * for the whole combined order).
 *
 * WeChat Pay sends it to the `notify_url` of the order and repeats it after 15 s, 15 s, 30 s, 3 min, 10 min, 20 min,
 * … for a day until it receives a 2xx response within 5 seconds. It may arrive several times, late, and after a query
 * has shown the payment. Before you deliver, compare number, merchant, appid and amount with your own order
 * (`PaymentState.isPaid`). An order that you closed or replaced may still have been paid: refund it.
 *
 * Parking deductions of WeChat Pay Score use the same event type: send another `notify_url` for them.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791861 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012085801 service providers, page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const succeeded = Notification.makeUnion("TRANSACTION.SUCCESS", {
  originalType: "transaction",
  shapes: { combined, partner, merchant },
  businessKey: orderKey
})

/**
 * All notifications of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [succeeded] as const
