/**
 * Bills (账单).
 *
 * @since 1.0.0
 */
export * as BillError from "./BillError.js"
export * as BillFile from "./BillFile.js"
export * as FundFlowBill from "./FundFlowBill.js"
export * as Reconciliation from "./Reconciliation.js"
export * as SubMerchantFundFlowBill from "./SubMerchantFundFlowBill.js"
export * as TradeBill from "./TradeBill.js"
