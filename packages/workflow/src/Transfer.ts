/**
 * A transfer to a user as a durable workflow: it is created, and followed until the user has it, or it has failed or was
 * cancelled.
 *
 * ```ts
 * yield* Transfer.start(transfer)   // after your own transaction
 * yield* Transfer.notify(resource)  // in the handlers of notifications
 * ```
 *
 * Only numbers are stored. Your implementation of {@link Transfers} loads the rest, such as the user and their name.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as TransferFlow from "@effect-wechatpay/transfer/TransferFlow"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Calls from "./internal/activities/transfer.js"
import * as Activity from "./internal/activity.js"
import * as Deferreds from "./internal/deferreds.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"
import { WorkflowDelays } from "./WorkflowDelays.js"

/**
 * The payload. The execution is identified by `mchid` and `out_bill_no`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  mchid: Schema.String,
  out_bill_no: Schema.String,
  /** Seconds after the creation in which the user may confirm. Default: until WeChat Pay ends it, after about 24 hours. */
  confirm_within: Schema.optional(Schema.Int)
})

/**
 * The numbers of a transfer.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * How the transfer ended. It is final.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Schema.Struct({
  state: Schema.Literal("Succeeded", "Failed", "Cancelled"),
  /** Why it failed, such as `OVERDUE_CLOSE`. */
  reason: Schema.optional(Schema.String)
})

/**
 * How the transfer ended.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Schema.Schema.Type<typeof Result> {}

/**
 * Your transfers. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Transfers extends Context.Tag("@effect-wechatpay/workflow/Transfer/Transfers")<
  Transfers,
  {
    /** Loads the transfer. It gives the same values each time: a number is transferred with one request. */
    readonly create: (transfer: Payload) => Effect.Effect<TransferFlow.Input, Cause.YieldableError>
    /** Receives the created transfer: store `package_info` for the front end. It may be called more than once. */
    readonly created: (
      transfer: Payload,
      created: TransferFlow.Created
    ) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the result. It may be called more than once: write it under the number. */
    readonly ended: (transfer: Payload, result: Result) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (
      transfer: Payload,
      failure: ActivityFailure
    ) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow. It fails if WeChat Pay rejected the transfer, or if the number belongs to another one; then nothing was
 * transferred. If the merchant's account has not enough money, it is created again until it has.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.Transfer",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_bill_no }) => JSON.stringify([mchid, out_bill_no])
})

const ended = Deferreds.signal("ended")
const cancelled = Deferreds.signal("cancelled")

/**
 * Starts the workflow of a transfer, once per number, and gives the id of the execution.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (transfer: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(transfer, { discard: true })

/**
 * Wakes the workflow of a transfer after a notification. The workflow queries the transfer: nothing of the notification is stored
 * or trusted. In a transaction it is sent outside of it, so that it does not wait for the commit.
 *
 * @since 1.0.0
 * @category programs
 */
export const notify = ({
  mch_id,
  mchid,
  out_bill_no
}: {
  readonly mchid?: string | undefined
  readonly mch_id?: string | undefined
  readonly out_bill_no: string
}): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(workflow, { mchid: mchid ?? mch_id ?? "", out_bill_no }, ended, undefined)

/**
 * Cancels the transfer unless the user has confirmed it.
 *
 * @since 1.0.0
 * @category programs
 */
export const cancel = ({
  mchid,
  out_bill_no
}: Pick<Payload, "mchid" | "out_bill_no">): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(workflow, { mchid, out_bill_no }, cancelled, undefined)

const resultOf = ({ reason, state }: Calls.TransferSeen): Option.Option<Result> =>
  state === "Succeeded" || state === "Failed" || state === "Cancelled"
    ? Option.some({ state, ...(reason === undefined ? {} : { reason }) })
    : Option.none()

const isEnded = (transfer: Calls.TransferSeen): boolean => Option.isSome(resultOf(transfer))

const steps = Effect.fnUntraced(function* (transfer: Payload) {
  const transfers = yield* Transfers
  const { polling } = yield* WorkflowDelays
  const created = yield* Waiting.untilKnown(
    Calls.createTransfer(transfer, {
      load: transfers.create(transfer),
      created: (response) => transfers.created(transfer, response)
    })
  )
  const deadline =
    transfer.confirm_within === undefined
      ? Number.POSITIVE_INFINITY
      : created.at + transfer.confirm_within * 1000
  const delay = (attempt: number, at: number) =>
    Math.max(1, Math.min(deadline - at, Duration.toMillis(polling(attempt))))
  const seen = isEnded(created)
    ? Option.some(created)
    : yield* Waiting.repeat({
        activity: () => Calls.lookAtTransfer(transfer),
        isReached: isEnded,
        isOver: ({ at }) => at >= deadline,
        delay: (attempt, { at }) => delay(attempt, at),
        waitsFirst: delay(1, created.at),
        wake: [ended],
        stop: cancelled
      })
  const end = Option.isSome(seen)
    ? seen
    : yield* Waiting.repeat({
        activity: () => Calls.cancelTransfer(transfer),
        isReached: isEnded,
        delay: polling,
        wake: [ended]
      })
  const result = Option.getOrThrow(Option.flatMap(end, resultOf))
  yield* Waiting.untilKnown(Activity.ended(transfers.ended(transfer, result)))
  return result
})

const run = (transfer: Payload) =>
  Effect.flatMap(Transfers, (transfers) =>
    Waiting.reporting(steps(transfer), (failure) => transfers.failed(transfer, failure))
  )

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`, without which it fails.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Transfers | WechatPayClient | WorkflowEngine> =
  Layer.merge(Records.required, workflow.toLayer(run))
