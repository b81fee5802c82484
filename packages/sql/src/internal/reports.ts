import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Predicate from "effect/Predicate"
import type * as Stream from "effect/Stream"

interface Listening {
  readonly listen: (channel: string) => Stream.Stream<string, SqlError>
}

const isListening = (sql: unknown): sql is Listening =>
  Predicate.hasProperty(sql, "listen") && typeof sql.listen === "function"

/** What is reported on a channel, while the stream runs. `undefined` if the database or its client has no reports. */
export const reportsOf = (
  sql: SqlClient.SqlClient,
  channel: string
): Stream.Stream<string, SqlError> | undefined => (isListening(sql) ? sql.listen(channel) : undefined)
