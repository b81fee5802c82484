/**
 * The business errors of face payment over the XML interface (APIv2). The documentation prints no table for these calls;
 * these are the codes that were seen, and those of the payment by code that they are a kind of. The HTTP status of all of
 * them is 200.
 *
 * A failed payment is one of three things, which `outcome` tells apart:
 *
 * - `UserPaying`: the user is asked for a password. Query the order.
 * - `SystemError`, `BankError` and every other `Unknown` outcome: nobody knows. Query the order.
 * - the rest, `Refused`: this call took no money.
 *
 * `FacePaymentFlow` does what follows from them.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as V2Error from "@effect-wechatpay/core/V2Error"

export {
  AppidMchidNotMatch,
  AppidNotExist,
  FrequencyLimited,
  InvalidRequest,
  LackParams,
  MchidNotExist,
  NoAuth,
  ParamError,
  RequestRejected,
  RequestUnreadable,
  SignError,
  SystemError
} from "@effect-wechatpay/core/V2Error"

/**
 * The user has to enter a password: it is open whether the payment will succeed. Query the order every 5 seconds, and
 * reverse it after about 30 seconds.
 *
 * @since 1.0.0
 * @category errors
 */
export class UserPaying extends ApiError.forCode<UserPaying>("@effect-wechatpay/facepay/UserPaying")(
  "UserPaying",
  {
    codes: ["USERPAYING"],
    advice: "the user is entering a password: query the order every 5 s up to about 30 s, then reverse it;",
    outcome: "Unknown"
  }
) {}

/**
 * The bank did not answer WeChat Pay clearly: it is open whether the user was charged. Query the order.
 *
 * @since 1.0.0
 * @category errors
 */
export class BankError extends ApiError.forCode<BankError>("@effect-wechatpay/facepay/BankError")(
  "BankError",
  {
    codes: ["BANKERROR", "BANK_ERROR"],
    advice: "the bank did not answer clearly: query the order, and reverse it if it stays open;",
    outcome: "Unknown"
  }
) {}

/**
 * A face code was used before or belongs to another order, or a parameter is wrong; the text in brackets says which.
 *
 * A face code pays once, whether that succeeded or not, with the appid, merchant numbers, `out_trade_no` and `total_fee`
 * it was made for. After a call whose response was lost, a spent code means that the call did arrive: query the order.
 *
 * @since 1.0.0
 * @category errors
 */
export class FaceCodeRejected extends ApiError.forCode<FaceCodeRejected>(
  "@effect-wechatpay/facepay/FaceCodeRejected"
)("FaceCodeRejected", {
  codes: ["PARAM_ERROR"],
  advice:
    "a face code is used up by its first payment, and fits one out_trade_no and amount only: query the order if it was sent before, else recognise the face again with a new out_trade_no, or correct the parameter;"
}) {}

/**
 * The order with this `out_trade_no` is paid already, by another call.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderPaid extends ApiError.forCode<OrderPaid>("@effect-wechatpay/facepay/OrderPaid")(
  "OrderPaid",
  {
    codes: ["ORDERPAID"],
    advice: "the order is paid already: query it;"
  }
) {}

/**
 * The `out_trade_no` was used before with other parameters.
 *
 * @since 1.0.0
 * @category errors
 */
export class OutTradeNoUsed extends ApiError.forCode<OutTradeNoUsed>(
  "@effect-wechatpay/facepay/OutTradeNoUsed"
)("OutTradeNoUsed", {
  codes: ["OUT_TRADE_NO_USED"],
  advice: "query the order; another sale needs a new out_trade_no and a new face code;"
}) {}

/**
 * The order is closed.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderClosed extends ApiError.forCode<OrderClosed>("@effect-wechatpay/facepay/OrderClosed")(
  "OrderClosed",
  {
    codes: ["ORDERCLOSED"],
    advice: "recognise the face again with a new out_trade_no;"
  }
) {}

/**
 * The order was reversed.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderReversed extends ApiError.forCode<OrderReversed>("@effect-wechatpay/facepay/OrderReversed")(
  "OrderReversed",
  {
    codes: ["ORDERREVERSED"],
    advice: "recognise the face again with a new out_trade_no;"
  }
) {}

/**
 * There is no order with this number: the payment never arrived, or the number or the merchant is another.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>("@effect-wechatpay/facepay/OrderNotExist")(
  "OrderNotExist",
  {
    codes: ["ORDERNOTEXIST", "ORDER_NOT_EXIST"],
    advice: "check the number and the merchant that paid with it;"
  }
) {}

/**
 * The user's balance or limit is too low.
 *
 * @since 1.0.0
 * @category errors
 */
