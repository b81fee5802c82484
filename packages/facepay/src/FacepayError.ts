/**
 * The business errors of face payment (APIv3). The documentation prints no table for these calls; these
 * are the codes that were seen and the common ones.
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
 * Every error of the family.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = CommonError.all
