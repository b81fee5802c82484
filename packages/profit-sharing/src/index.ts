/**
 * Profit sharing (分账).
 *
 * @since 1.0.0
 */
export * as BrandConfig from "./BrandConfig.js"
export * as BrandProfitSharing from "./BrandProfitSharing.js"
export * as BrandProfitSharingReceiver from "./BrandProfitSharingReceiver.js"
export * as BrandProfitSharingReturn from "./BrandProfitSharingReturn.js"
export * as EcommerceAfterSales from "./EcommerceAfterSales.js"
export * as EcommerceProfitSharing from "./EcommerceProfitSharing.js"
export * as EcommerceProfitSharingReceiver from "./EcommerceProfitSharingReceiver.js"
export * as EcommerceProfitSharingReturn from "./EcommerceProfitSharingReturn.js"
export * as PartnerConfig from "./PartnerConfig.js"
export * as ProfitSharing from "./ProfitSharing.js"
export * as ProfitSharingBill from "./ProfitSharingBill.js"
export * as ProfitSharingError from "./ProfitSharingError.js"
export * as ProfitSharingFlow from "./ProfitSharingFlow.js"
export * as ProfitSharingNotification from "./ProfitSharingNotification.js"
export * as ProfitSharingReceiver from "./ProfitSharingReceiver.js"
export * as ProfitSharingReturn from "./ProfitSharingReturn.js"
export * as ProfitSharingSignals from "./ProfitSharingSignals.js"
