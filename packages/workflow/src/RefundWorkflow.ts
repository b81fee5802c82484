/**
 * A refund as a durable workflow, from the application to its final state.
 *
 * ```ts
 * yield* RefundWorkflow.start(refund)     // after your own transaction
 * yield* RefundWorkflow.notify(resource)  // in the handlers of notifications
 * ```
 *
 * Only numbers are stored. Your implementation of {@link Refunds} loads the rest.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as RefundFlow from "@effect-wechatpay/refund/RefundFlow"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Refund from "./internal/activities/refund.js"
import * as Activity from "./internal/activity.js"
import * as Deferreds from "./internal/deferreds.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"
import { WorkflowDelays } from "./WorkflowDelays.js"

/**
 * The payload. All of it identifies the execution.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  /** The merchant of the client: the service provider, if there is a `sub_mchid`. */
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  out_refund_no: Schema.String
})

/**
 * The numbers of a refund.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * How the refund ended. It is final. `CLOSED`: nothing was refunded; apply with another number.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Schema.Struct({
  status: Schema.Literal("SUCCESS", "CLOSED"),
  /** WeChat Pay's number of the refund. */
  refundId: Schema.String
})

/**
 * How the refund ended.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Schema.Schema.Type<typeof Result> {}

/**
 * Your refunds. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Refunds extends Context.Tag("@effect-wechatpay/workflow/RefundWorkflow/Refunds")<
  Refunds,
  {
    /** Loads the application. It gives the same payment and amount each time. */
    readonly create: (
      refund: Payload
    ) => Effect.Effect<Parameters<typeof RefundFlow.create>[0], Cause.YieldableError>
    /**
     * Called while the user's account cannot receive the money, at each query. Tell somebody, and give the other account as soon
     * as you know it.
     */
    readonly abnormal: (
      refund: Payload,
      refundId: string
    ) => Effect.Effect<Option.Option<Refund.ApplyAbnormal>, Cause.YieldableError>
    /** Receives the result. It may be called more than once: write it under the number. */
    readonly ended: (refund: Payload, result: Result) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (refund: Payload, failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow. It fails if WeChat Pay rejected the application, or if the number belongs to another refund; then nothing was
 * refunded. If the merchant's account has not enough money, it applies again until it has.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.Refund",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_refund_no, sub_mchid }) =>
    JSON.stringify([mchid, sub_mchid ?? null, out_refund_no])
})

const ended = Deferreds.signal("ended")

/**
 * Starts the workflow of a refund, once per number, and gives the id of the execution.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (refund: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(refund, { discard: true })

/**
 * Wakes the workflow of a refund after a notification. The workflow queries the refund: nothing of the notification is stored or
 * trusted. In a transaction it is sent outside of it, so that it does not wait for the commit.
 *
 * @since 1.0.0
 * @category programs
 */
export const notify = ({
  mchid,
  out_refund_no,
  sp_mchid,
  sub_mchid
}: {
  readonly mchid?: string | undefined
  readonly sp_mchid?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly out_refund_no: string
}): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(workflow, { mchid: sp_mchid ?? mchid ?? "", sub_mchid, out_refund_no }, ended, undefined)

const isEnded = ({ status }: Refund.RefundState): boolean => status === "SUCCESS" || status === "CLOSED"

const steps = Effect.fnUntraced(function* (refund: Payload) {
  const refunds = yield* Refunds
  const { polling } = yield* WorkflowDelays
  const created = yield* Waiting.untilKnown(Refund.createRefund(refund, refunds.create(refund)))
  const end = isEnded(created)
    ? created
    : Option.getOrThrow(
        yield* Waiting.repeat({
          activity: () => Refund.lookAtRefund(refund, (refundId) => refunds.abnormal(refund, refundId)),
          isReached: isEnded,
          delay: polling,
          waitsFirst: polling(1),
          wake: [ended]
        })
      )
  const result: Result = { status: end.status === "SUCCESS" ? "SUCCESS" : "CLOSED", refundId: end.refundId }
  yield* Waiting.untilKnown(Activity.ended(refunds.ended(refund, result)))
  return result
})

const run = (refund: Payload) =>
  Effect.flatMap(Refunds, (refunds) =>
    Waiting.reporting(steps(refund), (failure) => refunds.failed(refund, failure))
  )

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`, without which it fails.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Refunds | WechatPayClient | WorkflowEngine> =
  Layer.merge(Records.required, workflow.toLayer(run))
