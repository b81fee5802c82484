import * as Effect from "effect/Effect"
import type { Timer } from "../internal/timers.js"
import * as State from "../State.js"

/** The timer of a table whose records change with time: `dueAt` tells when, `current` makes the change. */
export const timerOf = <A>(
  table: State.Table<A>,
  dueAt: (row: A) => number | undefined,
  current: (row: A) => Effect.Effect<A, never, State.State>
): Timer<State.State> => ({
  next: Effect.map(State.rows(table), (rows) => {
    let soonest: number | undefined
    // Reads all rows without copying them: this runs after each call.
    rows.find((row) => {
      const at = dueAt(row)
      if (at !== undefined && (soonest === undefined || at < soonest)) soonest = at
      return false
    })
    return soonest
  }),
  run: Effect.flatMap(State.rows(table), (rows) =>
    Effect.forEach(
      rows.filter((row) => dueAt(row) !== undefined),
      current,
      { discard: true }
    )
  )
})
