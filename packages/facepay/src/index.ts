/**
 * Face payment (刷脸支付).
 *
 * @since 1.0.0
 */
export * as Contract from "./Contract.js"
export * as ContractSignals from "./ContractSignals.js"
export * as FaceCollection from "./FaceCollection.js"
export * as FaceDeposit from "./FaceDeposit.js"
export * as FacePayment from "./FacePayment.js"
export * as FacePaymentError from "./FacePaymentError.js"
export * as FacePaymentFlow from "./FacePaymentFlow.js"
export * as FacePaymentState from "./FacePaymentState.js"
export * as FacepayError from "./FacepayError.js"
export * as FacepayNotification from "./FacepayNotification.js"
export * as FaceUser from "./FaceUser.js"
export * as OfflineContractFlow from "./OfflineContractFlow.js"
export * as OfflineDevice from "./OfflineDevice.js"
export * as OfflineTransaction from "./OfflineTransaction.js"
export * as OfflineTransactionState from "./OfflineTransactionState.js"
export * as OnlineDevice from "./OnlineDevice.js"
export * as Organization from "./Organization.js"
export * as OrganizationUser from "./OrganizationUser.js"
export * as Repayment from "./Repayment.js"
export * as SignToken from "./SignToken.js"
