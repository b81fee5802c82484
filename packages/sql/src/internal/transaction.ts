import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import type { Database } from "./database.js"

/** Whether the current fiber is in a transaction of the application. */
export const isInTransaction = (_: Database): Effect.Effect<boolean> =>
  Effect.map(Effect.serviceOption(SqlClient.TransactionConnection), ({ _tag }) => _tag === "Some")
