/**
 * The state of a payment, from the `trade_state` of an order, a combined order or a notification.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The state of a payment.
 *
 * | case | `trade_state` |
 * | --- | --- |
 * | `NotPaid` | `NOTPAY` |
 * | `Paying` | `USERPAYING`, `ACCEPT` |
 * | `Paid` | `SUCCESS` |
 * | `Refunded` | `REFUND` |
 * | `Closed` | `CLOSED` |
 * | `Failed` | `PAYERROR` |
 * | `Reversed` | `REVOKED` |
 * | `Unknown` | anything else |
 *
 * A combined order has the common state of its sub orders. It is `Refunded` as soon as one of them is `Refunded`.
 *
 * @since 1.0.0
 * @category models
 */
export type PaymentState = Data.TaggedEnum<{
  /** Created and not paid. It can be paid at any time until it is closed or 7 days old. */
  NotPaid: {}
  /** The user enters the password, or the bank processes the payment; only for payment codes. */
  Paying: {}
  Paid: {
    /**
     * Payment numbers assigned by WeChat Pay, which refunds need: one, or one for each sub order of a combined order.
     */
    readonly transactionIds: ReadonlyArray<string>
    /** Total amount of the order, in fen, coupons included. Compare it with your own order. */
    readonly total: number
  }
  /** Paid, and a full or partial refund was accepted. The state does not change if that refund fails. */
  Refunded: {
    readonly transactionIds: ReadonlyArray<string>
    /** Paid amount, in fen; absent if the response does not contain it. */
    readonly total: number | undefined
  }
  /** Closed before it was paid. */
  Closed: {}
  /** Failed, and no money was taken; only for payment codes. */
  Failed: {}
  /** Reversed, and the money was returned; only for payment codes. */
  Reversed: {}
  /** An unknown state, a success without number and amount, or sub orders in different states. */
  Unknown: { readonly tradeState: string }
}>

const cases = Data.taggedEnum<PaymentState>()

/**
 * Handles every case. The compiler reports a missing case.
 *
 * ```ts
 * PaymentState.match(PaymentState.of(order), {
 *   Paid: ({ total }) => `paid ${total} fen`,
 *   NotPaid: () => "waiting",
 *   …
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = cases.$match

/**
 * Whether a state is a given case: `PaymentState.is("Paid")(state)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = cases.$is

/**
 * An order, or a sub order of a combined order, from any response or notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface SingleOrder {
  readonly trade_state: string
  readonly transaction_id?: string | undefined
  readonly amount?:
    | { readonly total?: number | undefined; readonly total_amount?: number | undefined }
    | undefined
}

/**
 * A combined order, from any response or notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedOrder {
  readonly sub_orders?: ReadonlyArray<SingleOrder> | undefined
}

/**
 * An order, a sub order or a combined order.
 *
 * @since 1.0.0
 * @category models
 */
export type Order = SingleOrder | CombinedOrder

/**
 * Returns the state of an order from any response or notification. Unknown values give `Unknown`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const of = (order: Order): PaymentState => {
  if ("trade_state" in order) return ofSingle(order)
  return ofAll((order.sub_orders ?? []).map(ofSingle))
}

const ofSingle = ({ amount, trade_state, transaction_id }: SingleOrder): PaymentState => {
  const total = amount?.total ?? amount?.total_amount
  const transactionIds = transaction_id === undefined || transaction_id === "" ? [] : [transaction_id]
  switch (trade_state) {
    case "SUCCESS":
      return transactionIds.length === 0 || total === undefined
        ? cases.Unknown({ tradeState: trade_state })
        : cases.Paid({ transactionIds, total })
    case "REFUND":
      return cases.Refunded({ transactionIds, total })
    case "NOTPAY":
      return cases.NotPaid()
    case "USERPAYING":
    case "ACCEPT":
      return cases.Paying()
    case "CLOSED":
      return cases.Closed()
    case "PAYERROR":
      return cases.Failed()
    case "REVOKED":
      return cases.Reversed()
    default:
      return cases.Unknown({ tradeState: trade_state })
  }
}

const add = (total: number | undefined, state: { readonly total: number | undefined }): number | undefined =>
  total === undefined || state.total === undefined ? undefined : total + state.total

/** Sub orders are paid and closed together, and refunded separately. */
const ofAll = (states: ReadonlyArray<PaymentState>): PaymentState => {
  const [first] = states
  if (first === undefined) return cases.Unknown({ tradeState: "" })
  const taken = states.filter((state) => state._tag === "Paid" || state._tag === "Refunded")
  if (taken.length === states.length) {
    const transactionIds = taken.flatMap((state) => state.transactionIds)
    const total = taken.reduce(add, 0)
    return total === undefined || taken.some(is("Refunded"))
      ? cases.Refunded({ transactionIds, total })
      : cases.Paid({ transactionIds, total })
  }
  return states.every(({ _tag }) => _tag === first._tag)
    ? first
    : cases.Unknown({ tradeState: [...new Set(states.map(({ _tag }) => _tag))].sort().join(", ") })
}

/**
 * Whether an order is paid, and its total in fen is the total of your own order. Check it before you deliver: a
 * genuine notification may still have another total than your order. Coupons do not lower the total. The total of a
 * combined order is the sum of its sub orders. An order with a refund is not paid.
 *
 * ```ts
 * "TRANSACTION.SUCCESS": ({ resource }) => PaymentState.isPaid(resource, myOrder.total) ? deliver : alertStaff
 * ```
 *
 * @since 1.0.0
 * @category guards
 */
export const isPaid = (order: Order, total: number): boolean => {
  const state = of(order)
  return state._tag === "Paid" && state.total === total
}

/**
 * Whether the user can no longer pay the order: it is paid, refunded, closed or reversed. A final payment may still
 * be refunded.
 *
 * @since 1.0.0
 * @category guards
 */
export const isFinal = ({ _tag }: PaymentState): boolean =>
  _tag === "Paid" || _tag === "Refunded" || _tag === "Closed" || _tag === "Reversed"
