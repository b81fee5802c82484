/**
 * The devices that recognize faces offline, for service providers.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"

/**
 * Gets the authorization (`authinfo`) with which a device of an organization starts to recognize faces.
 *
 * Allowed at any time for an organization of the provider and of that sub-merchant. `raw_data` comes from the
 * device's SDK and belongs to that machine and its network card: the device rejects an authorization made from
 * another machine's data. It is valid for 3600 seconds; fetch it at most once an hour, and before it expires, because
 * a device that is offline at that time cannot be used.
 *
 * The call changes nothing. Repeating it is not documented, so the client sends it once; call it again after a
 * failure. The documentation lists no errors: expect `ParamError` for wrong data, `NoAuth` for a sub-merchant or
 * organization that is not the provider's.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html page of 2022-04
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
    /** The data from the SDK of this device, not of another one. No length is documented. */
    raw_data: Wire.nonEmptyText,
    /** The school or company, assigned by WeChat Pay. No length is documented. */
    organization_id: Wire.nonEmptyText
  },
  success: {
    /** Pass it to the device. Valid for 3600 seconds. */
    authinfo: Schema.String
  },
  errors: FacepayError.all
})
