/**
 * The activities of the workflows, for workflows of your own.
 *
 * Each of them runs a flow of a domain package. Its input is loaded when it runs and is not stored; its result and its failure are
 * stored, and contain no personal data. The failure is an `ActivityFailure` with an `outcome`.
 *
 * ```ts
 * const run = (order: Order) =>
 *   Effect.gen(function* () {
 *     yield* Activities.untilKnown(Activities.deduct(order, loadDeduction(order)))
 *     yield* Activities.untilKnown(Activities.createRefund(refund, loadRefund(refund)))
 *   })
 * ```
 *
 * An activity has a fixed name. A workflow that needs one of them twice runs the second one as a child workflow.
 *
 * Tested in `test/workflow/workflows.test.ts`.
 *
 * @since 1.0.0
 */
import type { WorkflowEngine, WorkflowInstance } from "@effect/workflow/WorkflowEngine"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { ActivityFailure } from "./ActivityFailure.js"
import * as Activity from "./internal/activity.js"
import * as Waiting from "./internal/waiting.js"

export * from "./internal/activities/facepay.js"
export * from "./internal/activities/pay.js"
export * from "./internal/activities/payscore.js"
export * from "./internal/activities/profitSharing.js"
export * from "./internal/activities/refund.js"
export * from "./internal/activities/transfer.js"

/**
 * An activity whose failure is an `ActivityFailure`.
 *
 * @since 1.0.0
 * @category models
 */
export type Step<A, I, R> = Activity.Step<A, I, R>

/**
 * An activity of your own in the same form: errors and defects become an `ActivityFailure`, and the effect is repeated while
 * another process acts on the number. The `outcome` of an error that has none is `Unknown`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make: <A, I, E, R>(options: {
  /** Unique in the workflow. */
  readonly name: string
  /** What is stored of the result. */
  readonly success: Schema.Schema<A, I>
  readonly execute: Effect.Effect<A, E, R>
  /** Failures after which it is run again, besides those whose outcome is unknown and transient ones. */
  readonly isRetried?: ((error: E) => boolean) | undefined
}) => Step<A, I, R> = Activity.make

/**
 * Runs an activity until its outcome is known, with durable waits between (`WorkflowDelays`, `retry`). It fails only if the
 * operation did not happen.
 *
 * @since 1.0.0
 * @category combinators
 */
export const untilKnown = <A, I, R>(
  step: Step<A, I, R>
): Effect.Effect<A, ActivityFailure, R | WorkflowEngine | WorkflowInstance> => Waiting.untilKnown(step)
