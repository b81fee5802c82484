// Effect 4 edition of outsideOfTransaction.ts as of b04f136ab8ee3359.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * Runs an effect outside of the transaction of the context, if there is one. Inside, the runner would be told of a row that it
 * cannot see before the commit, and would find it at its next poll only.
 */
export const outsideOfTransaction = <R>(
  effect: Effect.Effect<void, never, R>
): Effect.Effect<void, never, R> =>
  Effect.contextWith((context: Context.Context<R>) => {
    const own = context as Context.Context<never>
    const client = Context.getOption(own, SqlClient)
    if (Option.isNone(client)) return effect
    const { transactionService } = client.value
    return Option.isNone(Context.getOption(own, transactionService))
      ? effect
      : // A database with one connection executes it after the transaction: waiting for it would never end.
        Effect.asVoid(
          Effect.forkDetach(
            Effect.updateContext(
              effect,
              (given: Context.Context<R>) =>
                Context.omit(transactionService)(given as Context.Context<never>) as Context.Context<R>
            )
          )
        )
  })