export class NotEnough extends ApiError.forCode<NotEnough>("@effect-wechatpay/facepay/NotEnough")(
  "NotEnough",
  {
    codes: ["NOTENOUGH"],
    advice: "ask the user for another way to pay;"
  }
) {}

/**
 * The user's card is of a kind that cannot pay here.
 *
 * @since 1.0.0
 * @category errors
 */
export class CardNotSupported extends ApiError.forCode<CardNotSupported>(
  "@effect-wechatpay/facepay/CardNotSupported"
)("CardNotSupported", {
  // Spelt so by WeChat Pay.
  codes: ["NOTSUPORTCARD"],
  advice: "ask the user for another card;"
}) {}

/**
 * The code expired, was used, or is none. After a call whose response was lost it may have been used by that one: query the
 * order.
 *
 * @since 1.0.0
 * @category errors
 */
export class AuthCodeRejected extends ApiError.forCode<AuthCodeRejected>(
  "@effect-wechatpay/facepay/AuthCodeRejected"
)("AuthCodeRejected", {
  codes: ["AUTHCODEEXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID"],
  advice: "query the order if it was sent before, else recognise the face again with a new out_trade_no;"
}) {}

/**
 * Another user began to pay this order.
 *
 * @since 1.0.0
 * @category errors
 */
export class BuyerMismatch extends ApiError.forCode<BuyerMismatch>("@effect-wechatpay/facepay/BuyerMismatch")(
  "BuyerMismatch",
  {
    codes: ["BUYER_MISMATCH"],
    advice:
      "query the order, which another user may have paid; another sale needs a new out_trade_no and face;"
  }
) {}

/**
 * WeChat Pay refused the trade, for the reason in brackets.
 *
 * @since 1.0.0
 * @category errors
 */
export class TradeError extends ApiError.forCode<TradeError>("@effect-wechatpay/facepay/TradeError")(
  "TradeError",
  {
    codes: ["TRADE_ERROR"],
    advice: "show the user the text in brackets;"
  }
) {}

/**
 * The payment is too old to be reversed: refund it.
 *
 * @since 1.0.0
 * @category errors
 */
export class ReverseExpired extends ApiError.forCode<ReverseExpired>(
  "@effect-wechatpay/facepay/ReverseExpired"
)("ReverseExpired", {
  codes: ["REVERSE_EXPIRE"],
  advice: "orders of the last 7 days are reversed, older ones refunded;"
}) {}

/**
 * The raw data of the device were refused: they are not of this device, not of the SDK, or too old.
 *
 * @since 1.0.0
 * @category errors
 */
export class RawDataRejected extends ApiError.forCode<RawDataRejected>(
  "@effect-wechatpay/facepay/RawDataRejected"
)("RawDataRejected", {
  codes: ["ERROR"],
  advice: "let the device make new raw data (getWxpayfaceRawdata) and ask again;"
}) {}

const ofEveryCall = [
  V2Error.RequestRejected,
  V2Error.SignError,
  V2Error.NoAuth,
  V2Error.LackParams,
  V2Error.InvalidRequest,
  V2Error.AppidNotExist,
  V2Error.MchidNotExist,
  V2Error.AppidMchidNotMatch,
  V2Error.RequestUnreadable,
  V2Error.FrequencyLimited,
  V2Error.SystemError
] as const

/**
 * What asking for the authinfo of a device answers.
 *
 * @since 1.0.0
 * @category errors
 */
export const authinfo = [...ofEveryCall, V2Error.ParamError, RawDataRejected] as const

/**
 * What paying by face code answers.
 *
 * @since 1.0.0
 * @category errors
 */
export const pay = [
  ...ofEveryCall,
  UserPaying,
  BankError,
  FaceCodeRejected,
  OrderPaid,
  OutTradeNoUsed,
  OrderClosed,
  OrderReversed,
  NotEnough,
  CardNotSupported,
  AuthCodeRejected,
  BuyerMismatch,
  TradeError
] as const

/**
 * What querying a payment answers.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [...ofEveryCall, V2Error.ParamError, OrderNotExist] as const

/**
 * What reversing a payment answers.
 *
 * @since 1.0.0
 * @category errors
 */
export const reverse = [
  ...ofEveryCall,
  V2Error.ParamError,
  UserPaying,
  OrderNotExist,
  ReverseExpired,
  TradeError
] as const
