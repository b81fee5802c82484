/**
 * Devices that recognise faces online, against WeChat's cloud.
 *
 * @since 1.0.0
 */
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacePaymentError from "./FacePaymentError.js"
import { payee, payeeOfResponse } from "./schemas/FacePayment.js"

/**
 * Gets the `authinfo` that lets a device recognise faces. The device asks for it with raw data of its SDK and hands it to
 * `getWxpayfaceCode`; cache it for `expires_in` seconds, an hour as a rule.
 *
 * It is sent once, as it is not documented what the same raw data give a second time; it moves no money, so after any failure
 * let the device make new raw data and ask again. Raw data that WeChat Pay refuses are `RawDataRejected`.
 *
 * The client adds `mch_id`, `now` (its own clock), `version` and the signature. It goes to a host of its own,
 * `payapp.weixin.qq.com`.
 *
 * ```ts
 * OnlineDevice.authinfo({ appid, store_id: "S01", store_name: "North gate", device_id: "D01", rawdata })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/android/faceuser.html
 * @since 1.0.0
 * @category endpoints
 */
export const authinfo = V2Endpoint.make("facepay.onlineDevice.authinfo", {
  path: "/face/get_wxpayface_authinfo",
  host: "payapp.weixin.qq.com",
  signType: "HMAC-SHA256",
  timeMember: "now",
  constants: { version: "1" },
  withoutResultCode: true,
  payload: {
    ...payee,
    /** The merchant's own number of the store, unique for each; at most 32 characters. */
    store_id: Wire.text(32),
    /** Shown to the user, at most 128 characters. */
    store_name: Wire.text(128),
    /** The merchant's own number of the device, at most 32 characters. */
    device_id: Wire.text(32),
    /** JSON text. */
    attach: Schema.optional(Wire.anyText),
    /** What `getWxpayfaceRawdata` gave on the device, at most 2048 characters. */
    rawdata: Wire.text(2048)
  },
  success: {
    ...payeeOfResponse,
    /** For `getWxpayfaceCode`, on the device that made the raw data. */
    authinfo: Schema.String,
    /** How long it is valid, in seconds; 3600 as a rule. */
    expires_in: Schema.optional(Wire.integerFromText(0))
  },
  errors: FacePaymentError.authinfo
})
