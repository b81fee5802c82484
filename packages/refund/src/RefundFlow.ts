/**
 * Programs that run a refund from the application to its final state. They query the refund before they repeat an
 * application, so lost responses are safe. They wait for the result, and send the money to another account if the
 * user's card cannot receive it.
 *
 * All programs may be interrupted at any point, and may be run again with the same arguments by any process. After a
 * failure with `outcome` `Unknown` the refund may have succeeded: run the program again with the same
 * `out_refund_no`, never with another one.
 *
 * ```ts
 * const refund = yield* RefundFlow.create({
 *   transaction_id,
 *   out_refund_no,
 *   notify_url,
 *   amount: { refund: 100, total: 888, currency: "CNY" }
 * })
 * const { status } = yield* RefundFlow.awaitEnd(refund)
 * ```
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Refund from "./Refund.js"
import { type RefundKey, RefundSignals } from "./RefundSignals.js"
import type * as Response from "./schemas/Response.js"

/**
 * When the programs repeat their requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /**
   * When an application is sent again after a query has shown that it was not accepted. Two applications are always
   * at least a minute apart, as WeChat Pay requires. When the schedule completes, the program fails with the last
   * error.
   */
  readonly repeating: Schedule.Schedule<unknown>
  /** When a query that failed with a transient error is sent again. When the schedule completes, the program fails. */
  readonly reconciling: Schedule.Schedule<unknown>
  /** When a pending refund is queried without a notification. */
  readonly polling: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: 4 more applications, a minute apart; 5 more queries after 1, 2, 4, …
 * seconds; a pending refund is queried every minute for five minutes and then every 10 minutes, without end.
 *
 * @since 1.0.0
 * @category references
 */
export class RefundSchedules extends Context.Reference<RefundSchedules>()(
  "@effect-wechatpay/refund/RefundSchedules",
  {
    defaultValue: (): Schedules => ({
      repeating: Schedule.compose(Schedule.spaced("1 minute"), Schedule.recurs(4)),
      reconciling: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5)),
      polling: Schedule.andThen(
        Schedule.compose(Schedule.spaced("1 minute"), Schedule.recurs(5)),
        Schedule.spaced("10 minutes")
      )
    })
  }
) {}

/**
 * The number belongs to a refund of another payment or of another amount. This run refunded nothing. Use a separate
 * number for each refund.
 *
 * @since 1.0.0
 * @category errors
 */
export class RefundConflict extends Schema.TaggedError<RefundConflict>(
  "@effect-wechatpay/refund/RefundConflict"
)("RefundConflict", {
  /** Status of the refund that has the number. */
  status: Schema.String,
  outcome: Outcome.Outcome
}) {
  override get message(): string {
    return `refund.refund.create: the number belongs to another refund, which is ${this.status}: use a separate number for each refund.`
  }
}

type Create = Endpoint.Input<typeof Refund.create>
type ApplyAbnormal = Endpoint.Input<typeof Refund.applyAbnormal>

