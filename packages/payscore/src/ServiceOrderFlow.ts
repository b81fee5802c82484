/**
 * The life of a direct merchant's service order as programs: created however often a response gets lost, waited for,
 * completed, cancelled, synced, from wherever the order stands.
 *
 * All may be interrupted at any point, and run again with the same arguments by whatever process. A failure whose `outcome`
 * is `Unknown` may have done what was asked: run it again, or query the order. `NotSent` and `Refused` say that this run did
 * nothing; of an earlier one that was interrupted only the order itself tells.
 *
 * ```ts
 * const order = { out_order_no, appid, service_id }
 * const created = yield* ServiceOrderFlow.create({ ...order, ...terms })
 * // the front end opens created.package
 * const { state } = yield* ServiceOrderFlow.awaitConfirmationOrCancel({ ...order, reason: "not confirmed" }, inTenMinutes)
 * yield* ServiceOrderFlow.complete({ ...order, post_payments, time_range: { end_time } })
 * const paid = yield* ServiceOrderFlow.awaitFinal(order)
 * ```
 *
 * Tested in `test/integration/serviceOrderFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as OrderFlow from "./OrderFlow.js"
import * as ServiceOrder from "./ServiceOrder.js"

/**
 * What names the order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Key {
  readonly out_order_no: string
  readonly appid: string
  readonly service_id: string
}

const flow = OrderFlow.make({
  key: ({ appid, out_order_no, service_id }: Key): Key => ({ appid, out_order_no, service_id }),
  create: (input: Endpoint.Input<typeof ServiceOrder.create>) => ServiceOrder.create(input),
  query: (key: Key) => ServiceOrder.query(key),
  complete: (input: Endpoint.Input<typeof ServiceOrder.complete>) => ServiceOrder.complete(input),
  cancel: (input: Endpoint.Input<typeof ServiceOrder.cancel> & Key) => ServiceOrder.cancel(input),
  sync: (input: Endpoint.Input<typeof ServiceOrder.sync>) => ServiceOrder.sync(input)
})

/**
 * Creates an order, however often the response gets lost: an unknown outcome is queried before the identical request is
 * repeated, so there is never a second order. An order that awaits confirmation comes with its `package`; one that an
 * earlier run created comes as it stands now.
 *
 * Fails with what WeChat Pay refuses, and with `UnexpectedOrderState` when the number belongs to an order that was created
 * with other parameters, and when an order without confirmation was not created.
 *
 * @since 1.0.0
 * @category programs
 */
export const create = flow.create

/**
 * Waits until the order no longer awaits the user's confirmation, by notification (`OrderSignals`) or by asking in the
 * documented cadence, whichever comes first.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitConfirmation = flow.awaitConfirmation

/**
 * Waits until the order is paid, cancelled, expired or finished without collection, by notification or by asking.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitFinal = flow.awaitFinal

/**
 * Waits for the confirmation until a time, and cancels an order that nobody confirmed by then; the result says which. It looks
 * at the order right before each cancellation that it sends, and leaves one alone that was confirmed in the last moment. Only
 * who confirms while a cancellation is on its way comes too late, for WeChat Pay cancels confirmed orders too.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitConfirmationOrCancel = flow.awaitConfirmationOrCancel

/**
 * Completes the order with the total that its items make, in fen. An order with an item without an amount needs
 * `total_amount`: the item tables of power banks and of charging cars and bicycles demand such items of orders that are
 * charged, and a total that is computed of them would be too low or 0. An unknown outcome is queried first; an order that
 * is completed with another total is `UnexpectedOrderState`.
 *
 * @since 1.0.0
 * @category programs
 */
export const complete = flow.complete

/**
 * Cancels the order. Waits while the user is being charged; a paid order is `UnexpectedOrderState`: refund it.
 *
 * @since 1.0.0
 * @category programs
 */
export const cancel = flow.cancel

/**
 * Reports the order as paid elsewhere, which ends its collection. When WeChat Pay has collected it meanwhile, that is
 * `UnexpectedOrderState`: the user paid twice, refund one of the two. So is a paid order of which WeChat Pay does not say
 * where it was paid (`paid_type`).
 *
 * @since 1.0.0
 * @category programs
 */
export const sync = flow.sync
