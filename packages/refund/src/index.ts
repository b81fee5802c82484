/**
 * Refunds (退款).
 *
 * @since 1.0.0
 */
export * as Refund from "./Refund.js"
export * as RefundError from "./RefundError.js"
export * as RefundNotification from "./RefundNotification.js"
