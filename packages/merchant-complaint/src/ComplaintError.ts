/**
 * The business errors of complaints. The pages list few of them and name no code for a complaint that does not exist, belongs
 * to another merchant or is in another state: expect `InvalidRequest`, and `NoAuth` for another merchant.
 *
 * @since 1.0.0
 */
import * as CommonError from "@effect-wechatpay/core/CommonError"

export {
  FrequencyLimited,
  InvalidRequest,
  NoAuth,
  ParamError,
  ResourceNotExists,
  SignError,
  SystemError
} from "@effect-wechatpay/core/CommonError"

/**
 * Errors of a call about complaints.
 *
 * @since 1.0.0
 * @category errors
 */
export const complaint = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.NoAuth,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of a call about the notification address. `ResourceNotExists` comes with the status 400 here.
 *
 * @since 1.0.0
 * @category errors
 */
export const notificationUrl = [...complaint, CommonError.ResourceNotExists] as const
