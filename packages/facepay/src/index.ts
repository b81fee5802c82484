/**
 * Face payment (刷脸支付).
 *
 * @since 1.0.0
 */
export * as FacepayError from "./FacepayError.js"
export * as OrganizationUser from "./OrganizationUser.js"
