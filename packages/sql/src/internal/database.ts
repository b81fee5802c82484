/** What differs between databases, and what all tables have in common. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment, Statement } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/** The client with the expressions that its database needs. */
export interface Database {
  readonly sql: SqlClient.SqlClient
  readonly dialect: "pg" | "mysql" | "sqlite"
  /**
   * The time of the database, in milliseconds since 1970. Leases compare it with itself, so that the clocks of instances
   * need not agree.
   */
  readonly now: Fragment
  /** The text of {@link Database.now}. */
  readonly nowText: string
}

const NumberFromBigInt = /* @__PURE__ */ Schema.transform(Schema.BigIntFromSelf, Schema.Number, {
  decode: Number,
  encode: BigInt
})

/** Clients of PostgreSQL return its BIGINT as a text or as a `bigint`. */
export const Count = /* @__PURE__ */ Schema.Union(Schema.Number, Schema.NumberFromString, NumberFromBigInt)

const millis = {
  pg: "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint",
  mysql: "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
  sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
} as const

/** Names of columns are not transformed, whatever the client of the application does. */
export const database: Effect.Effect<Database, never, SqlClient.SqlClient> = /* @__PURE__ */ Effect.map(
  SqlClient.SqlClient,
  (client) => {
    const sql = client.withoutTransforms()
    const dialect = sql.onDialectOrElse({
      pg: () => "pg" as const,
      mysql: () => "mysql" as const,
      orElse: () => "sqlite" as const
    })
    return { sql, dialect, now: sql.literal(millis[dialect]), nowText: millis[dialect] }
  }
)

const affectedRows = (result: unknown): number =>
  Predicate.hasProperty(result, "affectedRows") && typeof result.affectedRows === "number"
    ? result.affectedRows
    : 0

/** Runs an INSERT or UPDATE of a table with the column `id`. The result is the number of rows that it wrote. */
export const written = (
  { dialect, sql }: Database,
  statement: Statement<unknown>
): Effect.Effect<number, SqlError> =>
  dialect === "mysql"
    ? Effect.map(statement.raw, affectedRows)
    : Effect.map(sql`${statement} RETURNING id`, (rows) => rows.length)

/** The code of an error of the database, which may have a cause with the code. */
const codeOf = (error: unknown, depth = 3): string => {
  const code = Predicate.hasProperty(error, "code") ? error.code : undefined
  if (typeof code === "string" && /^[\w-]{2,40}$/.test(code)) return ` (${code})`
  return depth > 0 && Predicate.hasProperty(error, "cause") ? codeOf(error.cause, depth - 1) : ""
}

/** What failed, without the text of the database, which may repeat values. */
export const problemOf = ({ cause, message }: SqlError): string =>
  `${/^[\w :-]{1,80}$/.test(message) ? message.trim() : "the database failed"}${codeOf(cause)}`
