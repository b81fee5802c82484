/**
 * The devices that recognise faces without a connection, for service providers.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"

/**
 * Gets the authorisation (`authinfo`) with which a device of an organization starts to recognise faces.
 *
 * Allowed at any time for an organization of the provider and of that sub-merchant. `raw_data` comes from the device's SDK and belongs to
 * that machine and its network card: an authorisation made of another machine's data is refused on the device. It is valid for
 * 3600 seconds; fetch it once an hour at most, and in time, because a device that is offline when it expires cannot be used.
 *
 * Nothing is changed by it. It is not documented that it may be repeated, so it is sent once; call it again after a failure.
 * The documentation prints no errors: expect `ParamError` for wrong data, `NoAuth` for a sub-merchant or organization
 * that is not the provider's.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html
 * @since 1.0.0
 * @category endpoints
 */
export const authorize = Endpoint.make("facepay.offlineDevice.authorize", {
  method: "POST",
  path: "/v3/offlineface/authinfo",
  payload: {
    /** The provider's application. No length is documented. */
    sp_appid: Wire.nonEmptyText,
    /** The sub-merchant's application. */
    sub_appid: Schema.optional(Wire.nonEmptyText),
    /** The school or company as a sub-merchant. */
    sub_mchid: Wire.nonEmptyText,
    /** The provider's own number of the device. No length is documented. */
    device_id: Wire.nonEmptyText,
    /** What the SDK of this device gave; of no other device. No length is documented. */
    raw_data: Wire.nonEmptyText,
    /** The school or company, given out by WeChat Pay. No length is documented. */
    organization_id: Wire.nonEmptyText
  },
  success: {
    /** Hand it to the device. Valid for 3600 seconds. */
    authinfo: Schema.String
  },
  errors: FacepayError.all
})
