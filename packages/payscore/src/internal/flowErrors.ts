/** Which failure a program waits out that belongs to PayScore alone. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"

type Failure = ApiError.Any | WechatPayError

/** WeChat Pay is charging the user, which keeps the order from being changed for about 3 minutes. */
export const inFlight = (error: Failure): boolean =>
  ApiError.isApiError(error) && error.internalCode === 271316754
