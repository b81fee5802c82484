/**
 * The state of a service order, from three fields of the order: `state`, `state_description` and `collection.state`.
 *
 * Tested in `test/payscore/orderResponses.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The state of a service order.
 *
 * | case | `state` | `state_description` | `collection.state` |
 * | --- | --- | --- | --- |
 * | `AwaitingConfirmation` | `CREATED` | | |
 * | `InService` | `DOING` | `USER_CONFIRM` | |
 * | `Collecting` | `DOING` | `MCH_COMPLETE` | `USER_PAYING` |
 * | `Paid` | `DONE` | | `USER_PAID` |
 * | `FinishedWithoutCollection` | `DONE` | | none, for an order that costs nothing |
 * | `Cancelled` | `REVOKED` | | |
 * | `Expired` | `EXPIRED` | | |
 * | `Unknown` | anything else | | |
 *
 * @since 1.0.0
 * @category models
 */
export type OrderState = Data.TaggedEnum<{
  /** Created; the user has not confirmed it. It expires after 30 days. */
  AwaitingConfirmation: {}
  /**
   * Confirmed, or created for a user who authorised the service. The merchant provides the service and then completes
   * the order.
   */
  InService: {}
  /** Completed. WeChat Pay collects the money until the order is paid, without a time restriction. */
  Collecting: {
    /** Unpaid amount in fen, if the response contains it. */
    readonly unpaid: number | undefined
  }
  /** Paid. To return money, refund the payment. */
  Paid: {
    /**
     * Payment numbers assigned by WeChat Pay, which refunds need. Empty for an order that was paid outside of WeChat
     * Pay Score.
     */
    readonly transactionIds: ReadonlyArray<string>
  }
  /** Completed with a total of 0: nothing was collected. */
  FinishedWithoutCollection: {}
  /** Cancelled by the merchant. */
  Cancelled: {}
  /** Not confirmed within 30 days. */
  Expired: {}
  /**
   * An unknown combination, or a response without enough information: the response of a repeated creation contains
   * `DONE` without the collection. Query the order.
   */
  Unknown: {
    readonly state: string
    readonly stateDescription: string | undefined
    readonly collectionState: string | undefined
  }
}>

const cases = Data.taggedEnum<OrderState>()

/**
 * Handles every case. The compiler reports a missing case.
 *
 * ```ts
 * OrderState.match(state, {
 *   AwaitingConfirmation: () => "waiting",
 *   Collecting: ({ unpaid }) => `owes ${unpaid}`,
 *   …
 * })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = cases.$match

/**
 * Whether a state is a given case: `OrderState.is("Paid")(state)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = cases.$is

/**
 * The fields of an order that define its state, from any response or notification of a service order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order {
  readonly state: string
  readonly state_description?: string | undefined
  readonly total_amount?: number | undefined
  readonly need_collection?: boolean | undefined
  readonly collection?:
    | {
        readonly state: string
        readonly total_amount?: number | undefined
        readonly paying_amount?: number | undefined
        readonly details?:
          | ReadonlyArray<{
              /** `NEWTON`: collected by WeChat Pay. `MCH`: paid outside of WeChat Pay Score. */
              readonly paid_type?: string | undefined
              readonly transaction_id?: string | undefined
            }>
          | undefined
      }
    | undefined
}

/**
 * Returns the state of an order from any response or notification. Unknown values give `Unknown`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const of = (order: Order): OrderState => {
  const { collection, state, state_description } = order
  const unknown = cases.Unknown({
    state,
    stateDescription: state_description,
    collectionState: collection?.state
  })
  switch (state) {
    case "CREATED":
      return cases.AwaitingConfirmation()
    case "REVOKED":
      return cases.Cancelled()
    case "EXPIRED":
      return cases.Expired()
    case "DOING":
      if (state_description === "USER_CONFIRM") return cases.InService()
      return state_description === "MCH_COMPLETE" && (collection?.state ?? "USER_PAYING") === "USER_PAYING"
        ? cases.Collecting({ unpaid: collection?.paying_amount })
        : unknown
    case "DONE":
      if (collection?.state === "USER_PAID")
        return cases.Paid({ transactionIds: transactionIds(collection.details) })
      return collection === undefined && (order.need_collection === false || order.total_amount === 0)
        ? cases.FinishedWithoutCollection()
        : unknown
    default:
      return unknown
  }
}

/**
 * Whether an order is paid, and its total in fen is the total of your own order. An order with a total of 0 is paid
 * when it is finished. Check it before you deliver: a genuine notification may still have another total than your
 * order. Coupons do not lower the total.
 *
 * ```ts
 * "PAYSCORE.USER_PAID": ({ resource }) => OrderState.isPaid(resource, myOrder.total) ? deliver : alertStaff
 * ```
 *
 * @since 1.0.0
 * @category guards
 */
export const isPaid = (order: Order, total: number): boolean => {
  const state = of(order)
  if (state._tag === "FinishedWithoutCollection") return total === 0
  const totals = [order.total_amount, order.collection?.total_amount].filter((amount) => amount !== undefined)
  return state._tag === "Paid" && totals.length > 0 && totals.every((amount) => amount === total)
}

const transactionIds = (
  details: ReadonlyArray<{ readonly transaction_id?: string | undefined }> = []
): ReadonlyArray<string> =>
  details.flatMap(({ transaction_id }) =>
    transaction_id === undefined || transaction_id === "" ? [] : [transaction_id]
  )

/**
 * A call that changes an order, by its name in `ServiceOrder` and the similar modules. Some modules do not have every
 * call.
 *
 * @since 1.0.0
 * @category models
 */
export type Call =
  | "cancel"
  | "complete"
  | "modify"
  | "pay"
  | "sync"
  | "sendPendingMessage"
  | "sendPrepaidMessage"

/**
 * Returns the calls that are allowed in a state. Queries are always allowed.
 *
 * While an order is collected, WeChat Pay rejects `cancel`, `modify` and `sync` as long as a deduction is in flight:
 * try again after 3 minutes. No call is allowed for a final order, or for an order in an unknown state: query the
 * latter.
 *
 * @since 1.0.0
 * @category combinators
 */
export const next = (state: OrderState): ReadonlyArray<Call> => calls[state._tag]

const calls: { readonly [Tag in OrderState["_tag"]]: ReadonlyArray<Call> } = {
  AwaitingConfirmation: ["cancel"],
  InService: ["complete", "cancel", "sendPendingMessage", "sendPrepaidMessage"],
  Collecting: ["modify", "pay", "sync", "cancel"],
  Paid: [],
  FinishedWithoutCollection: [],
  Cancelled: [],
  Expired: [],
  Unknown: []
}

/**
 * Whether the order can no longer change: paid, finished without collection, cancelled or expired.
 *
 * @since 1.0.0
 * @category guards
 */
export const isFinal = (state: OrderState): boolean => state._tag !== "Unknown" && next(state).length === 0
