/**
 * WeChat Pay Score (微信支付分).
 *
 * @since 1.0.0
 */
export * as PartnerPermission from "./PartnerPermission.js"
export * as PayscoreError from "./PayscoreError.js"
export * as Permission from "./Permission.js"
