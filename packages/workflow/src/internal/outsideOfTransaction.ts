import { TransactionConnection } from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/**
 * Runs an effect outside of the transaction of the context, if there is one. Inside, the runner would be told of a row that it
 * cannot see before the commit, and would find it at its next poll only.
 */
export const outsideOfTransaction = <R>(
  effect: Effect.Effect<void, never, R>
): Effect.Effect<void, never, R> =>
  Effect.contextWithEffect((context: Context.Context<R>) =>
    Option.isNone(Context.getOption(context as Context.Context<never>, TransactionConnection))
      ? effect
      : // A database with one connection executes it after the transaction: waiting for it would never end.
        Effect.asVoid(
          Effect.forkDaemon(
            Effect.mapInputContext(
              effect,
              (given: Context.Context<R>) =>
                Context.omit(TransactionConnection)(given as Context.Context<never>) as Context.Context<R>
            )
          )
        )
  )
