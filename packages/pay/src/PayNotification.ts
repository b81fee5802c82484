/**
 * What WeChat Pay reports of payments: that an order was paid.
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
 * Failed payments, closed orders, reversals and payment codes are not notified. A notification can get lost: query as well.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Schema from "effect/Schema"
import * as Response from "./schemas/Response.js"

const text = Schema.optional(Schema.String)

const amount = Schema.Struct({
  /** What the order costs, in fen, coupons included. Compare it with your own order. */
  total: Schema.Int,
  /** What the user paid, in fen: `total` less all coupons. */
  payer_total: Schema.Int,
  /** `CNY`. */
  currency: text,
  /** `CNY`. */
  payer_currency: text
})

const paid = {
  /** The number of the order. Compare it with your own. */
  out_trade_no: Schema.String,
  /** WeChat Pay's number of the payment, which refunds and profit sharing need. */
  transaction_id: Schema.String,
  /** Where the user paid. */
  trade_type: Response.TradeType,
  /** `SUCCESS`; `PaymentState.of` reads it. */
  trade_state: Response.TradeState,
  /** The state in Chinese, for people. */
  trade_state_desc: Schema.String,
  /** The bank with `_DEBIT`, `_CREDIT` or `_ECNY`; `OTHERS` for the wallet and the like. */
  bank_type: Schema.String,
  /** As it was sent. */
  attach: text,
  /** When it was paid, RFC 3339. */
  success_time: Schema.String,
  amount,
  /** Where it was paid; only what was sent. */
  scene_info: Schema.optional(Schema.Struct({ device_id: text })),
  /** Coupons that paid a part; only where some did. */
  promotion_detail: Schema.optional(Schema.Array(Response.LoosePromotion)),
  /** WeChat Fenfu only, where the user took a subsidised plan. */
  installment_info: Response.installmentInfo
}

const merchant = {
  /** The application of the order. Compare it with your own. */
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  ...paid,
  payer: Schema.Struct({
    /** The user under `appid`. Personal data. */
    openid: Schema.String
  })
}

const partner = {
  /** The provider's application. */
  sp_appid: Schema.String,
  /** The service provider. */
  sp_mchid: Schema.String,
  /** The sub-merchant's application; only where the order was created with one. */
  sub_appid: text,
  /** The sub-merchant that gets the money. Compare it with your own. */
  sub_mchid: Schema.String,
  ...paid,
  payer: Schema.Struct({
    /** The user under `sp_appid`; documented as always there. Personal data. */
    sp_openid: text,
    /** The user under `sub_appid`; only where the order was created with one. Personal data. */
    sub_openid: text
  })
}

const subOrder = Schema.Struct({
  /** The payee; for service providers the provider itself. */
  mchid: Schema.String,
  /** The sub-merchant that gets the money; for service providers always, else never. */
  sub_mchid: text,
  /** Only where the sub order was created with one. */
  sub_appid: text,
  /** The user under `sub_appid`. Personal data. */
  sub_openid: text,
  /** The number of the sub order. Compare it with your own. */
  out_trade_no: Schema.String,
  /** WeChat Pay's number of the sub order's payment, which its refund and sharing need. */
  transaction_id: Schema.String,
  /** Where the user paid. */
  trade_type: Response.TradeType,
  /** `SUCCESS`; `PaymentState.of` reads it. */
  trade_state: Response.TradeState,
  /** The bank with `_DEBIT`, `_CREDIT` or `_ECNY`; `OTHERS` for the wallet and the like. */
  bank_type: Schema.String,
  /** As it was sent. */
  attach: text,
  /** When it was paid, RFC 3339, with milliseconds in WeChat Pay's samples. */
  success_time: Schema.String,
  amount: Schema.Struct({
    /** What the sub order costs, in fen, coupons included. Compare it with your own order. */
    total_amount: Schema.Int,
    /** What the user paid, in fen: `total_amount` less all coupons. */
    payer_amount: Schema.Int,
    /** `CNY`. */
    currency: text,
    /** `CNY`. */
    payer_currency: text,
    /** The rate times 10^8; only where the settlement has another currency. */
    settlement_rate: Schema.optional(Schema.Int)
  }),
  /** Coupons that paid a part; only where some did. */
  promotion_detail: Schema.optional(Schema.Array(Response.LoosePromotion)),
  /** Collection by individuals only. */
  individual_auth_id: text,
  /** Collection by individuals only. */
  individual_name: text
})

const combined = {
  /** The initiator's application. */
  combine_appid: Schema.String,
  /** The initiator. */
  combine_mchid: Schema.String,
  /** The number of the whole order. Compare it with your own. */
  combine_out_trade_no: Schema.String,
  /** WeChat Pay's number of the whole order, on an older page only. */
  combine_transaction_id: text,
  /** Where it was paid; only what was sent. */
  scene_info: Schema.optional(Schema.Struct({ device_id: text })),
  /** All sub orders, each with its own amount. */
  sub_orders: Schema.Array(subOrder),
  combine_payer_info: Schema.Struct({
    /** The user under `combine_appid`; documented as always there. Personal data. */
    openid: text
  }),
  /** `RECOMMERCE`: second-hand trade; collection by individuals only. */
  trade_scenario: text,
  /** WeChat Fenfu only, where the user took a subsidised plan. */
  installment_info: Response.installmentInfo
}

type Numbers =
  | { readonly combine_out_trade_no: string }
  | { readonly out_trade_no: string; readonly sub_mchid?: string | undefined }

/** An order is paid once. */
const orderKey = (order: Numbers): string =>
  "combine_out_trade_no" in order
    ? JSON.stringify(["combined", order.combine_out_trade_no])
    : JSON.stringify([order.sub_mchid ?? null, order.out_trade_no])

/**
 * An order was paid. `event.shape` says whose: `merchant`, `partner` (of a service provider) or `combined`, which comes once for
 * the whole combined order.
 *
 * Goes to the `notify_url` of the order, and comes again after 15 s, 15 s, 30 s, 3 min, 10 min, 20 min, … for a day unless it is
 * answered 2xx within 5 seconds. It may come several times, late, and after a query has shown the payment. Before you deliver,
 * compare number, merchant, appid and amount with your own order (`PaymentState.isPaid`). An order that you closed or replaced
 * may have been paid meanwhile: refund it.
 *
 * Parking deductions of WeChat Pay Score share the event type: give them another `notify_url`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012085801 service providers
 * @since 1.0.0
 * @category notifications
 */
export const succeeded = Notification.makeUnion("TRANSACTION.SUCCESS", {
  originalType: "transaction",
  shapes: { combined, partner, merchant },
  businessKey: orderKey
})

/**
 * Every notification of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [succeeded] as const
