/** What the official support notes say about internal codes, the last number of `Request-ID`. */

/**
 * What an internal code means.
 *
 * @since 1.0.0
 * @category models
 */
export interface Explanation {
  readonly internalCode: number
  /** What was wrong. */
  readonly meaning: string
  /** What to do about it. */
  readonly advice: string
}

const all: ReadonlyArray<Explanation> = [
  {
    internalCode: 271317510,
    meaning: "there is no such order",
    advice: "check number and service, and that the same merchant created it"
  },
  {
    internalCode: 271316574,
    meaning: "the deduction failed",
    advice: "the automatic collection goes on; the user can also pay on the order's page"
  },
  {
    internalCode: 271302262,
    meaning: "the state of the order does not allow it",
    advice: "query the order, OrderState.next says what may be called"
  },
  {
    internalCode: 271302333,
    meaning: "the order is cancelled",
    advice: "create a new order under another number if one is needed"
  },
  {
    internalCode: 271302332,
    meaning: "the user has not confirmed the order yet",
    advice: "wait until the user confirms it, or cancel it"
  },
  {
    internalCode: 268435464,
    meaning: "a value is out of its range",
    advice: "compare amounts, counts and lengths with the limits of their fields"
  },
  {
    internalCode: 271316657,
    meaning: "no payment of the order is pending",
    advice: "query it: only a completed order that is not paid can be modified or charged"
  },
  {
    internalCode: 271316598,
    meaning: "the number was used before with other parameters",
    advice: "repeat the creation with identical parameters, or take a new number"
  },
  {
    internalCode: 271302144,
    meaning: "the merchant number is not known",
    advice: "check the merchant number, and sub_mchid where one is given"
  },
  {
    internalCode: 271302149,
    meaning: "merchant number and appid are not bound",
    advice: "bind the appid to the merchant number on the merchant platform"
  },
  {
    internalCode: 268435472,
    meaning: "called too often",
    advice: "leave at least a second between calls on the same order"
  },
  {
    internalCode: 271300099,
    meaning: "the user did not pass the assessment",
    advice: "offer another way of paying; WeChat Pay gives no reason, and asking again does not help"
  },
  {
    internalCode: 271299627,
    meaning: "the user has orders that are overdue and unpaid",
    advice: "let the user pay them first"
  },
  {
    internalCode: 268503786,
    meaning: "the merchant lacks a permission",
    advice: "have WeChat Pay open the product and the service for this merchant and appid"
  },
  {
    internalCode: 271316592,
    meaning: "the state of the order does not allow cancelling it",
    advice: "query the order; one that is paid is refunded"
  },
  {
    internalCode: 270924332,
    meaning: "the Authorization header is not accepted",
    advice: "check merchant number, certificate serial and private key"
  },
  {
    internalCode: 271316754,
    meaning: "the user is being charged for the order",
    advice: "try again after 3 minutes"
  },
  {
    internalCode: 271316656,
    meaning: "the total is above the limit of the service",
    advice: "lower the total, or have WeChat Pay raise the limit of the service"
  },
  {
    internalCode: 271316637,
    meaning: "the service ends before it starts",
    advice: "give an end later than the start, in Beijing time"
  },
  {
    internalCode: 268560785,
    meaning: "the user has teenager mode on",
    advice: "ask the user to switch it off, or offer another way of paying"
  }
]

export const explanations: ReadonlyMap<number, Explanation> = new Map(
  all.map((explanation) => [explanation.internalCode, explanation])
)
