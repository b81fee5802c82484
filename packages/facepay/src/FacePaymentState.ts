/**
 * The state of a face payment, read from the `trade_state` of its query.
 *
 * Tested in `test/facepay/facePaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The state of a face payment.
 *
 * | case | `trade_state` |
 * | --- | --- |
 * | `Paid` | `SUCCESS` |
 * | `Refunded` | `REFUND` |
 * | `UserPaying` | `USERPAYING` |
 * | `NotPaid` | `NOTPAY`, `ACCEPT` |
 * | `Failed` | `PAYERROR` |
 * | `Closed` | `CLOSED` |
 * | `Reversed` | `REVOKED` |
 * | `Unknown` | anything else |
 *
 * @since 1.0.0
 * @category models
 */
export type FacePaymentState = Data.TaggedEnum<{
  Paid: {
    /** WeChat Pay's number of the payment, which a refund needs. */
    readonly transactionId: string
    /** The paid amount, in fen. Compare it with your own records. */
    readonly total: number
  }
  /** It was paid, and refunded in full or in part. */
  Refunded: {}
  /** The user is entering a password. */
  UserPaying: {}
  /** Not paid yet, and still open: it may be paid at any moment. */
  NotPaid: {}
  /** It failed; no money was taken. */
  Failed: {}
  /** It was closed before payment. */
  Closed: {}
  /** It was reversed: a paid amount was returned. */
  Reversed: {}
  /** An undocumented state, or a success without number and amount. */
  Unknown: { readonly tradeState: string }
}>

const cases = Data.taggedEnum<FacePaymentState>()

/**
 * Matches on every case; the compiler checks that none is missing.
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = cases.$match

/**
 * Whether a state is of a given case: `FacePaymentState.is("Paid")(state)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = cases.$is

/**
 * The members of a query's response that are read.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payment {
  readonly trade_state: string
  readonly transaction_id?: string | undefined
  readonly total_fee?: number | undefined
}

/**
 * The state of a payment, from the response of `FacePayment.query`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const of = ({ total_fee, trade_state, transaction_id }: Payment): FacePaymentState => {
  switch (trade_state) {
    case "SUCCESS":
      return transaction_id === undefined || total_fee === undefined
        ? cases.Unknown({ tradeState: trade_state })
        : cases.Paid({ transactionId: transaction_id, total: total_fee })
    case "REFUND":
      return cases.Refunded()
    case "USERPAYING":
      return cases.UserPaying()
    case "NOTPAY":
    case "ACCEPT":
      return cases.NotPaid()
    case "PAYERROR":
      return cases.Failed()
    case "CLOSED":
      return cases.Closed()
    case "REVOKED":
      return cases.Reversed()
    default:
      return cases.Unknown({ tradeState: trade_state })
  }
}
