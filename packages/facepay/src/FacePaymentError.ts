/**
 * The business errors of face payment over the XML interface (APIv2). The documentation has no table for these calls;
 * these are the observed codes, and those of payment by code, of which face payment is a variant. The HTTP status of
 * all of them is 200.
 *
 * A failed payment is one of three things, which `outcome` distinguishes:
 *
 * - `UserPaying`: the user is asked for a password. Query the order.
 * - `SystemError`, `BankError` and every other `Unknown` outcome: the result is unknown. Query the order.
 * - the rest, `Refused`: this call took no money.
 *
 * `FacePaymentFlow` takes the actions that follow.
 *
 * Tested in `test/facepay/facePaymentErrors.test.ts`.
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
 * The user must enter a password: it is not yet known whether the payment will succeed. Query the order every 5
 * seconds, and reverse it after about 30 seconds.
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
 * The bank did not give WeChat Pay a clear response: it is unknown whether the user was charged. Query the order.
 *
 * @since 1.0.0
 * @category errors
 */
export class BankError extends ApiError.forCode<BankError>("@effect-wechatpay/facepay/BankError")(
  "BankError",
  {
    codes: ["BANKERROR", "BANK_ERROR"],
    advice: "the bank gave no clear response: query the order, and reverse it if it stays open;",
    outcome: "Unknown"
  }
) {}

/**
 * The face code was used before or belongs to another order, or a parameter is wrong; the text in brackets says
 * which.
 *
 * A face code pays once, successfully or not, with the appid, merchant numbers, `out_trade_no` and `total_fee` for
 * which it was made. After a call whose response was lost, a used code means that the call arrived: query the order.
 *
 * @since 1.0.0
 * @category errors
 */
export class FaceCodeRejected extends ApiError.forCode<FaceCodeRejected>(
  "@effect-wechatpay/facepay/FaceCodeRejected"
)("FaceCodeRejected", {
  codes: ["PARAM_ERROR"],
  advice:
    "a face code is valid for one payment with one out_trade_no and amount: query the order if it was sent before, else recognize the face again with a new out_trade_no, or correct the parameter;"
}) {}

/**
 * Another call has already paid the order with this `out_trade_no`.
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
export class OrderClosed extends ApiError.forCode<OrderClosed>(
  "@effect-wechatpay/facepay/FacePaymentError/OrderClosed"
)("OrderClosed", {
  codes: ["ORDERCLOSED"],
  advice: "recognize the face again with a new out_trade_no;"
}) {}

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
    advice: "recognize the face again with a new out_trade_no;"
  }
) {}

/**
 * There is no order with this number: the payment never arrived, or the number or the merchant is wrong.
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>(
  "@effect-wechatpay/facepay/FacePaymentError/OrderNotExist"
)("OrderNotExist", {
  codes: ["ORDERNOTEXIST", "ORDER_NOT_EXIST"],
  advice: "check the number and the merchant that paid with it;"
}) {}

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
 * This kind of card is not accepted here.
 *
 * @since 1.0.0
 * @category errors
 */
export class CardNotSupported extends ApiError.forCode<CardNotSupported>(
  "@effect-wechatpay/facepay/CardNotSupported"
)("CardNotSupported", {
  // The spelling is WeChat Pay's.
  codes: ["NOTSUPORTCARD"],
  advice: "ask the user for another card;"
}) {}

/**
 * The code expired, was used, or is invalid. After a call whose response was lost, that call may have used it: query
 * the order.
 *
 * @since 1.0.0
 * @category errors
 */
export class AuthCodeRejected extends ApiError.forCode<AuthCodeRejected>(
  "@effect-wechatpay/facepay/AuthCodeRejected"
)("AuthCodeRejected", {
  codes: ["AUTHCODEEXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID"],
  advice: "query the order if it was sent before, else recognize the face again with a new out_trade_no;"
}) {}

/**
 * Another user has started to pay this order.
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
 * WeChat Pay rejected the payment, for the reason in brackets.
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
 * The raw data of the device were rejected: they are from another device, not from the SDK, or too old.
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
 * The errors of requesting the authinfo of a device.
 *
 * @since 1.0.0
 * @category errors
 */
export const authinfo = [...ofEveryCall, V2Error.ParamError, RawDataRejected] as const

/**
 * The errors of paying by face code.
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
 * The errors of querying a payment.
 *
 * @since 1.0.0
 * @category errors
 */
export const query = [...ofEveryCall, V2Error.ParamError, OrderNotExist] as const

/**
 * The errors of reversing a payment.
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
