// Effect 4 edition of reports.ts as of f5df6efd87b4fef2.
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

interface Report {
  readonly payload: string
}

interface Listening {
  readonly listen: (channel: string) => Effect.Effect<Queue.Dequeue<Report, SqlError>, SqlError, Scope.Scope>
}

const isListening = (sql: unknown): sql is Listening =>
  Predicate.hasProperty(sql, "listen") && typeof sql.listen === "function"

/** What is reported on a channel, while the stream runs. `undefined` if the database or its client has no reports. */
export const reportsOf = (
  sql: SqlClient.SqlClient,
  channel: string
): Stream.Stream<string, SqlError> | undefined =>
  isListening(sql)
    ? Stream.unwrap(Effect.map(sql.listen(channel), Stream.fromQueue)).pipe(
        Stream.map(({ payload }) => payload)
      )
    : undefined
