/** Errors that the programs of PayScore handle specially. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"

export type Failure = ApiError.Any | WechatPayError

const hasInternalCode = (error: Failure, internalCode: number): boolean =>
  ApiError.isApiError(error) && error.internalCode === internalCode

/** WeChat Pay is charging the user, so the order cannot be changed for about 3 minutes. */
export const inFlight = (error: Failure): boolean => hasInternalCode(error, 271316754)

/**
 * WeChat Pay rejected a creation. If the number already has an order, that order was created with other parameters,
 * because a repetition of the same creation succeeds. No internal code is documented for this case.
 */
export const isMismatch = (error: Failure): boolean => error.name === "InvalidRequest"

/** WeChat Pay accepted the call, but its response is incomplete. */
export const isTaken = (error: Failure): boolean =>
  !ApiError.isApiError(error) && error.reason._tag === "InvalidResponse"

/** WeChat Pay does not know the order number. */
export const isMissing = (error: Failure): boolean => error.name === "OrderNotExist"
