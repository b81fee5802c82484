/**
 * Notifications of complaints. They contain the number of the complaint and the type of the event. Read the complaint
 * or its history for the details.
 *
 * ```ts
 * const handler = NotificationHandler.make(ComplaintNotification.all, {
 *   "COMPLAINT.CREATE": ({ resource }) => Complaints.read(resource.complaint_id),
 *   "COMPLAINT.STATE_CHANGE": ({ resource }) => Complaints.read(resource.complaint_id),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * WeChat Pay sends them to the address of `ComplaintNotificationUrl`. The APIv3 key of the merchant that created the
 * address decrypts them. They may get lost, so list complaints regularly as well.
 *
 * Tested in `test/simulator/complaintRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const resource = {
  /** Complaint number assigned by WeChat Pay. */
  complaint_id: Schema.String,
  /**
   * Type of the event: the user complained (`CREATE_COMPLAINT`), complained again (`CONTINUE_COMPLAINT`) or wrote
   * (`USER_RESPONSE`); WeChat Pay's staff wrote; the merchant responded, refunded, approved, rejected or marked the
   * complaint as handled; the user asked for assistance or withdrew the request; the refund arrived.
   */
  action_type: Wire.openEnum(
    "CREATE_COMPLAINT",
    "CONTINUE_COMPLAINT",
    "USER_RESPONSE",
    "RESPONSE_BY_PLATFORM",
    "SELLER_REFUND",
    "MERCHANT_RESPONSE",
    "MERCHANT_CONFIRM_COMPLETE",
    "USER_APPLY_PLATFORM_SERVICE",
    "USER_CANCEL_PLATFORM_SERVICE",
    "PLATFORM_SERVICE_FINISHED",
    "MERCHANT_APPROVE_REFUND",
    "MERCHANT_REJECT_REFUND",
    "REFUND_SUCCESS"
  )
}

/**
 * A user complained.
 *
 * Repeated deliveries of a notification have the same id.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289719 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012076174 service providers, page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const created = Notification.make("COMPLAINT.CREATE", {
  originalType: "complaint",
  resource,
  businessKey: ({ complaint_id }) => complaint_id
})

/**
 * Something happened in a complaint. The official pages contradict each other on whether the merchant's own actions
 * cause this event: do not depend on either.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289719 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012076174 service providers, page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const changed = Notification.make("COMPLAINT.STATE_CHANGE", { originalType: "complaint", resource })

/**
 * All notifications of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [created, changed] as const
