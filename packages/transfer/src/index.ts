/**
 * Transfers of merchants to users (商家转账).
 *
 * @since 1.0.0
 */
export * as CharityBudget from "./CharityBudget.js"
export * as CharityDonation from "./CharityDonation.js"
export * as CharityReceipt from "./CharityReceipt.js"
export * as EcommerceTransfer from "./EcommerceTransfer.js"
export * as EcommerceTransferPermission from "./EcommerceTransferPermission.js"
export * as FailReason from "./FailReason.js"
export * as MerchantBalance from "./MerchantBalance.js"
export * as PartnerTransfer from "./PartnerTransfer.js"
export * as PartnerTransferAuthorization from "./PartnerTransferAuthorization.js"
export * as PartnerTransferBatch from "./PartnerTransferBatch.js"
export * as PartnerTransferPermission from "./PartnerTransferPermission.js"
export * as PartnerTransferReceipt from "./PartnerTransferReceipt.js"
export * as QqWalletTransfer from "./QqWalletTransfer.js"
export * as Transfer from "./Transfer.js"
export * as TransferAuthorization from "./TransferAuthorization.js"
export * as TransferBatch from "./TransferBatch.js"
export * as TransferBatchReceipt from "./TransferBatchReceipt.js"
export * as TransferError from "./TransferError.js"
export * as TransferFlow from "./TransferFlow.js"
export * as TransferNotification from "./TransferNotification.js"
export * as TransferReceipt from "./TransferReceipt.js"
export * as TransferScene from "./TransferScene.js"
export * as TransferSignals from "./TransferSignals.js"
export * as TransferState from "./TransferState.js"
