/**
 * The state of a transfer, of any variant, and what may be done next.
 *
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The state of a transfer.
 *
 * | case | `state` |
 * | --- | --- |
 * | `Accepted` | `ACCEPTED` |
 * | `LockingMoney` | `PROCESSING` |
 * | `AwaitingUser` | `WAIT_USER_CONFIRM` |
 * | `PayingOut` | `TRANSFERING` |
 * | `Succeeded` | `SUCCESS` |
 * | `Failed` | `FAIL` |
 * | `Cancelling` | `CANCELING` |
 * | `Cancelled` | `CANCELLED` |
 * | `Unknown` | anything else |
 *
 * @since 1.0.0
 * @category models
 */
export type TransferState = Data.TaggedEnum<{
  /** Accepted; the money is not locked yet. Without money it fails after 24 hours. */
  Accepted: {}
  /** WeChat Pay locks the money. It stays so while the account holds too little: top up and repeat the identical request. */
  LockingMoney: {}
  /** The money is locked, and the user has 24 hours from the creation to confirm. */
  AwaitingUser: {}
  /** The user confirmed, or had authorised it; WeChat Pay pays out. It cannot be cancelled any more. */
  PayingOut: {}
  /** Final: the user has the money. */
  Succeeded: {}
  /** Final: the user got nothing, and the money is back. */
  Failed: {
    /** WeChat Pay's reason, where the response says it; `FailReason.explain` says what it means. */
    readonly reason: string | undefined
  }
  /** The cancellation was accepted; the money is on its way back. */
  Cancelling: {}
  /** Final: cancelled, and the money is back. */
  Cancelled: {}
  /** A state that nobody described. Treat it as not final, and query again. */
  Unknown: { readonly state: string }
}>

const cases = Data.taggedEnum<TransferState>()

/**
 * Handles every case. The compiler reports a missing case.
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = cases.$match

/**
 * Whether a state is a given case: `TransferState.is("Succeeded")(state)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = cases.$is

/**
 * The fields of a transfer that say its state: any response or notification of one.
 *
 * @since 1.0.0
 * @category models
 */
export interface Bill {
  readonly state: string
  readonly fail_reason?: string | undefined
  readonly transfer_amount?: number | undefined
}

/**
 * The state of a transfer, from any response or notification. A state that nobody knows yet gives `Unknown`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const of = ({ fail_reason, state }: Bill): TransferState => {
  switch (state) {
    case "ACCEPTED":
      return cases.Accepted()
    case "PROCESSING":
      return cases.LockingMoney()
    case "WAIT_USER_CONFIRM":
      return cases.AwaitingUser()
    case "TRANSFERING":
      return cases.PayingOut()
    case "SUCCESS":
      return cases.Succeeded()
    case "FAIL":
      return cases.Failed({ reason: fail_reason })
    case "CANCELING":
      return cases.Cancelling()
    case "CANCELLED":
      return cases.Cancelled()
    default:
      return cases.Unknown({ state })
  }
}

/**
 * Whether the transfer will not change any more: paid, failed or cancelled.
 *
 * @since 1.0.0
 * @category guards
 */
export const isFinal = ({ _tag }: TransferState): boolean =>
  _tag === "Succeeded" || _tag === "Failed" || _tag === "Cancelled"

/**
 * Whether the money of the transfer is certain to stay with the merchant: only then may the same thing be paid under another
 * number.
 *
 * @since 1.0.0
 * @category guards
 */
export const isReturned = ({ _tag }: TransferState): boolean => _tag === "Failed" || _tag === "Cancelled"

/**
 * Whether the transfer may be cancelled: until the user confirms. Cancelling one that is being cancelled gives the same state.
 *
 * @since 1.0.0
 * @category guards
 */
export const isCancellable = ({ _tag }: TransferState): boolean =>
  _tag === "Accepted" || _tag === "LockingMoney" || _tag === "AwaitingUser" || _tag === "Cancelling"

/**
 * Whether the user has the money, and it is what your own books say, in fen. A response without an amount is not enough.
 *
 * @since 1.0.0
 * @category guards
 */
export const isPaid = (bill: Bill, amount: number): boolean =>
  of(bill)._tag === "Succeeded" && bill.transfer_amount === amount
