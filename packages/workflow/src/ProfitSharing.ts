/**
 * A share of a paid order as a durable workflow: the share is requested and followed until every receiver has its result, and
 * then the rest is unfrozen.
 *
 * ```ts
 * yield* ProfitSharing.start(share) // after your own transaction
 * ```
 *
 * Only numbers and sums are stored. Your implementation of {@link Shares} loads the rest, such as the receivers.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as ProfitSharingFlow from "@effect-wechatpay/profit-sharing/ProfitSharingFlow"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Calls from "./internal/activities/profitSharing.js"
import * as Deferreds from "./internal/deferreds.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"
import { WorkflowDelays } from "./WorkflowDelays.js"

/**
 * The payload. The execution is identified by `mchid`, `sub_mchid` and `out_order_no`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  /** The merchant of the client: the service provider, if there is a `sub_mchid`. */
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  transaction_id: Schema.String,
  out_order_no: Schema.String
})

/**
 * The numbers of a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * The result of a share. It is final.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Schema.Struct({
  /** The fen that receivers got. */
  shared: Schema.Number,
  /** The number of receivers that got nothing. Another attempt needs a new number. */
  closed: Schema.Number
})

/**
 * The result of a share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Schema.Schema.Type<typeof Result> {}

/**
 * Your shares. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Shares extends Context.Tag("@effect-wechatpay/workflow/ProfitSharing/Shares")<
  Shares,
  {
    /** Loads the share. It gives the same values each time: a number is shared with one request. */
    readonly create: (share: Payload) => Effect.Effect<ProfitSharingFlow.ShareInput, Cause.YieldableError>
    /**
     * Receives the share with the results of its receivers. It may be called more than once: write them under the number. Start
     * another workflow for those that got nothing.
     */
    readonly ended: (share: Payload, response: Calls.Share) => Effect.Effect<void, Cause.YieldableError>
    /** What is unfrozen afterwards, under a number of its own; `None` if the rest stays frozen. */
    readonly unfreeze: (
      share: Payload
    ) => Effect.Effect<Option.Option<ProfitSharingFlow.UnfreezeInput>, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (share: Payload, failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow. It fails if WeChat Pay rejected the share or the unfreezing, or if the number belongs to another share; then that
 * operation did not happen.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.ProfitSharing",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_order_no, sub_mchid }) =>
    JSON.stringify([mchid, sub_mchid ?? null, out_order_no])
})

const ended = Deferreds.signal("ended")

/**
 * Starts the workflow of a share, once per number, and gives the id of the execution.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (share: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(share, { discard: true })

/**
 * Wakes the workflow of a share after a notification. WeChat Pay notifies of each receiver, and the first notification counts. The
 * workflow queries the share: nothing of the notification is stored or trusted. In a transaction it is sent outside of it, so
 * that it does not wait for the commit.
 *
 * @since 1.0.0
 * @category programs
 */
export const notify = ({
  mchid,
  out_order_no,
  sp_mchid,
  sub_mchid
}: {
  readonly mchid?: string | undefined
  readonly sp_mchid?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly out_order_no: string
}): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(
    workflow,
    { mchid: sp_mchid ?? mchid ?? "", sub_mchid, out_order_no, transaction_id: "" },
    ended,
    undefined
  )

const isFinished = (share: Calls.ShareState): boolean => share.isFinished

const steps = Effect.fnUntraced(function* (share: Payload) {
  const shares = yield* Shares
  const { polling } = yield* WorkflowDelays
  yield* Waiting.untilKnown(Calls.createShare(share, shares.create(share)))
  const end = yield* Waiting.repeat({
    activity: () => Calls.lookAtShare(share, (response) => shares.ended(share, response)),
    isReached: isFinished,
    delay: polling,
    wake: [ended]
  })
  const rest = shares.unfreeze(share)
  const unfrozen = yield* Waiting.untilKnown(Calls.unfreezeRest(share.mchid, rest))
  if (!unfrozen.isFinished) {
    yield* Waiting.repeat({
      activity: () => Calls.lookAtUnfrozen(share.mchid, rest),
      isReached: isFinished,
      delay: polling,
      waitsFirst: polling(1)
    })
  }
  const { closed, shared } = Option.getOrThrow(end)
  return { closed, shared }
})

const run = (share: Payload) =>
  Effect.flatMap(Shares, (shares) =>
    Waiting.reporting(steps(share), (failure) => shares.failed(share, failure))
  )

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`, without which it fails.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Shares | WechatPayClient | WorkflowEngine> =
  Layer.merge(Records.required, workflow.toLayer(run))
