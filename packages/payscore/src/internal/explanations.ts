/**
 * Explanations of internal codes, the last number of `Request-ID`, from the official error page: 20 codes, edition of
 * July 2026. 271302332 and 268560785 are only in the older official samples. They are kept because WeChat Pay may
 * still send them.
 */

/**
 * Explanation of an internal code.
 *
 * @since 1.0.0
 * @category models
 */
export interface Explanation {
  readonly internalCode: number
  /** Description of the problem. */
  readonly meaning: string
  /** Recommended action. */
  readonly advice: string
}

const all: ReadonlyArray<Explanation> = [
  {
    internalCode: 271317510,
    meaning: "the order does not exist",
    advice: "check the number and the service, and that the same merchant created the order"
  },
  {
    internalCode: 271316574,
    meaning: "the deduction failed",
    advice: "the automatic collection continues; the user can also pay on the order's page"
  },
  {
    internalCode: 271302262,
    meaning: "the state of the order does not allow it",
    advice: "query the order; OrderState.next returns the allowed calls"
  },
  {
    internalCode: 271302333,
    meaning: "the user was asked to pay an order in a state that does not allow it",
    advice:
      "query the order: only a completed, unpaid order is charged; a cancelled one needs a new order under another number"
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
    meaning: "the order was reported as paid before it was completed",
    advice: "query the order, then complete or cancel it"
  },
  {
    internalCode: 271316598,
    meaning: "the order was already completed with other parameters",
    advice:
      "query the order: it is completed; repeat a completion only with identical parameters, times included"
  },
  {
    internalCode: 271302144,
    meaning: "service_id is not valid, or is not a service of this merchant",
    advice: "check service_id, and that the service was opened for this merchant number"
  },
  {
    internalCode: 271302149,
    meaning: "merchant number and appid are not bound",
    advice: "bind the appid to the merchant number on the merchant platform"
  },
  {
    internalCode: 268435472,
    meaning: "too many requests",
    advice: "wait 1, then 3, then 10 seconds, and send the calls of one out_order_no one after another"
  },
  {
    internalCode: 271300099,
    meaning: "the user did not pass the assessment",
    advice: "offer another payment method; WeChat Pay gives no reason, and a repetition does not help"
  },
  {
    internalCode: 271299627,
    meaning: "the user has an unhandled negative record",
    advice: "ask the user to clear it in WeChat Pay Score first"
  },
  {
    internalCode: 268497610,
    meaning: "the user has too many unpaid orders",
    advice: "ask the user to pay them first"
  },
  {
    internalCode: 50027158,
    meaning: "the payment exceeds the user's limit for anti-money laundering",
    advice: "ask the user to complete the identity data in WeChat Pay, or offer another payment method"
  },
  {
    internalCode: 268503786,
    meaning: "WeChat Pay restricted the merchant: it may not complete orders",
    advice: "appeal against the risk control measure on the merchant platform"
  },
  {
    internalCode: 271316592,
    meaning: "the state of the order does not allow cancelling it",
    advice: "query the order; if it is paid, refund it"
  },
  {
    internalCode: 270924332,
    meaning: "WeChat Pay does not accept the Authorization header",
    advice: "check merchant number, certificate serial and private key"
  },
  {
    internalCode: 271316754,
    meaning:
      "a payment of the order is in progress: the user's own payment has not expired yet, or WeChat Pay is charging the user",
    advice: "try again after 3 minutes"
  },
  {
    internalCode: 271316656,
    meaning: "the total is above the limit of the service",
    advice: "lower the total, or ask WeChat Pay to raise the limit of the service"
  },
  {
    internalCode: 271316637,
    meaning: "the service ends before it starts",
    advice: "send an end that is not before the start, in Beijing time"
  },
  {
    internalCode: 268560785,
    meaning: "teenager mode is enabled for the user",
    advice: "ask the user to disable it, or offer another payment method"
  }
]

export const explanations: ReadonlyMap<number, Explanation> = new Map(
  all.map((explanation) => [explanation.internalCode, explanation])
)