/**
 * Errors of the calls about a refund.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure = Effect.Effect.Error<ReturnType<typeof Refund.create>>

const least = Duration.toMillis("1 minute")

/** The fields that identify a refund in a query. Responses do not contain the sub-merchant. */
const keyOf = ({ out_refund_no, sub_mchid }: RefundKey) => ({
  out_refund_no,
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

const isMissing = (error: Failure): boolean => error._tag === "ResourceNotExists"

/** Queries the refund. `None`: the number was never accepted. */
const find = (key: RefundKey): Effect.Effect<Option.Option<Response.Refund>, Failure, WechatPayClient> =>
  Effect.flatMap(RefundSchedules, ({ reconciling }) =>
    Refund.query(keyOf(key)).pipe(
      Retry.none,
      Effect.retry({ while: Retry.isTransient, schedule: MonotonicClock.schedule(reconciling) }),
      Effect.map(Option.some),
      Effect.catchIf(isMissing, () => Effect.succeedNone)
    )
  )

const agrees = (input: Create, found: Response.Refund): boolean =>
  found.amount.refund === input.amount.refund &&
  found.amount.total === input.amount.total &&
  (input.transaction_id === undefined || input.transaction_id === found.transaction_id) &&
  (input.out_trade_no === undefined || input.out_trade_no === found.out_trade_no)

/** The result of a query after a request that failed. */
type Verdict<E> =
  | { readonly _tag: "Done"; readonly refund: Response.Refund }
  | { readonly _tag: "NotDone" }
  | { readonly _tag: "Failed"; readonly error: E }

/**
 * Sends a request until its result is known. After each failure it queries the refund before it sends the request
 * again, at least a minute later. After the first `Unknown` outcome every later failure is also `Unknown`, because
 * the earlier request may still arrive.
 */
const execute = <E>(
  key: RefundKey,
  send: Effect.Effect<Response.Refund, Failure, WechatPayClient>,
  judge: (found: Option.Option<Response.Refund>) => Verdict<E>
): Effect.Effect<Response.Refund, Failure | E, WechatPayClient> =>
  Effect.gen(function* () {
    const { repeating } = yield* RefundSchedules
    const delay = yield* MonotonicClock.delays(repeating)

    /** `wasOpen`: whether an earlier request may still arrive. */
    const attempt: (wasOpen: boolean) => Effect.Effect<Response.Refund, Failure | E, WechatPayClient> =
      Effect.fnUntraced(function* (wasOpen) {
        const sentAt = yield* MonotonicClock.now
        const result = yield* Effect.either(Retry.none(send))
        if (result._tag === "Right") return result.right
        const error = result.left
        const isOpen = wasOpen || error.outcome === "Unknown"
        const failed = Effect.fail(isOpen ? Outcome.markUnknown(error) : error)
        const isWorthRepeating = error.outcome === "Unknown" || Retry.isTransient(error)
        if (error.outcome !== "NotSent") {
          const verdict = judge(yield* Effect.mapError(find(key), Outcome.markUnknown))
          if (verdict._tag === "Done") return verdict.refund
          if (verdict._tag === "Failed") return yield* Effect.fail(verdict.error)
        }
        if (!isWorthRepeating) return yield* failed
        if (!(yield* delay)) return yield* failed
        if (error.outcome !== "NotSent") yield* MonotonicClock.sleepUntil(sentAt + least)
        return yield* attempt(isOpen)
      })
    return yield* attempt(false)
  })

/**
 * Applies for a refund. The result is usually accepted and not yet complete: wait for it with {@link awaitEnd}.
 *
 * After each failure the program queries the refund before it repeats the application, at least a minute later. It
 * does not repeat an application that an earlier run made. Business errors (`NotEnough`, `TradeOverdue`, …) fail
 * immediately. `RefundConflict` means that the number belongs to another refund.
 *
 * @since 1.0.0
 * @category programs
 */
export const create = (
  input: Create
): Effect.Effect<Response.Refund, Failure | RefundConflict, WechatPayClient> =>
  execute<RefundConflict>(
    input,
    Refund.create(input),
    Option.match({
      onNone: () => ({ _tag: "NotDone" }),
      onSome: (refund) =>
        agrees(input, refund)
          ? { _tag: "Done", refund }
          : {
              _tag: "Failed",
              error: new RefundConflict({ status: refund.status, outcome: "Refused" })
            }
    })
  )

/**
 * Waits until a refund is no longer `PROCESSING`, by notifications (`RefundSignals`) and by queries. `SUCCESS` and
 * `CLOSED` are final. For `ABNORMAL` call {@link applyAbnormal}. Any other status is unknown to this version.
 *
 * When the schedule `polling` completes, the result is the last response, or the last error if there was none. The program
 * continues after queries that fail with a transient error.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitEnd = (key: RefundKey): Effect.Effect<Response.Refund, Failure, WechatPayClient> =>
  Effect.gen(function* () {
    const { polling } = yield* RefundSchedules
    const signals = yield* RefundSignals
    return yield* Signals.awaitUntil({
      subscribe: signals.subscribe(keyOf(key)),
      look: Retry.none(Refund.query(keyOf(key))),
      isReached: ({ status }) => status !== "PROCESSING",
      isTransient: Retry.isTransient,
      schedule: polling
    })
  })

/**
 * Sends the money of an abnormal refund to another card of the user, or to the merchant. If the refund is being sent
 * or is complete, also by another run, the program sends nothing. If it is `CLOSED`, the program returns it.
 *
 * After each failure the program queries the refund before it repeats the request, at least a minute later.
 *
 * @since 1.0.0
 * @category programs
 */
export const applyAbnormal = (
  input: ApplyAbnormal
): Effect.Effect<Response.Refund, Failure, WechatPayClient> =>
  Effect.flatMap(
    find(input),
    Option.match({
      onNone: () => Refund.applyAbnormal(input),
      onSome: (found) =>
        found.status === "ABNORMAL"
          ? execute<never>(
              input,
              Refund.applyAbnormal(input),
              Option.match({
                onNone: () => ({ _tag: "NotDone" }),
                onSome: (refund) =>
                  refund.status === "ABNORMAL" ? { _tag: "NotDone" } : { _tag: "Done", refund }
              })
            )
          : Effect.succeed(found)
    })
  )
