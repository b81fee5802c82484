// Effect 4 edition of transaction.ts as of 48d76c9fab1f9897.
import * as Effect from "effect/Effect"
import type { Database } from "./database.js"

/** Whether the current fiber is in a transaction of the application. */
export const isInTransaction = ({ sql }: Database): Effect.Effect<boolean> =>
  Effect.map(Effect.serviceOption(sql.transactionService), ({ _tag }) => _tag === "Some")
