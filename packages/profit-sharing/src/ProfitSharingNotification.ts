/**
 * What WeChat Pay reports of profit sharing: to a merchant that received a share, and to one whose share was taken back.
 *
 * Only merchant receivers get these notifications, never the payer: their address is set on the platform, in the settings of
 * the receiver, and not in a call. A payer queries.
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
  /** Who shared its own order; only without a service provider. */
  mchid: text,
  /** The service provider that shared. */
  sp_mchid: text,
  /** The sub-merchant whose order was shared. */
  sub_mchid: text,
  /** Payment number assigned by WeChat Pay. */
  transaction_id: Schema.String,
  /** Number of the share or of the return, assigned by WeChat Pay. */
  order_id: Schema.String,
  /** Number of the share or of the return, assigned by the payer. */
  out_order_no: Schema.String,
  receiver: Schema.Struct({
    type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID"),
    /** Who got the money; on a return the payer, who gets it back. */
    account: Schema.String,
    /** Amount in fen. */
    amount: Schema.Int,
    description: Schema.String
  }),
  /** Time when the money arrived, RFC 3339. */
  success_time: Schema.String
}

interface Resource {
  readonly order_id: string
  readonly receiver: { readonly account: string }
}

const originalType = "profitsharing"

/** A share has several receivers, each of which gets one. */
const businessKey = ({ order_id, receiver }: Resource): string => JSON.stringify([order_id, receiver.account])

/**
 * A share arrived.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289679 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const succeeded = Notification.make("PROFITSHARING.SUCCESS", { originalType, resource, businessKey })

/**
 * A share was taken back.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289679 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const returned = Notification.make("PROFITSHARING.RETURN", { originalType, resource, businessKey })

/**
 * Either of the two under the event type of payments, which the pages name as well. The `original_type` tells it from a
 * payment: a receiver that handles both lists both.
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
 * Whether a notification is about a share or about a return. Where the event type does not say it, the text of the
 * notification does (分账回退 for a return); no member of the resource tells.
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
