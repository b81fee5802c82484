/** Removes rows that are no longer needed. */
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { type Database, problemOf } from "./database.js"

/** So that a removal does not hold its locks for long. */
const batch = 1000

/** Removes the rows that meet a condition, in batches of their own. The result is their number. */
export const removeWhere = (
  db: Database,
  table: string,
  condition: Fragment
): Effect.Effect<number, SqlError> =>
  Effect.gen(function* () {
    const { sql } = db
    const name = sql.literal(table)
    const found = yield* sql<{
      readonly id: string
    }>`SELECT id FROM ${name} WHERE ${condition} LIMIT ${sql.literal(String(batch))}`
    if (found.length === 0) return 0
    // The condition again: what has changed in between stays.
    yield* sql`DELETE FROM ${name} WHERE ${sql.in(
      "id",
      found.map(({ id }) => id)
    )} AND ${condition}`
    return found.length < batch
      ? found.length
      : found.length + (yield* Effect.suspend(() => removeWhere(db, table, condition)))
  })

/** Removes now, and every hour while the scope is open. Instances do it at different times. */
export const removeHourly = <R>(
  what: string,
  remove: Effect.Effect<unknown, SqlError, R>
): Effect.Effect<void, never, R | Scope.Scope> =>
  remove.pipe(
    Effect.catchAll((error) => Effect.logWarning(`old ${what} were not removed: ${problemOf(error)}`)),
    Effect.repeat(Schedule.jittered(Schedule.spaced("1 hour"))),
    Effect.forkScoped,
    Effect.asVoid
  )
