/**
 * The business errors of complaints. The official pages list few of them. They name no code for a complaint that does
 * not exist, belongs to another merchant or is in another state: expect `InvalidRequest`, and `NoAuth` for another
 * merchant.
 *
 * Tested in `test/simulator/complaintRules.test.ts`.
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
 * Errors of the calls about complaints.
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
 * Errors of the calls about the notification address. Here `ResourceNotExists` has the HTTP status 400.
 *
 * @since 1.0.0
 * @category errors
 */
export const notificationUrl = [...complaint, CommonError.ResourceNotExists] as const
