/** What happens to transfers and authorisations by itself: those that nobody confirms end, and cancellations are done. */
import * as Effect from "effect/Effect"
import type { Timer } from "../../internal/timers.js"
import * as State from "../../State.js"
import * as Authorizations from "./authorizations.js"
import * as Bills from "./bills.js"
import { authorizations, bills } from "./tables.js"

const timerOf = <A>(
  table: State.Table<A>,
  dueAt: (row: A) => number | undefined,
  settled: (row: A) => Effect.Effect<A, never, State.State>
): Timer<State.State> => ({
  next: Effect.map(State.rows(table), (rows) => {
    let soonest: number | undefined
    for (const row of rows.filter(() => true)) {
      const at = dueAt(row)
      if (at !== undefined && (soonest === undefined || at < soonest)) soonest = at
    }
    return soonest
  }),
  run: Effect.flatMap(State.rows(table), (rows) =>
    Effect.forEach(
      rows.filter((row) => dueAt(row) !== undefined),
      settled,
      { discard: true }
    )
  )
})

export const timers = [
  timerOf(bills, Bills.dueAt, Bills.settled),
  timerOf(authorizations, Authorizations.dueAt, Authorizations.settled)
]
