/**
 * The wait for the payment of an order as a durable workflow: the order is paid, or closed when its time is over. Start it before
 * you create the order with WeChat Pay (`Jsapi.prepay`, `Native.prepay`, …): then no order is forgotten.
 *
 * ```ts
 * yield* Payment.start(order)      // after your own transaction, before prepay
 * yield* Payment.notify(resource)  // in the handlers of notifications
 * ```
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Pay from "./internal/activities/pay.js"
import * as Activity from "./internal/activity.js"
import * as Deferreds from "./internal/deferreds.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"
import { WorkflowDelays } from "./WorkflowDelays.js"

/**
 * The payload. The execution is identified by `mchid`, `sub_mchid` and `out_trade_no`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  /** The merchant of the client: the service provider, if there is a `sub_mchid`. */
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  out_trade_no: Schema.String,
  /** Seconds after the start in which the user may pay. Then the order is closed. Default: 1800. */
  pay_within: Schema.optional(Schema.Int)
})

/**
 * The numbers of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * How the order ended. `Closed` and `Reversed`: nobody can pay it any more. `NotCreated`: WeChat Pay does not know the number, 10
 * minutes after the time was over.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Schema.Struct({
  state: Schema.Literal("Paid", "Refunded", "Closed", "Reversed", "NotCreated"),
  /** WeChat Pay's number of the payment, which refunds need. */
  transactionId: Schema.optional(Schema.String),
  /** Fen. Compare it with your order. */
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
 * Your orders. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Payments extends Context.Tag("@effect-wechatpay/workflow/Payment/Payments")<
  Payments,
  {
    /** Receives the result. It may be called more than once: write it under the number. */
    readonly ended: (order: Payload, result: Result) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (order: Payload, failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.Payment",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_trade_no, sub_mchid }) =>
    JSON.stringify([mchid, sub_mchid ?? null, out_trade_no])
})

const paid = Deferreds.signal("paid")
const closed = Deferreds.signal("closed")

/**
 * Starts the workflow of an order, once per number, and gives the id of the execution.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (order: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(order, { discard: true })

interface Numbers {
  readonly mchid?: string | undefined
  readonly sp_mchid?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly out_trade_no: string
}

const executionOf = ({ mchid, out_trade_no, sp_mchid, sub_mchid }: Numbers): Payload => ({
  mchid: sp_mchid ?? mchid ?? "",
  sub_mchid,
  out_trade_no
})

/**
 * Wakes the workflow of an order after a notification, or when the user returns to your page. The workflow queries the order:
 * nothing of the notification is stored or trusted. In a transaction it is sent outside of it, so that it does not wait for the
 * commit.
 *
 * @since 1.0.0
 * @category programs
 */
export const notify = (resource: Numbers): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(workflow, executionOf(resource), paid, undefined)

/**
 * Closes the order before its time is over, unless it is paid.
 *
 * @since 1.0.0
 * @category programs
 */
export const close = (order: Numbers): Effect.Effect<void, never, WorkflowEngine> =>
  Deferreds.resolve(workflow, executionOf(order), closed, undefined)

const resultOf = ({ at: _, state, ...rest }: Pay.PaymentSeen): Option.Option<Result> =>
  state === "Paid" ||
  state === "Refunded" ||
  state === "Closed" ||
  state === "Reversed" ||
  state === "NotCreated"
    ? Option.some({ state, ...rest })
    : Option.none()

const isEnded = ({ state }: Pay.PaymentSeen): boolean =>
  state === "Paid" || state === "Refunded" || state === "Closed" || state === "Reversed"

const steps = Effect.fnUntraced(function* (order: Payload) {
  const payments = yield* Payments
  const { polling } = yield* WorkflowDelays
  const within = (order.pay_within ?? 1800) * 1000
  /** When the workflow began: the time of its first result, which is stored. */
  let begun: number | undefined
  const deadlineAfter = (at: number): number => {
    begun ??= at
    return begun + within
  }
  const seen = yield* Waiting.repeat({
    activity: () => Pay.lookAtPayment(order),
    isReached: isEnded,
    isOver: ({ at }) => at >= deadlineAfter(at),
    delay: (attempt, { at }) =>
      Math.max(1, Math.min(deadlineAfter(at) - at, Duration.toMillis(polling(attempt)))),
    wake: [paid],
    stop: closed
  })
  // The request that creates the order may still arrive, so a missing order is final only after that.
  const end = Option.isSome(seen)
    ? seen
    : yield* Waiting.repeat({
        activity: () => Pay.closePayment(order),
        isReached: (closing) =>
          isEnded(closing) ||
          (closing.state === "NotCreated" &&
            closing.at >= deadlineAfter(closing.at) + Duration.toMillis(Outcome.openFor)),
        delay: polling,
        wake: [paid]
      })
  const result = Option.getOrThrow(Option.flatMap(end, resultOf))
  yield* Waiting.untilKnown(Activity.ended(payments.ended(order, result)))
  return result
})

const run = (order: Payload) =>
  Effect.flatMap(Payments, (payments) =>
    Waiting.reporting(steps(order), (failure) => payments.failed(order, failure))
  )

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`, without which it fails.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Payments | WechatPayClient | WorkflowEngine> =
  Layer.merge(Records.required, workflow.toLayer(run))
