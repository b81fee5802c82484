/**
 * Refunds (退款).
 *
 * @since 1.0.0
 */
export * as Refund from "./Refund.js"
export * as RefundError from "./RefundError.js"
export * as RefundFlow from "./RefundFlow.js"
export * as RefundNotification from "./RefundNotification.js"
export * as RefundSignals from "./RefundSignals.js"
