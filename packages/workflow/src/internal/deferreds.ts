/** What resolves the deferreds of workflows. */
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import type * as Workflow from "@effect/workflow/Workflow"
import { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { outsideOfTransaction } from "./outsideOfTransaction.js"

/** Woken by a notification. It has no content: the workflow queries. */
export const signal = (name: string) => DurableDeferred.make(name)

/**
 * Resolves a deferred of the execution of a payload. Only the first value counts.
 *
 * The engine wakes a workflow only if its suspension is stored already. A deferred that is resolved at that moment would be noticed
 * at the end of the wait, so the workflow is woken once more, when the suspension is stored.
 */
export const resolve = <W extends Workflow.Any, A, I>(
  workflow: W,
  payload: Schema.Simplify<Schema.Struct.Constructor<W["payloadSchema"]["fields"]>>,
  deferred: DurableDeferred.DurableDeferred<Schema.Schema<A, I>, typeof Schema.Never>,
  value: A
): Effect.Effect<void, never, WorkflowEngine> =>
  outsideOfTransaction(
    Effect.gen(function* () {
      const engine = yield* WorkflowEngine
      const executionId = yield* workflow.executionId(payload)
      const token = DurableDeferred.tokenFromExecutionId(deferred, { workflow, executionId })
      yield* DurableDeferred.succeed(deferred, { token, value })
      yield* Effect.forkDaemon(Effect.delay(engine.resume(workflow, executionId), "2 seconds"))
    })
  )
