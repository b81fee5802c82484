/**
 * The results of `CodePaymentFlow` and `PartnerCodePaymentFlow`.
 *
 * Tested in `test/pay/CodePaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import type * as TillPayment from "@effect-wechatpay/core/TillPayment"
import * as Data from "effect/Data"
import type * as CodePayment from "./CodePayment.js"
import type * as Payment from "./Payment.js"

/**
 * The errors of the calls about a payment code.
 *
 * @since 1.0.0
 * @category models
 */
export type CallFailure =
  | Endpoint.Failure<typeof CodePayment.charge>
  | Endpoint.Failure<typeof CodePayment.reverse>
  | Endpoint.Failure<typeof Payment.query>

/**
 * The reason why an order is not paid, or why its result is unknown.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure =
  | CallFailure
  | TillPayment.PaymentMismatch
  | TillPayment.PaymentOpen
  | OperationRecords.Failure

/**
 * The result of a payment by code.
 *
 * @since 1.0.0
 * @category models
 */
export type Result = Data.TaggedEnum<{
  /** Paid with the requested amount. */
  Paid: {
    /** WeChat Pay's number of the payment, which a refund needs. */
    readonly transactionId: string
    /** Fen. */
    readonly total: number
  }
  /**
   * No money was taken, and none will be. Another attempt needs a new code of the user and a new `out_trade_no`. If the
   * `outcome` of the error is `NotSent`, this is certain only of this run.
   */
  Failed: { readonly error: Failure }
  /** It stayed open and was reversed. If it had been paid, the money went back. */
  Reversed: {}
  /** It was paid, and later refunded in whole or in part. */
  Refunded: {}
  /**
   * The result is unknown, or may still change. The user may be charged. Keep the order and run `reconcile` until it gives
   * another result: at once, after some minutes, and 10 minutes after `sentAt`. Do not hand over the goods, and do not
   * charge the user under another number meanwhile.
   */
  Unknown: {
    /** The last failure. */
    readonly error: Failure
    /**
     * Whether a reversal was sent. Store it with the order and pass it to `reconcile`, which then reverses a payment that
     * it finds, because the open reversal may undo it at any time.
     */
    readonly reversing: boolean
    /** When the charge was sent at the latest, Unix time in milliseconds; absent if this run does not know it. */
    readonly sentAt: number | undefined
  }
}>

/**
 * The cases as constructors.
 *
 * @since 1.0.0
 * @category constructors
 */
export const results = Data.taggedEnum<Result>()

/**
 * Matches every result; the compiler checks that none is missing.
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = results.$match

/**
 * Whether a result is of a case: `CodePaymentResult.is("Paid")(result)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = results.$is
