/**
 * What WeChat Pay reports of complaints: that something happened, and in which complaint. Read the complaint or its history
 * for the rest.
 *
 * ```ts
 * const handler = NotificationHandler.make(ComplaintNotification.all, {
 *   "COMPLAINT.CREATE": ({ resource }) => Complaints.read(resource.complaint_id),
 *   "COMPLAINT.STATE_CHANGE": ({ resource }) => Complaints.read(resource.complaint_id),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * They go to the address of `ComplaintNotificationUrl`, are decrypted with the APIv3 key of the merchant that created it, and may
 * get lost: list complaints at regular times as well.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const resource = {
  complaint_id: Schema.String,
  /**
   * What happened: the user complained (`CREATE_COMPLAINT`), complained again (`CONTINUE_COMPLAINT`) or wrote
   * (`USER_RESPONSE`); WeChat Pay's staff wrote; the merchant responded, refunded, approved, rejected or reported it as handled;
   * the user asked for assistance or withdrew that; the refund arrived.
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
 * Deliveries that are repeated carry the same id.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289719
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012076174 service providers
 * @since 1.0.0
 * @category notifications
 */
export const created = Notification.make("COMPLAINT.CREATE", {
  originalType: "complaint",
  resource,
  businessKey: ({ complaint_id }) => complaint_id
})

/**
 * Something happened in a complaint. Whether it is sent for what the merchant does itself, sources contradict each other:
 * depend on neither.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012289719
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012076174 service providers
 * @since 1.0.0
 * @category notifications
 */
export const changed = Notification.make("COMPLAINT.STATE_CHANGE", { originalType: "complaint", resource })

/**
 * Every notification of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [created, changed] as const
