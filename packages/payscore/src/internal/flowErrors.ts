/** Which failures a program waits out. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"

type Failure = ApiError.Any | WechatPayError

/** The same call may succeed a little later: a connection, a time-out, too many calls, a server's fault, a probe. */
export const isPassing = (error: Failure): boolean => {
  if (ApiError.isApiError(error))
    return error.status === 429 || error.status >= 500 || error.code === "SYSTEM_ERROR"
  const { reason } = error
  return (
    reason._tag === "Transport" ||
    reason._tag === "Timeout" ||
    (reason._tag === "SignatureInvalid" && reason.probe)
  )
}

/** WeChat Pay is charging the user, which keeps the order from being changed for about 3 minutes. */
export const inFlight = (error: Failure): boolean =>
  ApiError.isApiError(error) && error.internalCode === 271316754
