/**
 * WeChat Pay Score (微信支付分).
 *
 * @since 1.0.0
 */
export * as AcquiringBankPermission from "./AcquiringBankPermission.js"
export * as LegacyPermission from "./LegacyPermission.js"
export * as MerchantBill from "./MerchantBill.js"
export * as Parking from "./Parking.js"
export * as ParkingTransaction from "./ParkingTransaction.js"
export * as PartnerPermission from "./PartnerPermission.js"
export * as PartnerPlan from "./PartnerPlan.js"
export * as PartnerServiceAccount from "./PartnerServiceAccount.js"
export * as PartnerServiceQuota from "./PartnerServiceQuota.js"
export * as PartnerSignPlan from "./PartnerSignPlan.js"
export * as PayAfterOrder from "./PayAfterOrder.js"
export * as PayscoreError from "./PayscoreError.js"
export * as Permission from "./Permission.js"
export * as Plan from "./Plan.js"
export * as SignPlan from "./SignPlan.js"
export * as SmartRetailOrder from "./SmartRetailOrder.js"
