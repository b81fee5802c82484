/**
 * Devices that recognize faces online, in WeChat's cloud.
 *
 * Tested in `test/facepay/facePaymentErrors.test.ts`.
 *
 * @since 1.0.0
 */
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacePaymentError from "./FacePaymentError.js"
import { payee, payeeOfResponse } from "./schemas/FacePayment.js"

/**
 * Gets the `authinfo` with which a device can recognize faces. The device requests it with raw data of its SDK and
 * passes it to `getWxpayfaceCode`; cache it for `expires_in` seconds, usually an hour.
 *
 * The client sends the call once, because the response to the same raw data is not documented. It moves no money:
 * after any failure let the device make new raw data and call again. WeChat Pay rejects bad raw data with
 * `RawDataRejected`.
 *
 * The client adds `mch_id`, `now` (the time of its clock), `version` and the signature. The call goes to its own
 * host, `payapp.weixin.qq.com`.
 *
 * ```ts
 * OnlineDevice.authinfo({ appid, store_id: "S01", store_name: "North gate", device_id: "D01", rawdata })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/android/faceuser.html page of 2022-04
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
    /** The merchant's own number of the store, unique per store; at most 32 characters. */
    store_id: Wire.text(32),
    /** Shown to the user, at most 128 characters. */
    store_name: Wire.text(128),
    /** The merchant's own number of the device, at most 32 characters. */
    device_id: Wire.text(32),
    /** JSON text. */
    attach: Schema.optional(Wire.nonEmptyText),
    /** The result of `getWxpayfaceRawdata` on the device, at most 2048 characters. */
    rawdata: Wire.text(2048)
  },
  success: {
    ...payeeOfResponse,
    /** For `getWxpayfaceCode`, on the device that made the raw data. */
    authinfo: Schema.String,
    /** Validity in seconds, usually 3600. */
    expires_in: Schema.optional(Wire.integerFromText(0))
  },
  errors: FacePaymentError.authinfo
})
