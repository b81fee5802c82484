/**
 * What WeChat Pay reports of refunds: how they ended.
 *
 * ```ts
 * const handler = NotificationHandler.make(RefundNotification.all, {
 *   "REFUND.SUCCESS": ({ resource }) => Refunds.settle(resource.out_refund_no, resource.amount.refund),
 *   "REFUND.ABNORMAL": ({ resource }) => Refunds.askForCard(resource.out_refund_no),
 *   "REFUND.CLOSED": ({ resource }) => Refunds.fail(resource.out_refund_no),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * They come to the `notify_url` of the application. Refunds made in the merchant console, or without a `notify_url`, are
 * reported in the XML of APIv2.
 *
 * Tested in `test/refund/Refund.test.ts`.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const text = Schema.optional(Schema.String)

const resource = {
  /** The merchant; not for service providers. */
  mchid: text,
  /** The service provider. */
  sp_mchid: text,
  /** The sub-merchant of the service provider. */
  sub_mchid: text,
  /** The merchant's number of the payment. */
  out_trade_no: Schema.String,
  /** WeChat Pay's number of the payment. */
  transaction_id: Schema.String,
  /** The merchant's number of the refund. */
  out_refund_no: Schema.String,
  /** WeChat Pay's number of the refund. */
  refund_id: Schema.String,
  /** `SUCCESS`, `CLOSED` or `ABNORMAL`, see `Refund`. */
  refund_status: Wire.openEnum("SUCCESS", "CLOSED", "ABNORMAL"),
  /** When it succeeded, RFC 3339; only with `SUCCESS`. */
  success_time: text,
  /** Where the user gets it, for people. Personal data. */
  user_received_account: Schema.String,
  amount: Schema.Struct({
    /** What the order cost, in fen. */
    total: Schema.Int,
    /** What was applied for, in fen. */
    refund: Schema.Int,
    /** What the user paid of the order, without coupons, in fen. */
    payer_total: Schema.Int,
    /** What the user gets back, without coupons, in fen. */
    payer_refund: Schema.Int
  }),
  /** Who paid for it, on platforms that advance money: `REFUND_SOURCE_PARTNER_ADVANCE`, `REFUND_SOURCE_SUB_MERCHANT`. */
  refund_account: text,
  /** Personal collection on platforms only. */
  individual_auth_id: text
}

/** Names a refund among those of all sub-merchants. */
const refundKey = ({
  out_refund_no,
  sub_mchid
}: {
  readonly out_refund_no: string
  readonly sub_mchid?: string | undefined
}): string => JSON.stringify([sub_mchid ?? null, out_refund_no])

/**
 * The money went back.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791865
 * @since 1.0.0
 * @category notifications
 */
export const succeeded = Notification.make("REFUND.SUCCESS", {
  originalType: "refund",
  resource,
  businessKey: refundKey
})

/**
 * The user's card or account cannot take the money. `Refund.applyAbnormal` sends it elsewhere; when that fails too, the
 * event comes again.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791865
 * @since 1.0.0
 * @category notifications
 */
export const abnormal = Notification.make("REFUND.ABNORMAL", { originalType: "refund", resource })

/**
 * The refund ended without money going back.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791865
 * @since 1.0.0
 * @category notifications
 */
export const closed = Notification.make("REFUND.CLOSED", {
  originalType: "refund",
  resource,
  businessKey: refundKey
})

/**
 * Every notification of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [succeeded, abnormal, closed] as const
