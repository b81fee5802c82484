/**
 * The business errors of payments. WeChat Pay spells several codes with and without underscores; both arrive as the same class.
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
  advice: "bind the appid to the merchant number in the merchant platform;"
}) {}

/**
 * The number belongs to another order (403): one with other parameters, or of another channel.
 *
 * @since 1.0.0
 * @category errors
 */
export class OutTradeNoUsed extends ApiError.forCode<OutTradeNoUsed>("@effect-wechatpay/pay/OutTradeNoUsed")(
  "OutTradeNoUsed",
  {
    codes: ["OUT_TRADE_NO_USED"],
    advice: "close the order of that number first, then take a new number;"
  }
) {}

/**
 * The order is paid (400). It is not documented; WeChat Pay returns it when a paid order is created again or closed.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderPaid extends ApiError.forCode<OrderPaid>("@effect-wechatpay/pay/OrderPaid")("OrderPaid", {
  codes: ["ORDER_PAID", "ORDERPAID"],
  advice: "query it, then deliver or refund it;"
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
    advice: "take a new number for another attempt;"
  }
) {}

/**
 * There is no such order (404). A query by WeChat Pay's number finds paid orders only.
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
 * The order is in a state in which the operation is impossible, or the payment code or account cannot be used (403). Query the
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
 * Against a rule of the product, such as a limit of amounts or of frequency on one order (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class RuleLimit extends ApiError.forCode<RuleLimit>("@effect-wechatpay/pay/RuleLimit")("RuleLimit", {
  codes: ["RULE_LIMIT", "RULELIMIT"],
  advice: "look into the limits of the product in the merchant platform;"
}) {}

/**
 * The openid is not one of the appid. Combined orders return it with status 500, though nothing was created; its `outcome` is
 * `Refused`.
 *
 * @since 1.0.0
 * @category errors
 */
export class OpenidMismatch extends ApiError.forCode<OpenidMismatch>("@effect-wechatpay/pay/OpenidMismatch")(
  "OpenidMismatch",
  {
    codes: ["OPENID_MISMATCH"],
    advice: "take the openid that belongs to the appid of the order;",
    outcome: "Refused"
  }
) {}

/**
 * The number of a combined order is malformed (500). Nothing happened; its `outcome` is `Refused`.
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
 * The user has to enter the password (202). The payment may still succeed: query the order every 5 seconds.
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
 * The user's money does not suffice (403). No money was taken.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/pay/NotEnough")("NotEnough", {
  codes: ["NOTENOUGH", "NOT_ENOUGH"],
  advice: "ask the user to change the means of payment, then read a new code;"
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
    advice: "the user has to pay in another way;"
  }
) {}

/**
 * The bank did not tell what became of the payment (500). Wait 5 seconds and query the order; never charge with another number.
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
 * What the creation of an order fails with.
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
 * What the query of an order fails with.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [...common, OrderNotExist, TradeError, RuleLimit] as const

/**
 * What the closing of an order fails with.
 *
 * @since 1.0.0
 * @category errors
 */
export const close = [...common, OrderNotExist, OrderPaid, OrderClosed, TradeError, RuleLimit] as const

/**
 * What the query of a combined order fails with.
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
 * What the closing of a combined order fails with.
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
 * What the charge of a payment code fails with.
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
 * What the reversal of a payment code fails with.
 *
 * @since 1.0.0
 * @category errors
 */
export const reverse = [...common, AppidMchidNotMatch, OrderNotExist, TradeError] as const
