/**
 * Notifications of the results of refunds.
 *
 * ```ts
 * const handler = NotificationHandler.make(RefundNotification.all, {
 *   "REFUND.SUCCESS": ({ resource }) => Refunds.complete(resource.out_refund_no, resource.amount.refund),
 *   "REFUND.ABNORMAL": ({ resource }) => Refunds.askForCard(resource.out_refund_no),
 *   "REFUND.CLOSED": ({ resource }) => Refunds.fail(resource.out_refund_no),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * WeChat Pay sends them to the `notify_url` of the application. Refunds that were made in the merchant console, or
 * without a `notify_url`, are reported in the XML format of APIv2. A notification may arrive more than once.
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
  /** The merchant; absent for service providers. */
  mchid: text,
  /** The service provider. */
  sp_mchid: text,
  /** The sub-merchant of the service provider. */
  sub_mchid: text,
  /** Payment number assigned by the merchant. */
  out_trade_no: Schema.String,
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.String,
  /** Refund number assigned by the merchant. */
  out_refund_no: Schema.String,
  /** Refund number assigned by WeChat Pay. */
  refund_id: Schema.String,
  /** `SUCCESS`, `CLOSED` or `ABNORMAL`, see `Refund`. */
  refund_status: Wire.openEnum("SUCCESS", "CLOSED", "ABNORMAL"),
  /** Time when the refund succeeded, RFC 3339; only with `SUCCESS`. */
  success_time: text,
  /** Display text of the account that receives the money. Personal data. */
  user_received_account: Schema.String,
  /** Amounts of the refund, in fen. */
  amount: Schema.Struct({
    /** Amount of the order, in fen. */
    total: Schema.Int,
    /** Amount that the merchant asked to refund, in fen. */
    refund: Schema.Int,
    /** Amount of the order that the user paid, without coupons, in fen. */
    payer_total: Schema.Int,
    /** Amount that the user gets back, without coupons, in fen. */
    payer_refund: Schema.Int
  }),
  /**
   * Who paid for the refund, on platforms that advance money: `REFUND_SOURCE_PARTNER_ADVANCE`,
   * `REFUND_SOURCE_SUB_MERCHANT`.
   */
  refund_account: text,
  /** Only for personal collection on platforms. */
  individual_auth_id: text
}

/** Identifies a refund among the refunds of all sub-merchants. */
const refundKey = ({
  out_refund_no,
  sub_mchid
}: {
  readonly out_refund_no: string
  readonly sub_mchid?: string | undefined
}): string => Notification.keyOf(sub_mchid, out_refund_no)

/**
 * The refund succeeded.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791865 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const succeeded = Notification.make("REFUND.SUCCESS", {
  originalType: "refund",
  resource,
  businessKey: refundKey
})

/**
 * The user's card or account cannot receive the money. `Refund.applyAbnormal` sends it to another account. WeChat Pay
 * sends this event again if that fails too.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791865 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const abnormal = Notification.make("REFUND.ABNORMAL", { originalType: "refund", resource })

/**
 * The refund ended, and nothing was refunded.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791865 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const closed = Notification.make("REFUND.CLOSED", {
  originalType: "refund",
  resource,
  businessKey: refundKey
})

/**
 * All notifications of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [succeeded, abnormal, closed] as const
