/**
 * The business errors of face payment (APIv3). The documentation prints no table for these calls; these
 * are the codes that were seen and the common ones.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
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
 * The order is closed: it was not paid and never will be. An earlier edition of the deduction answered it; take a new number to try again.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderClosed extends ApiError.forCode<OrderClosed>("@effect-wechatpay/facepay/OrderClosed")(
  "OrderClosed",
  {
    codes: ["ORDER_CLOSED"],
    advice: "the order was not paid and is closed; take a new number to try again;"
  }
) {}

/**
 * There is no such order, or the amount is above the limit of the contract and the order is void.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>("@effect-wechatpay/facepay/OrderNotExist")(
  "OrderNotExist",
  {
    codes: ["ORDER_NOT_EXIST"],
    advice:
      "check number, merchants and business_product_id; as the response to a deduction it means that the amount is above the limit;"
  }
) {}

/**
 * Every error of the family but those of deductions.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = CommonError.all

/**
 * The errors of deductions and of their query.
 *
 * @since 1.0.0
 * @category errors
 */
export const deduction = [...CommonError.all, OrderClosed, OrderNotExist] as const
