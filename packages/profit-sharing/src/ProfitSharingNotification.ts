/**
 * Notifications of profit sharing, for merchants that received a share or whose share was taken back.
 *
 * WeChat Pay sends these notifications only to receivers that are merchants, never to the payer. The receiver sets
 * the address in its settings on the platform, not in a call. A payer must query the share.
 *
 * ```ts
 * const handler = NotificationHandler.make(ProfitSharingNotification.all, {
 *   "PROFITSHARING.SUCCESS": ({ resource }) => Income.book(resource.order_id, resource.receiver.amount),
 *   "PROFITSHARING.RETURN": ({ resource }) => Income.takeBack(resource.order_id, resource.receiver.amount),
 *   "TRANSACTION.SUCCESS": (event) => Income.look(event.resource.order_id, ProfitSharingNotification.kindOf(event)),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const text = Schema.optional(Schema.String)

const resource = {
  /** The merchant that shared its own order; only without a service provider. */
  mchid: text,
  /** The service provider that shared. */
  sp_mchid: text,
  /** The sub-merchant that owns the order. */
  sub_mchid: text,
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.String,
  /** Number of the share or of the return, assigned by WeChat Pay. */
  order_id: Schema.String,
  /** Number of the share or of the return, assigned by the payer. */
  out_order_no: Schema.String,
  /** The receiver of the money. */
  receiver: Schema.Struct({
    /** Type of the receiver. */
    type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID"),
    /** The account that received the money: the receiver of a share, or the payer of a return. */
    account: Schema.String,
    /** Amount in fen. */
    amount: Schema.Int,
    /** Reason for the share or the return. */
    description: Schema.String
  }),
  /** Time when the money arrived, RFC 3339. */
  success_time: Schema.String
}

interface Resource {
  readonly sub_mchid?: string | undefined
  readonly order_id: string
  readonly out_order_no: string
  readonly receiver: { readonly type: string; readonly account: string }
}

const originalType = "profitsharing"

/** A share has several receivers, and each one receives its own notification. */
const businessKey = ({ order_id, out_order_no, receiver, sub_mchid }: Resource): string =>
  Notification.keyOf(sub_mchid, order_id, out_order_no, receiver.type, receiver.account)

/**
 * The merchant received a share.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289679 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const succeeded = Notification.make("PROFITSHARING.SUCCESS", { originalType, resource, businessKey })

/**
 * A share of the merchant was taken back.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289679 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const returned = Notification.make("PROFITSHARING.RETURN", { originalType, resource, businessKey })

/**
 * A share or a return under the event type of payments, which the official pages also mention. Its `original_type`
 * differs from that of a payment: a receiver that handles payments too must list both notifications.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289679 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const transactionSucceeded = Notification.make("TRANSACTION.SUCCESS", {
  originalType,
  resource,
  businessKey
})

/**
 * Whether a notification is about a share or a return. If the event type does not show it, the summary of the
 * notification does (分账回退 for a return). The resource has no field for it.
 *
 * @since 1.0.0
 * @category accessors
 */
export const kindOf = ({
  event_type,
  summary
}: Pick<Notification.Envelope, "event_type" | "summary">): "share" | "return" =>
  event_type === "PROFITSHARING.RETURN" ||
  (event_type !== "PROFITSHARING.SUCCESS" && /回退|退回/.test(summary))
    ? "return"
    : "share"

/**
 * All notifications of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [succeeded, returned, transactionSucceeded] as const
