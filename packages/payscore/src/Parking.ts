/**
 * Vehicles of users who opened PayScore parking (微信支付分停车): whether a plate can be used, and entering a car park.
 *
 * The same calls for merchants and service providers; a provider gives `sub_mchid`. The deduction is a
 * `ParkingTransaction`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Parking from "./schemas/Parking.js"

/**
 * Queries whether a user opened parking for a plate.
 *
 * `service_state` `NORMAL` and `PAUSE` (paused by the user) lead the user to the page that manages plates, `OUT_SERVICE`
 * (not opened) to the one that opens the service. Allowed at any time, and as often as needed.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534043
 * @since 1.0.0
 * @category endpoints
 */
export const findService = Endpoint.make("payscore.parking.findService", {
  method: "GET",
  path: "/v3/vehicle/parking/services/find",
  query: {
    /** Application of the merchant. */
    appid: Wire.AppId,
    ...Parking.subMerchant,
    ...Parking.plate,
    /** The user under `appid`. */
    openid: Wire.OpenId
  },
  success: {
    ...Parking.plateResponse,
    /** When the user opened the service, RFC 3339. */
    service_open_time: Schema.optional(Schema.String),
    openid: Schema.String,
    /** `NORMAL`, `PAUSE` or `OUT_SERVICE`. */
    service_state: Wire.openEnum("NORMAL", "PAUSE", "OUT_SERVICE")
  },
  errors: PayscoreError.all
})

/**
 * Reports that a vehicle entered a car park, and asks whether its parking can be deducted.
 *
 * With `state` `BLOCKED` let the user pay otherwise; `block_reason` says why. When that changes before the deduction the
 * notification `VEHICLE.ENTRANCE_STATE_CHANGE` goes to `notify_url`. The `id` of the response goes into the
 * `parking_info` of the deduction. Times RFC 3339, durations in seconds.
 *
 * It is not documented what a repeated call with the same `out_parking_no` answers, so it is sent once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533937
 * @since 1.0.0
 * @category endpoints
 */
export const enter = Endpoint.make("payscore.parking.enter", {
  method: "POST",
  path: "/v3/vehicle/parking/parkings",
  payload: {
    ...Parking.subMerchant,
    /** The merchant's own number of the parking, unique under the merchant. */
    out_parking_no: Wire.nonEmptyText,
    ...Parking.plate,
    /** Where changes are announced: `https` without query. */
    notify_url: Wire.notifyUrl(),
    /** When the vehicle entered, RFC 3339. */
    start_time: Wire.Rfc3339,
    /** Name of the car park. */
    parking_name: Wire.nonEmptyText,
    /** Seconds that are free of charge. */
    free_duration: Wire.integer(0)
  },
  success: {
    /** WeChat Pay's number of the parking; the deduction takes it as `parking_id`. */
    id: Schema.String,
    out_parking_no: Schema.String,
    ...Parking.plateResponse,
    /** RFC 3339. */
    start_time: Schema.String,
    parking_name: Schema.String,
    /** Seconds. */
    free_duration: Schema.Int,
    /** `NORMAL`: can be deducted. `BLOCKED`: cannot. */
    state: Wire.openEnum("NORMAL", "BLOCKED"),
    /** `PAUSE` (paused by the user), `OVERDUE` (owes), `OUT_SERVICE` (not opened), `EVALUATION_FAILED`. */
    block_reason: Schema.optional(Wire.openEnum("PAUSE", "OVERDUE", "OUT_SERVICE", "EVALUATION_FAILED"))
  },
  errors: PayscoreError.all
})
