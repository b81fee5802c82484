/**
 * The business errors of payments. WeChat Pay spells several codes with and without underscores; both spellings give
 * the same class.
 *
 * Tested in `test/pay/pay.test.ts`.
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
  SignError,
  SystemError
} from "@effect-wechatpay/core/CommonError"

/**
 * The merchant number does not exist (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class MchNotExists extends ApiError.forCode<MchNotExists>("@effect-wechatpay/pay/MchNotExists")(
  "MchNotExists",
  {
    codes: ["MCH_NOT_EXISTS"],
    advice: "check mchid, sp_mchid and sub_mchid;"
  }
) {}

/**
 * The appid is not bound to the merchant number (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class AppidMchidNotMatch extends ApiError.forCode<AppidMchidNotMatch>(
  "@effect-wechatpay/pay/AppidMchidNotMatch"
)("AppidMchidNotMatch", {
  codes: ["APPID_MCHID_NOT_MATCH"],
  advice: "bind the appid to the merchant number on the merchant platform;"
}) {}

/**
 * The number belongs to another order (403), with other parameters or of another channel.
 *
 * @since 1.0.0
 * @category errors
 */
export class OutTradeNoUsed extends ApiError.forCode<OutTradeNoUsed>("@effect-wechatpay/pay/OutTradeNoUsed")(
  "OutTradeNoUsed",
  {
    codes: ["OUT_TRADE_NO_USED"],
    advice: "close the order of that number first, then use a new number;"
  }
) {}

/**
 * The order is paid (400). WeChat Pay returns this undocumented code when a paid order is created again or closed.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderPaid extends ApiError.forCode<OrderPaid>("@effect-wechatpay/pay/OrderPaid")("OrderPaid", {
  codes: ["ORDER_PAID", "ORDERPAID"],
  advice: "query the order, then deliver or refund it;"
}) {}

/**
 * The order is closed (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderClosed extends ApiError.forCode<OrderClosed>("@effect-wechatpay/pay/OrderClosed")(
  "OrderClosed",
  {
    codes: ["ORDER_CLOSED", "ORDERCLOSED"],
    advice: "use a new number for another attempt;"
  }
) {}

/**
 * The order does not exist (404). A query by WeChat Pay's number finds only paid orders.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>("@effect-wechatpay/pay/OrderNotExist")(
  "OrderNotExist",
  {
    codes: ["ORDER_NOT_EXIST", "ORDERNOTEXIST"],
    advice: "check the number and the merchant that created it;"
  }
) {}

/**
 * The state of the order does not allow the operation, or the payment code or account cannot be used (403). Query the
 * order.
 *
 * @since 1.0.0
 * @category errors
 */
export class TradeError extends ApiError.forCode<TradeError>("@effect-wechatpay/pay/TradeError")(
  "TradeError",
  {
    codes: ["TRADE_ERROR"],
    advice: "query the order, and act on its state;"
  }
) {}

/**
 * The request violates a rule of the product, such as a limit on amounts or on the frequency of calls for one order
 * (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class RuleLimit extends ApiError.forCode<RuleLimit>("@effect-wechatpay/pay/RuleLimit")("RuleLimit", {
  codes: ["RULE_LIMIT", "RULELIMIT"],
  advice: "check the limits of the product on the merchant platform;"
}) {}

/**
 * The openid does not belong to the appid. Combined orders return this error with the HTTP status 500 although
 * nothing was created, so its `outcome` is `Refused`.
 *
 * @since 1.0.0
 * @category errors
 */
export class OpenidMismatch extends ApiError.forCode<OpenidMismatch>("@effect-wechatpay/pay/OpenidMismatch")(
  "OpenidMismatch",
  {
    codes: ["OPENID_MISMATCH"],
    advice: "use the openid that belongs to the appid of the order;",
    outcome: "Refused"
  }
) {}

/**
 * The number of a combined order is malformed (500). Nothing was created, so its `outcome` is `Refused`.
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidTransactionId extends ApiError.forCode<InvalidTransactionId>(
  "@effect-wechatpay/pay/InvalidTransactionId"
)("InvalidTransactionId", {
  codes: ["INVALID_TRANSACTIONID"],
  advice: "check the number;",
  outcome: "Refused"
}) {}

/**
 * The user must enter the password (202). The payment may still succeed: query the order every 5 seconds.
 *
 * @since 1.0.0
 * @category errors
 */
export class UserPaying extends ApiError.forCode<UserPaying>("@effect-wechatpay/pay/UserPaying")(
  "UserPaying",
  {
    codes: ["USERPAYING", "USER_PAYING"],
    advice: "the user enters the password;",
    outcome: "Unknown"
  }
) {}

/**
 * The user does not have enough money (403). No money was taken.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/pay/NotEnough")("NotEnough", {
  codes: ["NOTENOUGH", "NOT_ENOUGH"],
  advice: "ask the user to change the payment method, then scan a new code;"
}) {}

/**
 * The user's account cannot pay (403). No money was taken.
 *
 * @since 1.0.0
 * @category errors
 */
export class AccountError extends ApiError.forCode<AccountError>("@effect-wechatpay/pay/AccountError")(
  "AccountError",
  {
    codes: ["ACCOUNTERROR", "ACCOUNT_ERROR"],
    advice: "ask the user to pay in another way;"
  }
) {}

/**
 * The bank did not report the result of the payment (500). Wait 5 seconds and query the order; never charge with
 * another number.
 *
 * @since 1.0.0
 * @category errors
 */
export class BankError extends ApiError.forCode<BankError>("@effect-wechatpay/pay/BankError")("BankError", {
  codes: ["BANKERROR", "BANK_ERROR"],
  advice: "wait 5 seconds, then query the order;",
  outcome: "Unknown"
}) {}

const common = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  MchNotExists,
  CommonError.SignError,
  CommonError.NoAuth,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of the creation of an order.
 *
 * @since 1.0.0
 * @category errors
 */
export const create = [
  ...common,
  AppidMchidNotMatch,
  OutTradeNoUsed,
  OrderPaid,
  OrderClosed,
  OpenidMismatch,
  RuleLimit
] as const

/**
 * Errors of the query of an order.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [...common, OrderNotExist, TradeError, RuleLimit] as const

/**
 * Errors of the closing of an order.
 *
 * @since 1.0.0
 * @category errors
 */
export const close = [...common, OrderNotExist, OrderPaid, OrderClosed, TradeError, RuleLimit] as const

/**
 * Errors of the query of a combined order.
 *
 * @since 1.0.0
 * @category errors
 */
export const combinedQuery = [
  ...common,
  OrderNotExist,
  InvalidTransactionId,
  AppidMchidNotMatch,
  OutTradeNoUsed,
  OrderClosed,
  RuleLimit
] as const

/**
 * Errors of the closing of a combined order.
 *
 * @since 1.0.0
 * @category errors
 */
export const combinedClose = [
  ...common,
  OrderNotExist,
  OrderPaid,
  OrderClosed,
  AppidMchidNotMatch,
  OutTradeNoUsed,
  RuleLimit
] as const

/**
 * Errors of the charge of a payment code.
 *
 * @since 1.0.0
 * @category errors
 */
export const charge = [
  ...common,
  AppidMchidNotMatch,
  OutTradeNoUsed,
  OrderPaid,
  OrderClosed,
  RuleLimit,
  TradeError,
  NotEnough,
  AccountError,
  UserPaying,
  BankError
] as const

/**
 * Errors of the reversal of a payment code.
 *
 * @since 1.0.0
 * @category errors
 */
export const reverse = [...common, AppidMchidNotMatch, OrderNotExist, TradeError] as const
