/** Failures that mean something of their own to the programs of PayScore. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"

type Failure = ApiError.Any | WechatPayError

const hasInternalCode = (error: Failure, internalCode: number): boolean =>
  ApiError.isApiError(error) && error.internalCode === internalCode

/** WeChat Pay is charging the user, which keeps the order from being changed for about 3 minutes. */
export const inFlight = (error: Failure): boolean => hasInternalCode(error, 271316754)

/** The number has an order that was created with other parameters. */
export const isOthers = (error: Failure): boolean => hasInternalCode(error, 271316598)

/** WeChat Pay took the call; only its response says too little. */
export const isTaken = (error: Failure): boolean =>
  !ApiError.isApiError(error) && error.reason._tag === "InvalidResponse"
