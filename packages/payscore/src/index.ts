/**
 * WeChat Pay Score (微信支付分).
 *
 * @since 1.0.0
 */
export * as AcquiringBankPayOnDeliveryOrder from "./AcquiringBankPayOnDeliveryOrder.js"
export * as AcquiringBankPermission from "./AcquiringBankPermission.js"
export * as AcquiringBankServiceOrder from "./AcquiringBankServiceOrder.js"
export * as LegacyPermission from "./LegacyPermission.js"
export * as MerchantBill from "./MerchantBill.js"
export * as OrderState from "./OrderState.js"
export * as OverseasServiceOrder from "./OverseasServiceOrder.js"
export * as Parking from "./Parking.js"
export * as ParkingTransaction from "./ParkingTransaction.js"
export * as PartnerPayOnDeliveryOrder from "./PartnerPayOnDeliveryOrder.js"
export * as PartnerPermission from "./PartnerPermission.js"
export * as PartnerPlan from "./PartnerPlan.js"
export * as PartnerServiceAccount from "./PartnerServiceAccount.js"
export * as PartnerServiceOrder from "./PartnerServiceOrder.js"
export * as PartnerServiceQuota from "./PartnerServiceQuota.js"
export * as PartnerSignPlan from "./PartnerSignPlan.js"
export * as PayAfterOrder from "./PayAfterOrder.js"
export * as PayOnDeliveryOrder from "./PayOnDeliveryOrder.js"
export * as PayscoreError from "./PayscoreError.js"
export * as Permission from "./Permission.js"
export * as Plan from "./Plan.js"
export * as ServiceOrder from "./ServiceOrder.js"
export * as SignPlan from "./SignPlan.js"
export * as SmartRetailOrder from "./SmartRetailOrder.js"
