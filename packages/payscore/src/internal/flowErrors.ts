/** Failures that mean something of their own to the programs of PayScore. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"

export type Failure = ApiError.Any | WechatPayError

const hasInternalCode = (error: Failure, internalCode: number): boolean =>
  ApiError.isApiError(error) && error.internalCode === internalCode

/** WeChat Pay is charging the user, which keeps the order from being changed for about 3 minutes. */
export const inFlight = (error: Failure): boolean => hasInternalCode(error, 271316754)

/**
 * A creation was rejected as such. Under a number that has an order this says that the order was created with other
 * parameters, because the repetition of the same creation succeeds. No internal code is documented for it.
 */
export const isMismatch = (error: Failure): boolean => error.name === "InvalidRequest"

/** WeChat Pay took the call; only its response says too little. */
export const isTaken = (error: Failure): boolean =>
  !ApiError.isApiError(error) && error.reason._tag === "InvalidResponse"

/** WeChat Pay knows no order under the number. */
export const isMissing = (error: Failure): boolean => error.name === "OrderNotExist"
