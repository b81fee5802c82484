/**
 * Where a service order stands, read out of the three fields that say so together: `state`, `state_description` and
 * `collection.state`.
 *
 * Tested in `test/payscore/orderResponses.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * Where a service order stands.
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
  /** Confirmed, or created for a user who authorised the service; the merchant serves and then completes it. */
  InService: {}
  /** Completed; WeChat Pay collects until it is paid, without end. */
  Collecting: {
    /** Unpaid amount in fen, if the response contains it. */
    readonly unpaid: number | undefined
  }
  /** Paid. Money goes back by a refund of the payment. */
  Paid: {
    /** WeChat Pay's numbers of the payments, which refunds need. None for an order that was paid elsewhere. */
    readonly transactionIds: ReadonlyArray<string>
  }
  /** Completed with a total of 0: nothing was collected. */
  FinishedWithoutCollection: {}
  /** Cancelled by the merchant. */
  Cancelled: {}
  /** Not confirmed within 30 days. */
  Expired: {}
  /**
   * A combination that nobody described, or a response that does not say enough: the response of a repeated creation tells
   * `DONE` without telling of the collection. Query the order.
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
 * The fields of an order that say where it stands: any response or notification of a service order.
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
              /** `NEWTON`: collected by WeChat Pay; `MCH`: paid elsewhere. */
              readonly paid_type?: string | undefined
              readonly transaction_id?: string | undefined
            }>
          | undefined
      }
    | undefined
}

/**
 * Where an order stands, from any response or notification of it. Texts that nobody knows yet give `Unknown`.
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
 * Whether an order is paid, and cost what your own books say, in fen. An order that costs nothing is paid when it is
 * finished. Ask this before handing out what was paid for: that a notification is genuine does not say that its total is
 * that of your order. Coupons do not lower the total.
 *
 * ```ts
 * "PAYSCORE.USER_PAID": ({ resource }) => OrderState.isPaid(resource, myOrder.total) ? handOut : callForHelp
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
 * A call that changes an order, by its name in `ServiceOrder` and its sisters. Some modes do not have every call.
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
 * What may be called next; querying always may.
 *
 * While an order is collected, `cancel`, `modify` and `sync` are refused as long as a deduction is in flight: try again
 * after 3 minutes. Nothing may be called on an order that is final, nor on one in an unknown state: query that.
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
 * Whether the order will not change any more: paid, finished without collection, cancelled or expired.
 *
 * @since 1.0.0
 * @category guards
 */
export const isFinal = (state: OrderState): boolean => state._tag !== "Unknown" && next(state).length === 0
