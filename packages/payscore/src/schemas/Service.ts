/**
 * The service, application and merchant of a request.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * Fields of a direct merchant's request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const merchant = {
  /** Service number assigned by WeChat Pay, at most 32 characters. */
  service_id: Wire.ServiceId,
  /** Appid of the merchant, bound to the merchant number and configured on the service. */
  appid: Wire.AppId
} as const

/**
 * Fields of a service provider's request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partner = {
  /** Service number assigned by WeChat Pay, at most 32 characters. */
  service_id: Wire.ServiceId,
  /** Appid of the service provider, configured on the service. */
  appid: Wire.AppId,
  /** Merchant number of the sub-merchant. */
  sub_mchid: Wire.Mchid,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Wire.AppId)
} as const

/**
 * Fields of a response to a direct merchant.
 *
 * @since 1.0.0
 * @category schemas
 */
export const merchantResponse = {
  /** Service number assigned by WeChat Pay. */
  service_id: Schema.String,
  appid: Schema.String,
  /** The merchant, or for service providers the provider. */
  mchid: Schema.String
} as const

/**
 * Fields of a response to a service provider.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerResponse = {
  ...merchantResponse,
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String)
} as const
