/**
 * A deduction from a face contract as a durable workflow. The order is deducted at most once, and a result is reported when no
 * request can change it.
 *
 * ```ts
 * const result = yield* Deduction.workflow.execute(order) // waits for the result
 * ```
 *
 * Only numbers are stored. Your implementation of {@link Deductions} loads the rest, such as the `auth_code`.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as OfflineContractFlow from "@effect-wechatpay/facepay/OfflineContractFlow"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Facepay from "./internal/activities/facepay.js"
import * as Activity from "./internal/activity.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"

/**
 * The payload. The execution is identified by `mchid`, `sub_mchid` and `out_trade_no`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  /** The service provider. */
  mchid: Schema.String,
  sub_mchid: Schema.String,
  out_trade_no: Schema.String,
  business_product_id: Schema.Literal(2, 11)
})

/**
 * The numbers of a deduction.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * The result of a deduction. It is final, except that a debt may be repaid.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Facepay.DeductionState

/**
 * The result of a deduction.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Facepay.DeductionState {}

/**
 * Your deductions. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Deductions extends Context.Tag("@effect-wechatpay/workflow/Deduction/Deductions")<
  Deductions,
  {
    /** Loads the deduction. It gives the same values each time: a number is deducted with one request. */
    readonly deduct: (
      order: Payload
    ) => Effect.Effect<Parameters<typeof OfflineContractFlow.deduct>[0], Cause.YieldableError>
    /** Receives the result. It may be called more than once: write it under the number. */
    readonly ended: (order: Payload, result: Result) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (order: Payload, failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow. It fails if WeChat Pay rejected the deduction, or if the number was used for another one; then no money was taken.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.Deduction",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_trade_no, sub_mchid }) => JSON.stringify([mchid, sub_mchid, out_trade_no])
})

/**
 * Starts the workflow of a deduction, once per number, and gives the id of the execution.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (order: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(order, { discard: true })

const steps = Effect.fnUntraced(function* (order: Payload) {
  const deductions = yield* Deductions
  const result = yield* Waiting.untilKnown(
    Facepay.deduct(order, deductions.deduct(order)),
    // A deduction whose result is unknown is not sent again: it is queried.
    ({ activity, outcome }) =>
      outcome === "Unknown" || activity === "facepay.reconcile"
        ? Option.some(Facepay.reconcileDeduction(order))
        : Option.none()
  )
  yield* Waiting.untilKnown(Activity.ended(deductions.ended(order, result)))
  return result
})

const run = (order: Payload) =>
  Effect.flatMap(Deductions, (deductions) =>
    Waiting.reporting(steps(order), (failure) => deductions.failed(order, failure))
  )

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`, without which it fails.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Deductions | WechatPayClient | WorkflowEngine> =
  Layer.merge(Records.required, workflow.toLayer(run))
