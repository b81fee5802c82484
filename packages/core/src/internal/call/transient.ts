/** Transient errors: those that the client retries for idempotent operations. */
import * as ApiError from "../../ApiError.js"
import type { WechatPayError } from "../../WechatPayError.js"

/** Codes that leave the outcome unknown, with any status. */
export const openCodes = new Set(["SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR"])

const frequencyCodes = new Set([
  "FREQUENCY_LIMITED",
  "FREQUENCY_LIMIT_EXCEED",
  "RATELIMIT_EXCEEDED",
  "RATELIMIT_EXCEED"
])

/** WeChat Pay had too many requests. */
export const isLimited = (error: unknown): boolean =>
  ApiError.isApiError(error) &&
  (error.status === 429 || (error.code !== undefined && frequencyCodes.has(error.code)))

/** No host responded. */
export const isWithoutResponse = ({ reason }: WechatPayError): boolean =>
  reason._tag === "Transport" || reason._tag === "Timeout"

export const isTransient = (error: ApiError.Any | WechatPayError): boolean => {
  if (ApiError.isApiError(error)) {
    // Some rejections have the status 500: the same request is rejected again.
    const isServerError = error.status >= 500 && error.outcome !== "Refused"
    return isLimited(error) || isServerError || (error.code !== undefined && openCodes.has(error.code))
  }
  const { reason } = error
  return isWithoutResponse(error) || (reason._tag === "SignatureInvalid" && reason.probe)
}
