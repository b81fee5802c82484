/** Written by `node scripts/endpoints.mjs` from the sources of the packages. */

export type ListedError = readonly [
  codes: ReadonlyArray<string>,
  module: string,
  name: string,
  summary: string,
  advice: string
]

export const list: ReadonlyArray<ListedError> = [
  [
    ["ACCOUNTERROR"],
    "@effect-wechatpay/transfer/TransferError",
    "AccountError",
    "The merchant's account is restricted (403).",
    "check the merchant's account on the merchant platform"
  ],
  [
    ["ACCOUNTERROR", "ACCOUNT_ERROR"],
    "@effect-wechatpay/pay/PayError",
    "AccountError",
    "The user's account cannot pay (403).",
    "ask the user to pay in another way"
  ],
  [
    ["ALREADY_EXISTS"],
    "@effect-wechatpay/payscore/ParkingError",
    "AlreadyExists",
    "The number was already used for a deduction with other parameters (400).",
    "query the number; repeat it only with identical parameters"
  ],
  [
    ["ALREADY_EXISTS"],
    "@effect-wechatpay/transfer/TransferError",
    "AlreadyExists",
    "The number is already in use.",
    "query the number; use another number only for another transfer"
  ],
  [
    ["APPID_MCHID_NOT_MATCH"],
    "@effect-wechatpay/core/V2Error",
    "AppidMchidNotMatch",
    "The appid is not bound to the merchant number.",
    "bind the appid to the merchant number in the merchant console, or send the bound one"
  ],
  [
    ["APPID_MCHID_NOT_MATCH"],
    "@effect-wechatpay/pay/PayError",
    "AppidMchidNotMatch",
    "The appid is not bound to the merchant number (400).",
    "bind the appid to the merchant number on the merchant platform"
  ],
  [
    ["APPID_MCHID_NOT_MATCH"],
    "@effect-wechatpay/transfer/TransferError",
    "AppidMchidNotMatch",
    "The appid is not bound to the merchant (401).",
    "bind the appid to the merchant on the merchant platform"
  ],
  [
    ["APPID_NOT_EXIST"],
    "@effect-wechatpay/core/V2Error",
    "AppidNotExist",
    "The appid does not exist.",
    "check the appid"
  ],
  [
    ["AUTHCODEEXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "AuthCodeRejected",
    "The code expired, was used, or is invalid.",
    "query the order if it was sent before, else recognize the face again with a new out_trade_no"
  ],
  [
    ["BANKERROR", "BANK_ERROR"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "BankError",
    "The bank did not give WeChat Pay a clear response: it is unknown whether the user was charged.",
    "the bank gave no clear response: query the order, and reverse it if it stays open"
  ],
  [
    ["BANKERROR", "BANK_ERROR"],
    "@effect-wechatpay/pay/PayError",
    "BankError",
    "The bank did not report the result of the payment (500).",
    "wait 5 seconds, then query the order"
  ],
  [
    ["BUYER_MISMATCH"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "BuyerMismatch",
    "Another user has started to pay this order.",
    "query the order, which another user may have paid; another sale needs a new out_trade_no and face"
  ],
  [
    ["ERROR"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "RawDataRejected",
    "The raw data of the device were rejected: they are from another device, not from the SDK, or too old.",
    "let the device make new raw data (getWxpayfaceRawdata) and ask again"
  ],
  [
    ["FAIL"],
    "@effect-wechatpay/core/V2Error",
    "RequestRejected",
    "return_code is FAIL: WeChat Pay did not process the request, because its signature, its format or a permission of the merchant is wrong.",
    "read the text in brackets; check the APIv2 key, the merchant numbers and the appid"
  ],
  [
    ["FREQUENCY_LIMIT"],
    "@effect-wechatpay/transfer/TransferError",
    "FrequencyLimited",
    "Too many requests (429).",
    "send requests less often, with the same number"
  ],
  [
    ["FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "RATELIMIT_EXCEEDED", "RATELIMIT_EXCEED"],
    "@effect-wechatpay/core/CommonError",
    "FrequencyLimited",
    "Called too often (429).",
    "call less often"
  ],
  [
    ["INVALID_ORDER_STATE"],
    "@effect-wechatpay/payscore/PayscoreError",
    "InvalidOrderState",
    "The state of the order or authorisation does not allow the operation (400).",
    "query the state and act on it"
  ],
  [
    ["INVALID_REQUEST"],
    "@effect-wechatpay/core/CommonError",
    "InvalidRequest",
    "The request is well formed but breaks a business rule, or reuses a number with other parameters (400).",
    "check the rule that the text names; repeat a number only with identical parameters"
  ],
  [
    ["INVALID_TRANSACTIONID"],
    "@effect-wechatpay/pay/PayError",
    "InvalidTransactionId",
    "The number of a combined order is malformed (500).",
    "check the number"
  ],
  [
    ["LACK_PARAMS"],
    "@effect-wechatpay/core/V2Error",
    "LackParams",
    "A required member is missing.",
    "add the member that the text names"
  ],
  [
    ["MCHID_NOT_EXIST"],
    "@effect-wechatpay/core/V2Error",
    "MchidNotExist",
    "The merchant number does not exist.",
    "check the merchant numbers"
  ],
  [
    ["MCH_NOT_EXISTS"],
    "@effect-wechatpay/pay/PayError",
    "MchNotExists",
    "The merchant number does not exist (400).",
    "check mchid, sp_mchid and sub_mchid"
  ],
  [
    ["MCH_NOT_EXISTS"],
    "@effect-wechatpay/refund/RefundError",
    "MchNotExists",
    "The merchant does not exist (404).",
    "check merchant number and sub_mchid"
  ],
  [
    ["NOAUTH", "NO_AUTH"],
    "@effect-wechatpay/core/V2Error",
    "NoAuth",
    "Merchant, appid, product or sub-merchant lacks the permission.",
    "check the permissions of merchant, appid, product and sub-merchant"
  ],
  [
    ["NOTENOUGH"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "NotEnough",
    "The user's balance or limit is too low.",
    "ask the user for another way to pay"
  ],
  [
    ["NOTENOUGH", "NOT_ENOUGH"],
    "@effect-wechatpay/pay/PayError",
    "NotEnough",
    "The user does not have enough money (403).",
    "ask the user to change the payment method, then scan a new code"
  ],
  [
    ["NOTSUPORTCARD"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "CardNotSupported",
    "This kind of card is not accepted here.",
    "ask the user for another card"
  ],
  [
    ["NOT_ENOUGH"],
    "@effect-wechatpay/transfer/TransferError",
    "NotEnough",
    "The operation account (运营账户) does not have enough money (403).",
    "top up the operation account, then repeat the identical request with the same number"
  ],
  [
    ["NOT_ENOUGH", "NOTENOUGH"],
    "@effect-wechatpay/payscore/ParkingError",
    "NotEnough",
    "The user has too much debt, so WeChat Pay deducts nothing (403).",
    "ask the user to pay in another way and to repay the debt"
  ],
  [
    ["NOT_ENOUGH", "NOTENOUGH"],
    "@effect-wechatpay/profit-sharing/ProfitSharingError",
    "NotEnough",
    "The amount exceeds the remaining amount (403): more than unsplit_amount for a share, nothing left for an unfreeze, or more than the receiver received for a return.",
    "query the remaining amount of the order, and share at most that"
  ],
  [
    ["NOT_ENOUGH", "NOTENOUGH"],
    "@effect-wechatpay/refund/RefundError",
    "NotEnough",
    "The merchant's balance does not cover the refund (403).",
    "top up the merchant's balance, then repeat the identical request with the same out_refund_no"
  ],
  [
    ["NOT_FOUND"],
    "@effect-wechatpay/payscore/ParkingError",
    "NotFound",
    "The number has no deduction (404).",
    "check the number and the merchant; right after the deduction query again in 2 to 3 seconds"
  ],
  [
    ["NOT_FOUND"],
    "@effect-wechatpay/transfer/TransferError",
    "NotFound",
    "The number is unknown, or its record is older than 30 days (404).",
    "check the number and the merchant that created it; records older than 30 days are in the fund bill only"
  ],
  [
    ["NO_AUTH", "NOAUTH"],
    "@effect-wechatpay/core/CommonError",
    "NoAuth",
    "The merchant, appid, product or sub-merchant lacks a permission, or the user's authorization is missing (403).",
    "check the permissions of merchant, appid, product and user"
  ],
  [
    ["NO_STATEMENT_EXIST"],
    "@effect-wechatpay/bill/BillError",
    "NoStatementExist",
    "There is no bill of this day, because there were no transactions (400).",
    "there were no transactions on that day, so there is no bill"
  ],
  [
    ["OPENID_MISMATCH"],
    "@effect-wechatpay/pay/PayError",
    "OpenidMismatch",
    "The openid does not belong to the appid.",
    "use the openid that belongs to the appid of the order"
  ],
  [
    ["ORDERCLOSED"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "OrderClosed",
    "The order is closed.",
    "recognize the face again with a new out_trade_no"
  ],
  [
    ["ORDERNOTEXIST", "ORDER_NOT_EXIST"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "OrderNotExist",
    "There is no order with this number: the payment never arrived, or the number or the merchant is wrong.",
    "check the number and the merchant that paid with it"
  ],
  [
    ["ORDERPAID"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "OrderPaid",
    "Another call has already paid the order with this out_trade_no.",
    "the order is paid already: query it"
  ],
  [
    ["ORDERREVERSED"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "OrderReversed",
    "The order was reversed.",
    "recognize the face again with a new out_trade_no"
  ],
  [
    ["ORDER_CANCELED"],
    "@effect-wechatpay/payscore/PayscoreError",
    "OrderCanceled",
    "The order is already cancelled (400).",
    "the order is final; create a new one if it is needed"
  ],
  [
    ["ORDER_CLOSED"],
    "@effect-wechatpay/facepay/FacepayError",
    "OrderClosed",
    "The order is closed: it was not paid and cannot be paid any more.",
    "the order was not paid and is closed; use a new number for another attempt"
  ],
  [
    ["ORDER_CLOSED", "ORDERCLOSED"],
    "@effect-wechatpay/pay/PayError",
    "OrderClosed",
    "The order is closed (400).",
    "use a new number for another attempt"
  ],
  [
    ["ORDER_DONE"],
    "@effect-wechatpay/payscore/PayscoreError",
    "OrderDone",
    "The order is finished (400).",
    "the order is final; to return money, refund it"
  ],
  [
    ["ORDER_NOT_EXIST"],
    "@effect-wechatpay/facepay/FacepayError",
    "OrderNotExist",
    "The order does not exist, or the amount exceeds the limit of the contract and the order is void.",
    "check number, merchants and business_product_id; for a deduction it means that the amount is above the limit"
  ],
  [
    ["ORDER_NOT_EXIST"],
    "@effect-wechatpay/payscore/PayscoreError",
    "OrderNotExist",
    "The order or authorisation does not exist for this merchant (404).",
    "check the number and the merchant that created it, or whether the user ever authorised the service"
  ],
  [
    ["ORDER_NOT_EXIST", "ORDERNOTEXIST"],
    "@effect-wechatpay/pay/PayError",
    "OrderNotExist",
    "The order does not exist (404).",
    "check the number and the merchant that created it"
  ],
  [
    ["ORDER_PAID", "ORDERPAID"],
    "@effect-wechatpay/pay/PayError",
    "OrderPaid",
    "The order is paid (400).",
    "query the order, then deliver or refund it"
  ],
  [
    ["OUT_TRADE_NO_USED"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "OutTradeNoUsed",
    "The out_trade_no was used before with other parameters.",
    "query the order; another sale needs a new out_trade_no and a new face code"
  ],
  [
    ["OUT_TRADE_NO_USED"],
    "@effect-wechatpay/pay/PayError",
    "OutTradeNoUsed",
    "The number belongs to another order (403), with other parameters or of another channel.",
    "close the order of that number first, then use a new number"
  ],
  [
    ["PARAM_ERROR"],
    "@effect-wechatpay/core/CommonError",
    "ParamError",
    "A parameter is malformed, missing, too long or outside the allowed values (400).",
    "correct the parameter before sending it again"
  ],
  [
    ["PARAM_ERROR"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "FaceCodeRejected",
    "The face code was used before or belongs to another order, or a parameter is wrong; the text in brackets says which.",
    "a face code is valid for one payment with one out_trade_no and amount: query the order if it was sent before, else recognize the face again with a new out_trade_no, or correct the parameter"
  ],
  [
    ["QUOTA_EXCEED"],
    "@effect-wechatpay/transfer/TransferError",
    "QuotaExceed",
    "The daily limit of the merchant is used up (429).",
    "wait for another day, or ask WeChat Pay for a higher limit"
  ],
  [
    ["REFUND_FEE_MISMATCH"],
    "@effect-wechatpay/refund/RefundError",
    "RefundFeeMismatch",
    "The amounts differ from those of an earlier request with the same number.",
    "repeat a refund with its original amounts, or use another out_refund_no for another refund"
  ],
  [
    ["RESOURCE_NOT_EXISTS"],
    "@effect-wechatpay/core/CommonError",
    "ResourceNotExists",
    "The resource does not exist for this merchant (404).",
    "check the number and the merchant that created it"
  ],
  [
    ["REVERSE_EXPIRE"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "ReverseExpired",
    "The payment is too old to be reversed: refund it.",
    "orders of the last 7 days are reversed, older ones refunded"
  ],
  [
    ["RULE_LIMIT"],
    "@effect-wechatpay/payscore/ParkingError",
    "RuleLimit",
    "Too many deductions of the user in a day (403).",
    "ask the user to pay in another way"
  ],
  [
    ["RULE_LIMIT"],
    "@effect-wechatpay/profit-sharing/ProfitSharingError",
    "RuleLimit",
    "All shares of the order together would exceed the maximum ratio of the payer (403).",
    "share less, or ask the payer to raise the ratio on the platform"
  ],
  [
    ["RULE_LIMIT", "RULELIMIT"],
    "@effect-wechatpay/pay/PayError",
    "RuleLimit",
    "The request violates a rule of the product, such as a limit on amounts or on the frequency of calls for one order (403).",
    "check the limits of the product on the merchant platform"
  ],
  [
    ["SIGNERROR", "SIGN_ERROR"],
    "@effect-wechatpay/core/V2Error",
    "SignError",
    "The signature was rejected.",
    "check that WECHATPAY_API_V2_KEY is the APIv2 key of this merchant number"
  ],
  [
    ["SIGN_ERROR"],
    "@effect-wechatpay/core/CommonError",
    "SignError",
    "The signature or the Authorization header was rejected (401).",
    "check merchant number, certificate serial, private key and clock (detail.sign_information is WeChat Pay's view)"
  ],
  [
    ["STATEMENT_CREATING"],
    "@effect-wechatpay/bill/BillError",
    "StatementCreating",
    "The bill is not ready yet (400).",
    "ask again after 10:00 Beijing time of the next day, then every half hour"
  ],
  [
    ["SYSTEM_ERROR", "SYSTEMERROR"],
    "@effect-wechatpay/core/CommonError",
    "SystemError",
    "An internal failure of WeChat Pay (500).",
    ""
  ],
  [
    ["TRADE_ERROR"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "TradeError",
    "WeChat Pay rejected the payment, for the reason in brackets.",
    "show the user the text in brackets"
  ],
  [
    ["TRADE_ERROR"],
    "@effect-wechatpay/pay/PayError",
    "TradeError",
    "The state of the order does not allow the operation, or the payment code or account cannot be used (403).",
    "query the order, and act on its state"
  ],
  [
    ["TRADE_ERROR"],
    "@effect-wechatpay/payscore/PayscoreError",
    "TradeError",
    "The user could not be charged (403).",
    "the user could not be charged; the automatic collection continues"
  ],
  [
    ["TRADE_OVERDUE"],
    "@effect-wechatpay/refund/RefundError",
    "TradeOverdue",
    "The payment is more than a year old (365 days after it succeeded).",
    "payments can be refunded only within a year; pay the user back in another way"
  ],
  [
    ["USERPAYING"],
    "@effect-wechatpay/facepay/FacePaymentError",
    "UserPaying",
    "The user must enter a password: it is not yet known whether the payment will succeed.",
    "the user is entering a password: query the order every 5 s up to about 30 s, then reverse it"
  ],
  [
    ["USERPAYING", "USER_PAYING"],
    "@effect-wechatpay/pay/PayError",
    "UserPaying",
    "The user must enter the password (202).",
    "the user enters the password"
  ],
  [
    ["USER_ACCOUNT_ABNORMAL"],
    "@effect-wechatpay/refund/RefundError",
    "UserAccountAbnormal",
    "The user's account is closed or frozen (403).",
    "pay the user back in another way"
  ],
  [
    ["USER_ERROR"],
    "@effect-wechatpay/transfer/TransferError",
    "UserError",
    "The merchant is in an abnormal state.",
    "check the merchant's state on the merchant platform"
  ],
  [
    ["XML_FORMAT_ERROR", "NOT_UTF8", "REQUIRE_POST_METHOD", "POST_DATA_EMPTY"],
    "@effect-wechatpay/core/V2Error",
    "RequestUnreadable",
    "WeChat Pay could not read the request: its XML, its encoding or its HTTP method.",
    "does a proxy change requests?"
  ]
]
