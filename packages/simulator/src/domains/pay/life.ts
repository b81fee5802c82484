/** The changes that time makes to orders: unpaid orders are closed, and passwords that nobody enters time out. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import { type Order, orderKey, orders, save, type Who } from "./tables.js"

/** After this time an unpaid order is closed: R66. */
export const unpaidLife = Duration.toMillis("7 days")

/**
 * How long a user may enter the password of a charged payment code. No number is documented; merchants are told to give
 * up after 45 seconds.
 */
const passwordLife = Duration.toMillis("1 minute")

/** When time changes the order; undefined if it does not. An order that can still be paid is not closed. */
export const dueAt = (order: Order): number | undefined => {
  switch (order.state) {
    case "USERPAYING":
      return order.created_at + passwordLife
    case "NOTPAY":
    case "PAYERROR":
      return Math.max(order.created_at + unpaidLife, order.payable_until)
    default:
      return undefined
  }
}

/** The order with the changes that time has made. */
export const current = (given: Order): Effect.Effect<Order, never, State.State> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    let order = given
    for (let at = dueAt(order); at !== undefined && now >= at; at = dueAt(order)) {
      order = { ...order, state: order.state === "USERPAYING" ? "NOTPAY" : "CLOSED", opened_by: undefined }
    }
    return order === given ? Effect.succeed(order) : save(order)
  })

/** The current order with this number; `undefined` if there is none. */
export const find = (who: Who): Effect.Effect<Order | undefined, never, State.State> =>
  Effect.flatMap(State.rows(orders), (rows) => {
    const order = rows.get(orderKey(who))
    return order === undefined ? Effect.succeed(order) : current(order)
  })
