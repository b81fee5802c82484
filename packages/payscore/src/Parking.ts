/**
 * Vehicles of users who opened PayScore parking (微信支付分停车): queries of plates, and entries into car parks.
 *
 * Merchants and service providers use the same calls. A provider also sends `sub_mchid`. The deduction is a
 * `ParkingTransaction`. A user needs a score of at least 500; a plate with its colour belongs to one user.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4020807295 error codes, page of 2026-07
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ParkingError from "./ParkingError.js"
import * as Parking from "./schemas/Parking.js"

/**
 * Queries whether a user opened parking for a plate.
 *
 * If `service_state` is `NORMAL` or `PAUSE` (suspended by the user), send the user to the page that manages plates.
 * If it is `OUT_SERVICE` (not opened), send the user to the page that opens the service. Allowed at any time. May be
 * repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012534043 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const findService = Endpoint.make("payscore.parking.findService", {
  method: "GET",
  path: "/v3/vehicle/parking/services/find",
  query: {
    /** Appid of the merchant. */
    appid: Wire.AppId,
    ...Parking.subMerchant,
    ...Parking.plate,
    /** ID of the user under `appid`, at most 32 characters. */
    openid: Wire.text(32)
  },
  success: {
    ...Parking.plateResponse,
    /** Time when the user opened the service, RFC 3339. */
    service_open_time: Schema.optional(Schema.String),
    /** ID of the user under `appid`. Personal data. */
    openid: Schema.String,
    /** `NORMAL`, `PAUSE` or `OUT_SERVICE`. */
    service_state: Wire.openEnum("NORMAL", "PAUSE", "OUT_SERVICE")
  },
  errors: ParkingError.all
})

/**
 * Reports that a vehicle entered a car park. The response shows whether its parking fee can be deducted.
 *
 * If `state` is `BLOCKED`, the user must pay in another way; `block_reason` contains the reason. If the state changes
 * before the deduction, WeChat Pay sends `VEHICLE.ENTRANCE_STATE_CHANGE` to `notify_url`. Send the `id` of the
 * response in the `parking_info` of the deduction. It is usually valid for 24 hours and for one deduction. Times are
 * RFC 3339, and durations are in seconds.
 *
 * May be repeated with the same parameters, and the client retries it. The same `out_parking_no` with other
 * parameters gives `InvalidRequest`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533937 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const enter = Endpoint.make("payscore.parking.enter", {
  method: "POST",
  path: "/v3/vehicle/parking/parkings",
  payload: {
    ...Parking.subMerchant,
    /** Parking number assigned by the merchant, unique per merchant: 1 to 64 of digits, letters, `_`, `-`, `*`. */
    out_parking_no: Wire.pattern(
      /^[0-9A-Za-z_\-*]{1,64}$/,
      "a parking number: 1 to 64 of digits, letters, _ - *"
    ),
    ...Parking.plate,
    /** Address that WeChat Pay notifies of changes: `https` with a path, without query, at most 256 characters. */
    notify_url: Wire.notifyUrl(256),
    /** Time when the vehicle entered, RFC 3339. */
    start_time: Wire.Rfc3339,
    /** Name of the car park, 1 to 128 characters. The deduction accepts 32. */
    parking_name: Wire.text(128),
    /** Free duration, in seconds. */
    free_duration: Wire.integer(0)
  },
  success: {
    /** Parking number assigned by WeChat Pay; the deduction needs it as `parking_id`. */
    id: Schema.String,
    /** Parking number assigned by the merchant. */
    out_parking_no: Schema.String,
    ...Parking.plateResponse,
    /** RFC 3339. */
    start_time: Schema.String,
    /** Name of the car park. */
    parking_name: Schema.String,
    /** Duration in seconds. */
    free_duration: Schema.Int,
    /** `NORMAL`: can be deducted. `BLOCKED`: cannot. */
    state: Wire.openEnum("NORMAL", "BLOCKED"),
    /**
     * `PAUSE` (suspended by the user), `OVERDUE` (the user has debt), `OUT_SERVICE` (not opened),
     * `EVALUATION_FAILED`.
     */
    block_reason: Schema.optional(Wire.openEnum("PAUSE", "OVERDUE", "OUT_SERVICE", "EVALUATION_FAILED"))
  },
  errors: ParkingError.all,
  idempotent: true
})
