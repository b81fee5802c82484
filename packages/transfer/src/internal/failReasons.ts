/** Reasons for failed transfers. */
import type { Explanation } from "../FailReason.js"

const user = (meaning: string): Explanation => ({ meaning, concerns: "user" })
const merchant = (meaning: string): Explanation => ({ meaning, concerns: "merchant" })
const request = (meaning: string): Explanation => ({ meaning, concerns: "request" })
const nobody = (meaning: string): Explanation => ({ meaning, concerns: "nobody" })

export const failReasons = {
  ACCOUNT_FROZEN: user("the user's account is frozen"),
  ACCOUNT_NOT_EXIST: user("the user has no account"),
  BANK_CARD_ACCOUNT_ABNORMAL: user("the user's card is closed, frozen or lost"),
  BANK_CARD_BANK_INFO_WRONG: user("the name of the card's bank or branch is wrong"),
  BANK_CARD_CARD_INFO_WRONG: user("the holder or the number of the card is wrong"),
  BANK_CARD_COLLECTIONS_ABOVE_QUOTA: user("the limited card is over its quota"),
  BANK_CARD_PARAM_ERROR: user("the data of the card is wrong"),
  BANK_CARD_STATUS_ABNORMAL: user("the user's card is in a bad state"),
  BLOCK_B2C_USERLIMITAMOUNT_BSRULE_MONTH: user("the user's limit of income this month is used up"),
  BLOCK_B2C_USERLIMITAMOUNT_MONTH: user("the user is limited this month because of a risk"),
  DAY_RECEIVED_COUNT_EXCEED: user("the user received too many payments today"),
  DAY_RECEIVED_QUOTA_EXCEED: user("the user's limit of today is used up"),
  EXCEEDED_ESTIMATED_AMOUNT: request("the amount is above the reserved one"),
  ID_CARD_NOT_CORRECT: request("the identity number is not the user's"),
  MCH_CANCEL: nobody("the merchant cancelled it"),
  MERCHANT_REJECT: nobody("an employee of the merchant rejected it"),
  MERCHANT_NOT_CONFIRM: merchant("an employee of the merchant did not confirm it in time"),
  NAME_NOT_CORRECT: request("the name is not the user's"),
  OPENID_INVALID: request("the openid is malformed or of another appid"),
  OTHER_FAIL_REASON_TYPE: nobody("another reason"),
  OVERDUE_CLOSE: nobody("it was closed because nobody confirmed or repeated it in time"),
  PAYEE_ACCOUNT_ABNORMAL: user("the user must complete the identity data"),
  PAYER_ACCOUNT_ABNORMAL: merchant("the merchant's account is restricted"),
  PRODUCT_AUTH_CHECK_FAIL: merchant("the product permission is missing or frozen"),
  REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED: user("the user's account is limited in receiving"),
  REAL_NAME_CHECK_FAIL: user("the user's identity is not verified"),
  RECEIVE_ACCOUNT_NOT_CONFIGURE: merchant("the receiver is not configured for the scene"),
  RESERVATION_INFO_NOT_MATCH: request("it differs from the reservation"),
  RESERVATION_SCENE_NOT_MATCH: request("the scene is not that of the reservation"),
  RESERVATION_STATE_INVALID: request("the reservation is in a wrong state"),
  TRANSFER_QUOTA_EXCEED: request("the amount is outside the limits of one transfer"),
  TRANSFER_REMARK_SET_FAIL: request("the remark was rejected"),
  TRANSFER_RISK: nobody("it was stopped because of a risk"),
  TRANSFER_SCENE_INVALID: merchant("the scene was not granted to the merchant"),
  TRANSFER_SCENE_UNAVAILABLE: merchant("the scene cannot be used now"),
  RELATED_ORDER_TRANSFER_AMOUNT_EXCEED: request("the amount is more than the related order allows"),
  RELATED_ORDER_TRANSFER_COUNT_EXCEED: request("there are too many transfers for the related order"),
  BUDGET_NOT_ENOUGH: merchant("the budget is used up")
}
