/**
 * Payments (基础支付) by JSAPI, mini program, app, H5, Native and payment code, for merchants, service providers and
 * combined orders.
 *
 * `NativeCode`, which draws QR codes, has its own import path, because it needs an optional package.
 *
 * @since 1.0.0
 */
export * as App from "./App.js"
export * as CodePayment from "./CodePayment.js"
export * as CodePaymentFlow from "./CodePaymentFlow.js"
export * as CodePaymentResult from "./CodePaymentResult.js"
export * as CodePaymentSchedules from "./CodePaymentSchedules.js"
export * as CombinedApp from "./CombinedApp.js"
export * as CombinedH5 from "./CombinedH5.js"
export * as CombinedJsapi from "./CombinedJsapi.js"
export * as CombinedNative from "./CombinedNative.js"
export * as CombinedPayment from "./CombinedPayment.js"
export * as CombinedPaymentFlow from "./CombinedPaymentFlow.js"
export * as H5 from "./H5.js"
export * as Jsapi from "./Jsapi.js"
export * as Native from "./Native.js"
export * as PartnerApp from "./PartnerApp.js"
export * as PartnerCodePayment from "./PartnerCodePayment.js"
export * as PartnerCodePaymentFlow from "./PartnerCodePaymentFlow.js"
export * as PartnerH5 from "./PartnerH5.js"
export * as PartnerJsapi from "./PartnerJsapi.js"
export * as PartnerMiniProgram from "./PartnerMiniProgram.js"
export * as PartnerNative from "./PartnerNative.js"
export * as PartnerPayment from "./PartnerPayment.js"
export * as PartnerPaymentFlow from "./PartnerPaymentFlow.js"
export * as PartnerScannedPos from "./PartnerScannedPos.js"
export * as PayError from "./PayError.js"
export * as Payment from "./Payment.js"
export * as PaymentFlow from "./PaymentFlow.js"
export * as PaymentSchedules from "./PaymentSchedules.js"
export * as PaymentSignals from "./PaymentSignals.js"
export * as PaymentState from "./PaymentState.js"
export * as PayNotification from "./PayNotification.js"
