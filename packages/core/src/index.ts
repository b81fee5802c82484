/**
 * The protocol of WeChat Pay APIv3 as Effect services.
 *
 * @since 1.0.0
 */
export * as ApiError from "./ApiError.js"
export * as Authorization from "./Authorization.js"
export * as BeijingTime from "./BeijingTime.js"
export * as Certificate from "./Certificate.js"
export * as CommonError from "./CommonError.js"
export * as Endpoint from "./Endpoint.js"
export * as KeyError from "./KeyError.js"
export * as Nonce from "./Nonce.js"
export * as Notification from "./Notification.js"
export * as NotificationHandler from "./NotificationHandler.js"
export * as Outcome from "./Outcome.js"
export * as Retry from "./Retry.js"
export * as Rule from "./Rule.js"
export * as Signer from "./Signer.js"
export * as Timeout from "./Timeout.js"
export * as Verifier from "./Verifier.js"
export * as WechatPayClient from "./WechatPayClient.js"
export * as WechatPayError from "./WechatPayError.js"
export * as Wire from "./Wire.js"
