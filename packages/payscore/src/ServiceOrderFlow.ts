/**
 * Programs for service orders of direct merchants. They create an order, wait for it, complete it, cancel it and
 * report it as paid. They handle lost responses and continue from the current state of the order.
 *
 * All programs may be interrupted at any point, and may be run again with the same arguments by any process. After a
 * failure with `outcome` `Unknown` the operation may have succeeded: run the program again, or query the order.
 * `NotSent` and `Refused` mean that this run changed nothing. Query the order for the effects of an earlier run that
 * was interrupted.
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
 * The fields that identify the order.
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
 * Creates an order, also if responses are lost. After an unknown outcome it queries the order before it repeats the
 * identical request, so there is never a second order. The result of an order that awaits confirmation contains its
 * `package`. If an earlier run created the order, the result is its current state.
 *
 * Fails with the errors of WeChat Pay. Fails with `UnexpectedOrderState` if the number belongs to an order that was
 * created with other parameters, or if WeChat Pay did not create an order without confirmation.
 *
 * @since 1.0.0
 * @category programs
 */
export const create = flow.create

/**
 * Waits until the order no longer awaits the user's confirmation, by notifications (`OrderSignals`) or by queries on
 * the documented schedule, whichever comes first. With `OperationRecords` an order is not reported as in service while a
 * cancellation of another process may still take effect.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitConfirmation = flow.awaitConfirmation

/**
 * Waits until the order is paid, cancelled, expired or finished without collection, by notifications or by queries.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitFinal = flow.awaitFinal

/**
 * Waits for the confirmation until a given time, and cancels the order if the user has not confirmed it by then. The
 * result contains the final state. It queries the order immediately before each cancellation, and does not cancel an
 * order that was confirmed at the last moment. A confirmation while a cancellation is in flight comes too late,
 * because WeChat Pay also cancels confirmed orders.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitConfirmationOrCancel = flow.awaitConfirmationOrCancel

/**
 * Completes the order with the total of its items, in fen. If an item has no amount, send `total_amount`: the item
 * tables of power banks and of charging cars and bicycles require such items, and a computed total would be too low
 * or 0. After an unknown outcome it queries the order first. If the order was completed with another total, it fails
 * with `UnexpectedOrderState`.
 *
 * @since 1.0.0
 * @category programs
 */
export const complete = flow.complete

/**
 * Cancels the order. It waits while WeChat Pay charges the user. If the order is paid, it fails with
 * `UnexpectedOrderState`: refund the order.
 *
 * @since 1.0.0
 * @category programs
 */
export const cancel = flow.cancel

/**
 * Reports that the order was paid outside of WeChat Pay Score, which ends its collection. If WeChat Pay has collected
 * the money in the meantime, it fails with `UnexpectedOrderState`: the user paid twice, refund one of the payments.
 * It also fails with `UnexpectedOrderState` if the order is paid and WeChat Pay does not return where (`paid_type`).
 *
 * @since 1.0.0
 * @category programs
 */
export const sync = flow.sync
