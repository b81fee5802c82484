/**
 * The state of a transfer of any product, and the calls that are allowed in it.
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
  /**
   * Accepted; the money is not locked yet. If the account does not have enough money, the transfer fails after 24
   * hours.
   */
  Accepted: {}
  /**
   * WeChat Pay locks the money. The transfer stays in this state while the account does not have enough money: top it
   * up and repeat the identical request.
   */
  LockingMoney: {}
  /** The money is locked, and the user has 24 hours from the creation to confirm. */
  AwaitingUser: {}
  /**
   * The user has confirmed or authorised the transfer, and WeChat Pay is paying the user. It can no longer be
   * cancelled.
   */
  PayingOut: {}
  /** Final: the user has the money. */
  Succeeded: {}
  /** Final: the transfer failed, and the money was returned. */
  Failed: {
    /** WeChat Pay's reason, if the response contains it. `FailReason.explain` explains it. */
    readonly reason: string | undefined
  }
  /** The cancellation was accepted, and the money is being returned. */
  Cancelling: {}
  /** Final: cancelled, and the money was returned. */
  Cancelled: {}
  /** An unknown state. Treat it as not final, and query again. */
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
 * The fields of a transfer that define its state, from any response or notification.
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
 * Returns the state of a transfer from any response or notification. An unknown state gives `Unknown`.
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
 * Whether the transfer can no longer change: paid, failed or cancelled.
 *
 * @since 1.0.0
 * @category guards
 */
export const isFinal = ({ _tag }: TransferState): boolean =>
  _tag === "Succeeded" || _tag === "Failed" || _tag === "Cancelled"

/**
 * Whether the money of the transfer is certain to stay with the merchant. You may pay the same amount under another
 * number only if it is.
 *
 * @since 1.0.0
 * @category guards
 */
export const isReturned = ({ _tag }: TransferState): boolean => _tag === "Failed" || _tag === "Cancelled"

/**
 * Whether the transfer may be cancelled: until the user confirms. Cancelling a transfer again returns the same state.
 *
 * @since 1.0.0
 * @category guards
 */
export const isCancellable = ({ _tag }: TransferState): boolean =>
  _tag === "Accepted" || _tag === "LockingMoney" || _tag === "AwaitingUser" || _tag === "Cancelling"

/**
 * Whether the user has received the money, and the amount in fen is the amount of your own records. A response
 * without an amount gives `false`.
 *
 * @since 1.0.0
 * @category guards
 */
export const isPaid = (bill: Bill, amount: number): boolean =>
  of(bill)._tag === "Succeeded" && bill.transfer_amount === amount
