/**
 * The business errors that every product of WeChat Pay returns. Packages include them in their own lists:
 * `errors: [...CommonError.all, OrderNotExist]`.
 *
 * Tested in `test/core/ApiError.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "./ApiError.js"

/**
 * A parameter is malformed, missing, too long or outside the allowed values (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class ParamError extends ApiError.forCode<ParamError>("@effect-wechatpay/core/ParamError")(
  "ParamError",
  {
    codes: ["PARAM_ERROR"],
    advice: "correct the parameter before sending it again;"
  }
) {}

/**
 * The request is well formed but breaks a business rule, or reuses a number with other parameters (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidRequest extends ApiError.forCode<InvalidRequest>("@effect-wechatpay/core/InvalidRequest")(
  "InvalidRequest",
  {
    codes: ["INVALID_REQUEST"],
    advice: "check the rule that the text names; repeat a number only with identical parameters;"
  }
) {}

/**
 * The signature or the `Authorization` header was rejected (401).
 *
 * @since 1.0.0
 * @category errors
 */
export class SignError extends ApiError.forCode<SignError>("@effect-wechatpay/core/SignError")("SignError", {
  codes: ["SIGN_ERROR"],
  advice:
    "check merchant number, certificate serial, private key and clock (detail.sign_information is WeChat Pay's view);"
}) {}

/**
 * The merchant, appid, product or sub-merchant lacks a permission, or the user's authorization is missing (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class NoAuth extends ApiError.forCode<NoAuth>("@effect-wechatpay/core/NoAuth")("NoAuth", {
  codes: ["NO_AUTH", "NOAUTH"],
  advice: "check the permissions of merchant, appid, product and user;"
}) {}

/**
 * The resource does not exist for this merchant (404).
 *
 * @since 1.0.0
 * @category errors
 */
export class ResourceNotExists extends ApiError.forCode<ResourceNotExists>(
  "@effect-wechatpay/core/ResourceNotExists"
)("ResourceNotExists", {
  codes: ["RESOURCE_NOT_EXISTS"],
  advice: "check the number and the merchant that created it;"
}) {}

/**
 * Called too often (429). The request was not accepted.
 *
 * @since 1.0.0
 * @category errors
 */
export class FrequencyLimited extends ApiError.forCode<FrequencyLimited>(
  "@effect-wechatpay/core/FrequencyLimited"
)("FrequencyLimited", {
  codes: ["FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "RATELIMIT_EXCEEDED", "RATELIMIT_EXCEED"],
  advice: "call less often;"
}) {}

/**
 * An internal failure of WeChat Pay (500). The outcome is unknown.
 *
 * @since 1.0.0
 * @category errors
 */
export class SystemError extends ApiError.forCode<SystemError>("@effect-wechatpay/core/SystemError")(
  "SystemError",
  {
    codes: ["SYSTEM_ERROR", "SYSTEMERROR"]
  }
) {}

/**
 * Every error of this module.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [
  ParamError,
  InvalidRequest,
  SignError,
  NoAuth,
  ResourceNotExists,
  FrequencyLimited,
  SystemError
] as const
