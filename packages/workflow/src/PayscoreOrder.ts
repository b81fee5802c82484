/**
 * The life of a service order of a direct merchant as a durable workflow: it is created, confirmed or cancelled in time,
 * completed or cancelled by your decision, and followed until it is paid. A process that dies at any point is replaced by
 * another one, which continues from the stored results.
 *
 * ```ts
 * yield* PayscoreOrder.start(key)                    // after your own transaction
 * yield* PayscoreOrder.notify(resource)              // in the handlers of notifications
 * yield* PayscoreOrder.decide(key, "complete")       // the user has returned the item
 * ```
 *
 * Only numbers are stored. Your implementation of {@link Orders} loads the rest when it is needed.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as OrderFlow from "@effect-wechatpay/payscore/OrderFlow"
import type * as ServiceOrderFlow from "@effect-wechatpay/payscore/ServiceOrderFlow"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Payscore from "./internal/activities/payscore.js"
import * as Activity from "./internal/activity.js"
import * as Deferreds from "./internal/deferreds.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"
import { WorkflowDelays } from "./WorkflowDelays.js"

/**
 * The payload. The execution is identified by `mchid` and `out_order_no`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  mchid: Schema.String,
  appid: Schema.String,
  service_id: Schema.String,
  out_order_no: Schema.String,
  /** Seconds after the creation in which the user may confirm the order. Default: 600. */
  confirm_within: Schema.optional(Schema.Int)
})

/**
 * The numbers of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * How the order ended. It is final.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Schema.Struct({
  state: Schema.Literal("Paid", "FinishedWithoutCollection", "Cancelled", "Expired"),
  /** WeChat Pay's numbers of the payments, which refunds need. */
  transactionIds: Schema.Array(Schema.String),
  /** Fen. */
  total: Schema.optional(Schema.Number)
})

/**
 * How the order ended.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Schema.Schema.Type<typeof Result> {}

/**
 * What becomes of an order.
 *
 * @since 1.0.0
 * @category models
 */
export type Decision = "complete" | "cancel"

/**
 * Your orders. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Orders extends Context.Tag("@effect-wechatpay/workflow/PayscoreOrder/Orders")<
  Orders,
  {
    /** Loads what the order is created with. It gives the same values each time, because WeChat Pay compares them. */
    readonly create: (
      order: Payload
    ) => Effect.Effect<Parameters<typeof ServiceOrderFlow.create>[0], Cause.YieldableError>
    /**
     * Receives the created order: store `package` for the front end. It may be called more than once.
     */
    readonly created: (
      order: Payload,
      created: OrderFlow.Created
    ) => Effect.Effect<void, Cause.YieldableError>
    /**
     * Loads the items to collect. `decidedAt` is the time of {@link decide}, or that of the confirmation if it was later: use it as
     * the end of the service.
     */
    readonly complete: (
      order: Payload,
      decidedAt: DateTime.Utc
    ) => Effect.Effect<Payscore.Completion, Cause.YieldableError>
    /** The reason of a cancellation, which the user sees. Default: `not used`. */
    readonly cancelReason?: (order: Payload) => Effect.Effect<string, Cause.YieldableError>
    /** Receives the result. It may be called more than once: write it under the number. */
    readonly ended: (order: Payload, result: Result) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (order: Payload, failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow. It fails if the order was rejected, and if it is in a state from which your decision is impossible; then the
 * operation did not happen.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.PayscoreOrder",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_order_no }) => JSON.stringify([mchid, out_order_no])
})

const confirmed = Deferreds.signal("confirmed")
const ended = Deferreds.signal("ended")
const decided = DurableDeferred.make("decided", {
  success: Schema.Struct({ decision: Schema.Literal("complete", "cancel"), at: Schema.Number })
})

/** The numbers by which an execution is found. */
const executionOf = ({ mchid, out_order_no }: Pick<Payload, "mchid" | "out_order_no">): Payload => ({
  mchid,
  out_order_no,
  appid: "",
  service_id: ""
})

/**
 * Starts the workflow of an order, once per number, and gives the id of the execution. Call it after you have stored the
 * order.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (order: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(order, { discard: true })

/**
 * Decides what becomes of an order that is in service. The first decision counts, and its time is stored. It may be called at
 * any time and any number of times; `cancel` also ends the wait for the confirmation.
 *
 * @since 1.0.0
 * @category programs
 */
export const decide = (
  order: Pick<Payload, "mchid" | "out_order_no">,
  decision: Decision
): Effect.Effect<void, never, WorkflowEngine> =>
  Effect.flatMap(Clock.currentTimeMillis, (at) =>
    Deferreds.resolve(workflow, executionOf(order), decided, { decision, at })
  )

