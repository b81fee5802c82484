/**
 * Durable workflows of WeChat Pay orders.
 *
 * @since 1.0.0
 */
export * as Activities from "./Activities.js"
export * as ActivityFailure from "./ActivityFailure.js"
export * as Deduction from "./Deduction.js"
export * as FaceSale from "./FaceSale.js"
export * as Payment from "./Payment.js"
export * as PayscoreOrder from "./PayscoreOrder.js"
export * as ProfitSharing from "./ProfitSharing.js"
export * as RefundWorkflow from "./RefundWorkflow.js"
export * as Runners from "./Runners.js"
export * as Transfer from "./Transfer.js"
export * as WorkflowDelays from "./WorkflowDelays.js"
