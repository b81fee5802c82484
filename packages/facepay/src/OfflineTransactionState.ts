/**
 * The state of a deduction, which follows from three fields: `trade_state`, `debt_state` and `error_type`.
 *
 * Tested in `test/facepay/contracts.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The state of a deduction. No source lists the values of `trade_state`; these are the common ones of APIv3.
 *
 * | case | `trade_state` |
 * | --- | --- |
 * | `Paid` | `SUCCESS` |
 * | `Declined` | `PAYERROR` |
 * | `Refunded` | `REFUND` |
 * | `Closed` | `CLOSED`, `REVOKED` |
 * | `Pending` | `NOTPAY`, `USERPAYING`, `ACCEPT` |
 * | `Unknown` | anything else, or none |
 *
 * @since 1.0.0
 * @category models
 */
export type OfflineTransactionState = Data.TaggedEnum<{
  /** The merchant received the money. */
  Paid: {
    /** WeChat Pay's number of the payment, which a refund needs. */
    readonly transactionId: string | undefined
    /** `None`: the user paid; `Owed`: WeChat Pay advanced the amount; `Repaid`: the user has repaid an advance. */
    readonly debt: "None" | "Owed" | "Repaid"
    /** WeChat Pay's number of the repayment. */
    readonly repaymentTransactionId: string | undefined
  }
  /** Nothing was paid. The same order may be tried again, at most 5 times a day. */
  Declined: {
    /** WeChat Pay's text. */
    readonly errorType: string | undefined
    /** Whether the cause was insufficient funds. */
    readonly insufficient: boolean
  }
  /** Paid, and refunded in full or in part. */
  Refunded: {
    readonly transactionId: string | undefined
  }
  /** Not paid, and cannot be paid any more. */
  Closed: {}
  /** In progress. Query it again. */
  Pending: {}
  /** An undocumented state. Query it, and ask WeChat Pay. */
  Unknown: {
    readonly tradeState: string | undefined
  }
}>

const cases = Data.taggedEnum<OfflineTransactionState>()

/**
 * Matches on every case; the compiler checks that none is missing.
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = cases.$match

/**
 * Whether a state is of a given case: `OfflineTransactionState.is("Paid")(state)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = cases.$is

/**
 * The members of a deduction from which its state follows: the responses of `OfflineTransaction.deduct` and `query`.
 *
 * @since 1.0.0
 * @category models
 */
export interface Transaction {
  readonly trade_state?: string | undefined
  readonly debt_state?: string | undefined
  readonly error_type?: string | undefined
  readonly transaction_id?: string | undefined
  readonly repayment_transaction_id?: string | undefined
}

const debts: { readonly [State in string]?: "Owed" | "Repaid" } = { DEBT: "Owed", REPAYMENT: "Repaid" }

/**
 * The state of a deduction, from a response.
 *
 * @since 1.0.0
 * @category constructors
 */
export const of = (transaction: Transaction): OfflineTransactionState => {
  const { debt_state = "", error_type, trade_state, transaction_id } = transaction
  switch (trade_state) {
    case "SUCCESS":
      return cases.Paid({
        transactionId: transaction_id,
        debt: debts[debt_state] ?? "None",
        repaymentTransactionId: transaction.repayment_transaction_id
      })
    case "PAYERROR":
      return cases.Declined({
        errorType: error_type,
        insufficient: error_type === "NOTENOUGH" || error_type === "NOT_ENOUGH"
      })
    case "REFUND":
      return cases.Refunded({ transactionId: transaction_id })
    case "CLOSED":
    case "REVOKED":
      return cases.Closed()
    case "NOTPAY":
    case "USERPAYING":
    case "ACCEPT":
      return cases.Pending()
    default:
      return cases.Unknown({ tradeState: trade_state })
  }
}
