/** The behaviour for which official sources contradict each other. It can be changed. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

/** The first value of each pair is the default. The numbers are those of the catalogue's choices. */
export const Choices = Schema.Struct({
  /** C1: cancelling an order that is completed and unpaid. */
  cancelWhileCollecting: Schema.Literal("allowed", "rejected"),
  /** C2: completing a completed order again, with other amounts. */
  completeAgain: Schema.Literal("rejected", "allowed"),
  /** C6: the code of a call that the state does not allow. */
  stateErrors: Schema.Literal("asReported", "INVALID_ORDER_STATE"),
  /** C7: characters of the reason of a cancellation. */
  longestReason: Schema.Literal(50, 30),
  /** C8: the moment that a `paid_time` of a day means. */
  paidDay: Schema.Literal("00:00:00", "23:59:59"),
  /** C9: discounts of an order. */
  mostDiscounts: Schema.Literal(30, 5),
  /** C11: modifying an order that is in service. */
  modifyInService: Schema.Literal("rejected", "allowed")
})
export interface Choices extends Schema.Schema.Type<typeof Choices> {}

/** The default choices. */
export const defaultChoices: Choices = {
  cancelWhileCollecting: "allowed",
  completeAgain: "rejected",
  stateErrors: "asReported",
  longestReason: 50,
  paidDay: "00:00:00",
  mostDiscounts: 30,
  modifyInService: "rejected"
}

const table = State.table("payscore.choices", Choices)
const key = "choices"

/** The current choices. */
export const choices: Effect.Effect<Choices, never, State.State> = Effect.map(
  State.rows(table),
  (rows) => rows.get(key) ?? defaultChoices
)

/** Changes the choices. */
export const choose = Effect.fnUntraced(function* (changes: Partial<Choices>) {
  const next = { ...(yield* choices), ...changes }
  ;(yield* State.rows(table)).set(key, next)
})
