/**
 * Consumer complaints (消费者投诉).
 *
 * @since 1.0.0
 */
export * as Complaint from "./Complaint.js"
export * as ComplaintError from "./ComplaintError.js"
export * as ComplaintNotification from "./ComplaintNotification.js"
export * as ComplaintNotificationUrl from "./ComplaintNotificationUrl.js"
