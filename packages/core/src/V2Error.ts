/**
 * The business errors that every call of the XML interface (APIv2) returns. Packages include them in their own lists:
 * `errors: [...V2Error.all, OrderPaid]`. The HTTP status of all of them is 200.
 *
 * Tested in `test/core/V2Client.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "./ApiError.js"
import { FrequencyLimited, InvalidRequest, ParamError, SystemError } from "./CommonError.js"

export { FrequencyLimited, InvalidRequest, ParamError, SystemError }

/**
 * `return_code` is `FAIL`: WeChat Pay did not process the request, because its signature, its format or a permission
 * of the merchant is wrong. There is no code; `wechatMessage` says why, and the response is not signed.
 *
 * @since 1.0.0
 * @category errors
 */
export class RequestRejected extends ApiError.forCode<RequestRejected>(
  "@effect-wechatpay/core/RequestRejected"
)("RequestRejected", {
  codes: ["FAIL"],
  advice: "read the text in brackets; check the APIv2 key, the merchant numbers and the appid;"
}) {}

/**
 * The signature was rejected.
 *
 * @since 1.0.0
 * @category errors
 */
export class SignError extends ApiError.forCode<SignError>("@effect-wechatpay/core/V2Error/SignError")(
  "SignError",
  {
    codes: ["SIGNERROR", "SIGN_ERROR"],
    advice: "check that WECHATPAY_API_V2_KEY is the APIv2 key of this merchant number;"
  }
) {}

/**
 * Merchant, appid, product or sub-merchant lacks the permission.
 *
 * @since 1.0.0
 * @category errors
 */
export class NoAuth extends ApiError.forCode<NoAuth>("@effect-wechatpay/core/V2Error/NoAuth")("NoAuth", {
  codes: ["NOAUTH", "NO_AUTH"],
  advice: "check the permissions of merchant, appid, product and sub-merchant;"
}) {}

/**
 * A required member is missing.
 *
 * @since 1.0.0
 * @category errors
 */
export class LackParams extends ApiError.forCode<LackParams>("@effect-wechatpay/core/LackParams")(
  "LackParams",
  {
    codes: ["LACK_PARAMS"],
    advice: "add the member that the text names;"
  }
) {}

/**
 * The appid does not exist.
 *
 * @since 1.0.0
 * @category errors
 */
export class AppidNotExist extends ApiError.forCode<AppidNotExist>("@effect-wechatpay/core/AppidNotExist")(
  "AppidNotExist",
  { codes: ["APPID_NOT_EXIST"], advice: "check the appid;" }
) {}

/**
 * The merchant number does not exist.
 *
 * @since 1.0.0
 * @category errors
 */
export class MchidNotExist extends ApiError.forCode<MchidNotExist>("@effect-wechatpay/core/MchidNotExist")(
  "MchidNotExist",
  { codes: ["MCHID_NOT_EXIST"], advice: "check the merchant numbers;" }
) {}

/**
 * The appid is not bound to the merchant number.
 *
 * @since 1.0.0
 * @category errors
 */
export class AppidMchidNotMatch extends ApiError.forCode<AppidMchidNotMatch>(
  "@effect-wechatpay/core/AppidMchidNotMatch"
)("AppidMchidNotMatch", {
  codes: ["APPID_MCHID_NOT_MATCH"],
  advice: "bind the appid to the merchant number in the merchant console, or send the bound one;"
}) {}

/**
 * WeChat Pay could not read the request: its XML, its encoding or its HTTP method.
 *
 * @since 1.0.0
 * @category errors
 */
export class RequestUnreadable extends ApiError.forCode<RequestUnreadable>(
  "@effect-wechatpay/core/RequestUnreadable"
)("RequestUnreadable", {
  codes: ["XML_FORMAT_ERROR", "NOT_UTF8", "REQUIRE_POST_METHOD", "POST_DATA_EMPTY"],
  advice: "does a proxy change requests?"
}) {}

/**
 * Every error of this module.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [
  RequestRejected,
  SignError,
  NoAuth,
  LackParams,
  ParamError,
  InvalidRequest,
  AppidNotExist,
  MchidNotExist,
  AppidMchidNotMatch,
  RequestUnreadable,
  FrequencyLimited,
  SystemError
] as const
