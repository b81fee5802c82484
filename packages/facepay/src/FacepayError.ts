/**
 * The business errors of face payment (APIv3). The documentation has no table for these calls; these are the observed
 * codes and the common ones.
 *
 * Tested in `test/core/ApiError.test.ts`.
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
 * The order is closed: it was not paid and cannot be paid any more. An earlier edition of the deduction returned it;
 * use a new number for another attempt.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderClosed extends ApiError.forCode<OrderClosed>("@effect-wechatpay/facepay/OrderClosed")(
  "OrderClosed",
  {
    codes: ["ORDER_CLOSED"],
    advice: "the order was not paid and is closed; use a new number for another attempt;"
  }
) {}

/**
 * The order does not exist, or the amount exceeds the limit of the contract and the order is void.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>("@effect-wechatpay/facepay/OrderNotExist")(
  "OrderNotExist",
  {
    codes: ["ORDER_NOT_EXIST"],
    advice:
      "check number, merchants and business_product_id; for a deduction it means that the amount is above the limit;"
  }
) {}

/**
 * Every error of the family except those of deductions.
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