/**
 * Wakes the workflow of an order after a notification. The workflow queries the order: nothing of the notification is stored or
 * trusted. In a transaction it is sent outside of it, so that it does not wait for the commit.
 *
 * @since 1.0.0
 * @category programs
 */
export const notify = (resource: {
  readonly mchid: string
  readonly out_order_no: string
  readonly state?: string | undefined
}): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(
    workflow,
    executionOf(resource),
    resource.state === "DOING" ? confirmed : ended,
    undefined
  )

const resultOf = ({ state, total, transactionIds }: Payscore.ServiceOrderState): Option.Option<Result> =>
  state === "Paid" || state === "FinishedWithoutCollection" || state === "Cancelled" || state === "Expired"
    ? Option.some({ state, transactionIds: transactionIds ?? [], ...(total === undefined ? {} : { total }) })
    : Option.none()

const steps = Effect.fnUntraced(function* (order: Payload) {
  const orders = yield* Orders
  const { inService, polling } = yield* WorkflowDelays
  const { isFinal } = Payscore

  const created = yield* Waiting.untilKnown(
    Payscore.createServiceOrder(order, {
      load: orders.create(order),
      created: (response) => orders.created(order, response)
    })
  )
  const reason = Effect.suspend(() => orders.cancelReason?.(order) ?? Effect.succeed("not used"))
  const isCancelled = Effect.map(
    Waiting.peek(decided),
    Option.exists(({ decision }) => decision === "cancel")
  )

  /** Waits for the confirmation. If its time is over or the order is cancelled, it is cancelled unless it is confirmed. */
  const confirmation = Effect.gen(function* () {
    const deadline = created.at + (order.confirm_within ?? 600) * 1000
    const reached = yield* Waiting.repeat({
      activity: () => Payscore.lookAtConfirmation(order),
      isReached: ({ state }) => state !== "AwaitingConfirmation",
      delay: (attempt, { at }) => Math.max(1, Math.min(deadline - at, Duration.toMillis(polling(attempt)))),
      isOver: ({ at }) => at >= deadline,
      wake: [confirmed, ended],
      stop: decided,
      isStopped: isCancelled
    })
    return Option.isSome(reached)
      ? reached.value
      : yield* Waiting.untilKnown(Payscore.cancelUnconfirmed(order, reason))
  })

  /** Waits for the decision. Somebody may also end the order in the merchant platform. */
  const service = Waiting.repeat({
    activity: () => Payscore.lookAtServiceOrder(order, "payscore.service"),
    isReached: ({ state }) => state !== "InService",
    delay: inService,
    waitsFirst: inService(1),
    wake: [ended],
    stop: decided
  })

  /** Sends the decision. If it was rejected because the order has left the service, its state counts. */
  const act = Effect.fnUntraced(function* (inServiceAt: number) {
    const { at, decision } = Option.getOrThrow(yield* Waiting.peek(decided))
    // A decision that came before the confirmation ends the service when it begins.
    const decidedAt = DateTime.unsafeMake(Math.max(at, inServiceAt))
    const step =
      decision === "complete"
        ? Payscore.completeServiceOrder(order, orders.complete(order, decidedAt))
        : Payscore.cancelServiceOrder(order, reason)
    return yield* Effect.catchAll(Waiting.untilKnown(step), (failure) =>
      Effect.flatMap(Waiting.untilKnown(Payscore.lookAtServiceOrder(order, "payscore.rejected")), (after) =>
        after.state === "InService" ? Effect.fail(failure) : Effect.succeed(after)
      )
    )
  })

  let now: Payscore.ServiceOrderState =
    created.state === "AwaitingConfirmation" ? yield* confirmation : created
  if (now.state === "InService") {
    const changed = yield* service
    now = Option.isSome(changed) ? changed.value : yield* act(now.at)
  }
  if (!isFinal(now)) {
    const end = yield* Waiting.repeat({
      activity: () => Payscore.lookAtServiceOrder(order),
      isReached: isFinal,
      delay: polling,
      waitsFirst: polling(1),
      wake: [ended]
    })
    now = Option.getOrThrow(end)
  }

  const result = Option.getOrThrow(resultOf(now))
  yield* Waiting.untilKnown(Activity.ended(orders.ended(order, result)))
  return result
})

const run = (order: Payload) =>
  Effect.flatMap(Orders, (orders) =>
    Waiting.reporting(steps(order), (failure) => orders.failed(order, failure))
  )

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`. Without operation records it fails: the process
 * that takes over an order must know which requests of the killed one may still take effect.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Orders | WechatPayClient | WorkflowEngine> =
  Layer.merge(Records.required, workflow.toLayer(run))
