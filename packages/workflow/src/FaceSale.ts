/**
 * A payment by face code at a till as a durable workflow. It records that it is about to pay, pays once, and finds out the
 * result however long that takes. A process that takes the sale over never pays: it reconciles.
 *
 * ```ts
 * const result = yield* FaceSale.workflow.execute(sale) // waits for the result
 * ```
 *
 * Only numbers and the amount are stored. Your implementation of {@link Sales} loads the rest, such as the face code, which it
 * keeps for the few minutes of its validity.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { V2Client } from "@effect-wechatpay/core/V2Client"
import type * as FacePaymentFlow from "@effect-wechatpay/facepay/FacePaymentFlow"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { ActivityFailure } from "./ActivityFailure.js"
import * as Facepay from "./internal/activities/facepay.js"
import * as Activity from "./internal/activity.js"
import * as Records from "./internal/records.js"
import * as Waiting from "./internal/waiting.js"
import { WorkflowDelays } from "./WorkflowDelays.js"

/**
 * The payload. The execution is identified by `mchid`, `sub_mch_id` and `out_trade_no`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payload = Schema.Struct({
  mchid: Schema.String,
  sub_mch_id: Schema.optional(Schema.String),
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  out_trade_no: Schema.String,
  /** Fen. */
  total_fee: Schema.Int
})

/**
 * The numbers and the amount of a sale.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/**
 * The result of a sale. It is final. `Failed` and `Reversed`: no money was taken, or it went back.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Result = Schema.Struct({
  state: Schema.Literal("Paid", "Failed", "Reversed", "Refunded"),
  /** WeChat Pay's number of the payment, which a refund needs. */
  transactionId: Schema.optional(Schema.String),
  /** Fen. */
  total: Schema.optional(Schema.Number),
  /** Tag of the error of a `Failed` payment, such as `NotEnough`. `NotSent`: the process died before it paid. */
  error: Schema.optional(Schema.String)
})

/**
 * The result of a sale.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Schema.Schema.Type<typeof Result> {}

type PayInput = Parameters<typeof FacePaymentFlow.pay>[0]

/**
 * Your sales. A method that fails is called again later, with growing delays.
 *
 * @since 1.0.0
 * @category services
 */
export class Sales extends Context.Tag("@effect-wechatpay/workflow/FaceSale/Sales")<
  Sales,
  {
    /**
     * Loads the payment with its face code. The workflow sets the numbers, the amount and `time_expire`. If it fails 4 times within a
     * second, the sale has failed, because face codes are valid for a short time.
     */
    readonly pay: (sale: Payload) => Effect.Effect<PayInput, Cause.YieldableError>
    /** Loads what a found payment is compared with. */
    readonly payer: (
      sale: Payload
    ) => Effect.Effect<Pick<FacePaymentFlow.Order, "openid" | "attach">, Cause.YieldableError>
    /** Receives the result. It may be called more than once: write it under the number. */
    readonly ended: (sale: Payload, result: Result) => Effect.Effect<void, Cause.YieldableError>
    /** Receives the failure of a workflow that ends with one. It may be called more than once. */
    readonly failed: (sale: Payload, failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/**
 * The workflow. It fails only if the `V2Client` belongs to another merchant.
 *
 * @since 1.0.0
 * @category workflows
 */
export const workflow = Workflow.make({
  name: "wechatpay.FaceSale",
  payload: Payload.fields,
  success: Result,
  error: ActivityFailure,
  idempotencyKey: ({ mchid, out_trade_no, sub_mch_id }) =>
    JSON.stringify([mchid, sub_mch_id ?? null, out_trade_no])
})

/**
 * Starts the workflow of a sale, once per number, and gives the id of the execution.
 *
 * @since 1.0.0
 * @category programs
 */
export const start = (sale: Payload): Effect.Effect<string, never, WorkflowEngine> =>
  workflow.execute(sale, { discard: true })

const AboutToPay = Schema.Struct({ time_expire: Schema.String })

const steps = Effect.fnUntraced(function* (sale: Payload) {
  const sales = yield* Sales
  const { retry } = yield* WorkflowDelays
  /** Whether this process has recorded that it is about to pay, and has not begun to. */
  const isFirst = yield* Ref.make(false)

  const { time_expire } = yield* Waiting.untilKnown(
    Activity.make({
      name: "facepay.aboutToPay",
      success: AboutToPay,
      execute: Effect.zipWith(DateTime.now, Ref.set(isFirst, true), (now) => ({
        // WeChat Pay requires more than a minute.
        time_expire: BeijingTime.fromDateTime(DateTime.add(now, { minutes: 2 }))
      }))
    })
  )
  const order = { ...sale, time_expire }
  const { mchid: _, ...numbers } = order

  const known = yield* Waiting.repeat({
    activity: (last: Option.Option<Facepay.FacePaymentState>) =>
      Facepay.payByFace(sale, {
        pay: Effect.map(sales.pay(sale), (input) => ({ ...input, ...numbers })),
        order: Effect.map(sales.payer(sale), (payer) => ({ ...payer, ...numbers })),
        isFirst,
        reversing: Option.getOrUndefined(last)?.reversing
      }),
    isReached: ({ state }) => state !== "Unknown",
    delay: retry
  })
  const { state, reversing: __, ...rest } = Option.getOrThrow(known)
  const result: Result = { ...rest, state: state === "Unknown" ? "Failed" : state }
  yield* Waiting.untilKnown(Activity.ended(sales.ended(sale, result)))
  return result
})

const run = (sale: Payload) =>
  Effect.flatMap(Sales, (sales) => Waiting.reporting(steps(sale), (failure) => sales.failed(sale, failure)))

/**
 * Runs the workflow. Provide it at each runner, with `SqlOperationRecords`, without which it fails. The reversal needs the
 * merchant's API certificate: `V2Client.layerClientCertificate`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, InvalidOptions, Sales | V2Client | WorkflowEngine> = Layer.merge(
  Records.required,
  workflow.toLayer(run)
)
