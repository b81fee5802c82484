/** What resolves the deferreds of workflows. */
import { TransactionConnection } from "@effect/sql/SqlClient"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import type * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"

/** Woken by a notification. It has no content: the workflow queries. */
export const signal = (name: string) => DurableDeferred.make(name)

/**
 * Runs an effect outside of the transaction of the context, if there is one. Inside, the runner would be told of a row that it
 * cannot see before the commit, and would find it at its next poll only.
 */
const outsideOfTransaction = <R>(effect: Effect.Effect<void, never, R>): Effect.Effect<void, never, R> =>
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

/** Resolves a deferred of the execution of a payload. Only the first value counts. */
export const resolve = <W extends Workflow.Any, A, I>(
  workflow: W,
  payload: Schema.Simplify<Schema.Struct.Constructor<W["payloadSchema"]["fields"]>>,
  deferred: DurableDeferred.DurableDeferred<Schema.Schema<A, I>, typeof Schema.Never>,
  value: A
): Effect.Effect<void, never, WorkflowEngine> =>
  outsideOfTransaction(
    Effect.flatMap(DurableDeferred.tokenFromPayload(deferred, { workflow, payload }), (token) =>
      DurableDeferred.succeed(deferred, { token, value })
    )
  )
