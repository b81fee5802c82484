/**
 * Where a payment is: what `trade_state` of an order, of a combined order or of a notification says.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * Where a payment is.
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
 * A combined order is what all its sub orders are. It is `Refunded` as soon as one of them is.
 *
 * @since 1.0.0
 * @category models
 */
export type PaymentState = Data.TaggedEnum<{
  /** Created and not paid: it may be paid any moment, until it is closed or 7 days old. */
  NotPaid: {}
  /** The user enters the password, or the bank is asked; payment codes only. */
  Paying: {}
  Paid: {
    /** WeChat Pay's numbers of the payment, which refunds need: one, or one for each sub order of a combined order. */
    readonly transactionIds: ReadonlyArray<string>
    /** What was paid, in fen, coupons included. Compare it with your own order. */
    readonly total: number
  }
  /** It was paid, and a refund was accepted, of all or a part; it stays so if that refund fails. */
  Refunded: {
    readonly transactionIds: ReadonlyArray<string>
    /** What had been paid, in fen; absent where the response does not say it. */
    readonly total: number | undefined
  }
  /** Closed before it was paid. */
  Closed: {}
  /** It failed, and no money was taken; payment codes only. */
  Failed: {}
  /** Reversed: what was paid went back; payment codes only. */
  Reversed: {}
  /** A state that nobody described, a success without number and amount, or sub orders that differ. */
  Unknown: { readonly tradeState: string }
}>

const cases = Data.taggedEnum<PaymentState>()

/**
 * Goes through every case; the compiler sees to it that none is forgotten.
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
 * Whether a state is of a case: `PaymentState.is("Paid")(state)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = cases.$is

/**
 * An order, or a sub order of a combined one: any response or notification of it.
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
 * A combined order: any response or notification of it.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedOrder {
  readonly sub_orders?: ReadonlyArray<SingleOrder> | undefined
}

/**
 * @since 1.0.0
 * @category models
 */
export type Order = SingleOrder | CombinedOrder

/**
 * Where an order is, from any response or notification of it. Texts that nobody knows yet give `Unknown`.
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

/** Sub orders are paid and closed together, and refunded one by one. */
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
 * Whether an order is paid, and cost what your own books say, in fen. Ask this before handing out what was paid for: that a
 * notification is genuine does not say that its total is that of your order. Coupons do not lower the total. Of a combined
 * order the total is the sum of its sub orders. An order with a refund is not paid.
 *
 * ```ts
 * "TRANSACTION.SUCCESS": ({ resource }) => PaymentState.isPaid(resource, myOrder.total) ? handOut : callForHelp
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
 * Whether the user can no longer pay: paid, refunded, closed or reversed. A payment that is final may still be refunded.
 *
 * @since 1.0.0
 * @category guards
 */
export const isFinal = ({ _tag }: PaymentState): boolean =>
  _tag === "Paid" || _tag === "Refunded" || _tag === "Closed" || _tag === "Reversed"
