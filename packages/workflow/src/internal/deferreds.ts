/** What resolves the deferreds of workflows. */
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import type * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { outsideOfTransaction } from "./outsideOfTransaction.js"

/** Woken by a notification. It has no content: the workflow queries. */
export const signal = (name: string) => DurableDeferred.make(name)

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
