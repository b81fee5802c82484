/**
 * The business errors of WeChat Pay Score. One table serves the whole family.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import {
  FrequencyLimited,
  InvalidRequest,
  NoAuth,
  ParamError,
  SignError,
  SystemError
} from "@effect-wechatpay/core/CommonError"

export { FrequencyLimited, InvalidRequest, NoAuth, ParamError, SignError, SystemError }

/**
 * The operation does not fit the state of the order or authorisation (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidOrderState extends ApiError.forCode<InvalidOrderState>(
  "@effect-wechatpay/payscore/InvalidOrderState"
)("InvalidOrderState", {
  codes: ["INVALID_ORDER_STATE"],
  advice: "query the state and act on it;"
}) {}

/**
 * The order was cancelled before (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderCanceled extends ApiError.forCode<OrderCanceled>(
  "@effect-wechatpay/payscore/OrderCanceled"
)("OrderCanceled", {
  codes: ["ORDER_CANCELED"],
  advice: "the order is final; create a new one if it is needed;"
}) {}

/**
 * The order is finished (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderDone extends ApiError.forCode<OrderDone>("@effect-wechatpay/payscore/OrderDone")(
  "OrderDone",
  {
    codes: ["ORDER_DONE"],
    advice: "the order is final; refund it if money has to go back;"
  }
) {}

/**
 * The user could not be charged (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class TradeError extends ApiError.forCode<TradeError>("@effect-wechatpay/payscore/TradeError")(
  "TradeError",
  {
    codes: ["TRADE_ERROR"],
    advice: "the user could not be charged; automatic collection goes on;"
  }
) {}

/**
 * No such order or authorisation for this merchant (404).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>(
  "@effect-wechatpay/payscore/OrderNotExist"
)("OrderNotExist", {
  codes: ["ORDER_NOT_EXIST"],
  advice:
    "check the number and the merchant that created it, or whether the user ever authorised the service;"
}) {}

/**
 * Every error of the family.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [
  ParamError,
  InvalidRequest,
  InvalidOrderState,
  OrderCanceled,
  OrderDone,
  SignError,
  NoAuth,
  TradeError,
  OrderNotExist,
  FrequencyLimited,
  SystemError
] as const
