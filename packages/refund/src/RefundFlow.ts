/**
 * A refund from the application to its end: applied for however often a response gets lost, queried before it is repeated,
 * waited for, sent elsewhere when the user's card does not take it.
 *
 * All programs may be interrupted at any point, and run again with the same arguments by any process. A failure whose
 * `outcome` is `Unknown` may have refunded: run the program again with the same `out_refund_no`, never with another one.
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
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
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
 * When the programs repeat.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /**
   * When an application is sent again of which a query says that it was not accepted. Whatever it says, there is at least a
   * minute between two applications, as WeChat Pay demands. When it completes, the program fails with the last error.
   */
  readonly repeating: Schedule.Schedule<unknown>
  /** When a query that failed with a transient error is sent again. When it completes, the program fails. */
  readonly reconciling: Schedule.Schedule<unknown>
  /** When a refund that is waited for is queried without a notification. */
  readonly polling: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: 4 more applications, a minute apart; 5 more queries after 1, 2, 4, … seconds; a
 * refund that is waited for is queried every minute for five minutes and then every 10 minutes without end.
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
 * The number belongs to a refund of another payment or of another amount. Nothing was refunded by this run: use a number of
 * its own for each refund.
 *
 * @since 1.0.0
 * @category errors
 */
export class RefundConflict extends Schema.TaggedError<RefundConflict>(
  "@effect-wechatpay/refund/RefundConflict"
)("RefundConflict", {
  /** The status of the refund that has the number. */
  status: Schema.String,
  outcome: Outcome.Outcome
}) {
  override get message(): string {
    return `refund.refund.create: the number belongs to another refund, which is ${this.status}: use a number of its own for each refund.`
  }
}

type Create = Endpoint.Input<typeof Refund.create>
type ApplyAbnormal = Endpoint.Input<typeof Refund.applyAbnormal>

/**
 * What the calls of a refund fail with.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure = Effect.Effect.Error<ReturnType<typeof Refund.create>>

const least = Duration.toMillis("1 minute")

/** What names a refund in a query; a response names no sub-merchant. */
const keyOf = ({ out_refund_no, sub_mchid }: RefundKey) => ({
  out_refund_no,
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

const isMissing = (error: Failure): boolean => error._tag === "ResourceNotExists"

/** The refund as WeChat Pay has it; none if the number was never accepted. */
const find = (key: RefundKey): Effect.Effect<Option.Option<Response.Refund>, Failure, WechatPayClient> =>
  Effect.flatMap(RefundSchedules, ({ reconciling }) =>
    Refund.query(keyOf(key)).pipe(
      Retry.none,
      Effect.retry({ while: Retry.isTransient, schedule: reconciling }),
      Effect.map(Option.some),
      Effect.catchIf(isMissing, () => Effect.succeedNone)
    )
  )

const agrees = (input: Create, found: Response.Refund): boolean =>
  found.amount.refund === input.amount.refund &&
  found.amount.total === input.amount.total &&
  (input.transaction_id === undefined || input.transaction_id === found.transaction_id) &&
  (input.out_trade_no === undefined || input.out_trade_no === found.out_trade_no)

/** What a query says about a request that did not succeed. */
type Verdict<E> =
  | { readonly _tag: "Done"; readonly refund: Response.Refund }
  | { readonly _tag: "NotDone" }
  | { readonly _tag: "Failed"; readonly error: E }

/**
 * Sends a request until it is known what became of it. Whatever is no success is followed by a query before the request is
 * sent again, and two requests are at least a minute apart. Once an outcome was `Unknown`, so is that of every later failure:
 * the earlier request may still arrive.
 */
const carryOut = <E>(
  key: RefundKey,
  send: Effect.Effect<Response.Refund, Failure, WechatPayClient>,
  judge: (found: Option.Option<Response.Refund>) => Verdict<E>
): Effect.Effect<Response.Refund, Failure | E, WechatPayClient> =>
  Effect.gen(function* () {
    const { repeating } = yield* RefundSchedules
    const driver = yield* Schedule.driver(repeating)
    let isOpen = false
    const failed = (error: Failure) => Effect.fail(isOpen ? Outcome.markUnknown(error) : error)

    const attempt: Effect.Effect<Response.Refund, Failure | E, WechatPayClient> = Effect.gen(function* () {
      const sentAt = yield* Clock.currentTimeMillis
      const result = yield* Effect.either(Retry.none(send))
      if (result._tag === "Right") return result.right
      const error = result.left
      if (error.outcome === "Unknown") isOpen = true
      const isWorthRepeating = error.outcome === "Unknown" || Retry.isTransient(error)
      if (error.outcome !== "NotSent") {
        const verdict = judge(yield* Effect.mapError(find(key), Outcome.markUnknown))
        if (verdict._tag === "Done") return verdict.refund
        if (verdict._tag === "Failed") return yield* Effect.fail(verdict.error)
      }
      if (!isWorthRepeating) return yield* failed(error)
      const goesOn = yield* Effect.option(driver.next(undefined))
      if (Option.isNone(goesOn)) return yield* failed(error)
      const left = error.outcome === "NotSent" ? 0 : sentAt + least - (yield* Clock.currentTimeMillis)
      if (left > 0) yield* Effect.sleep(left)
      return yield* attempt
    })
    return yield* attempt
  })

/**
 * Applies for a refund. The result is accepted, seldom done: wait for it with {@link awaitEnd}.
 *
 * After any response that is no success the refund is queried before the application is repeated, at least a minute later.
 * An application that an earlier run made is found, not repeated. What WeChat Pay rejects (`NotEnough`, `TradeOverdue`, …)
 * fails at once; `RefundConflict` says that the number belongs to another refund.
 *
 * @since 1.0.0
 * @category programs
 */
export const create = (
  input: Create
): Effect.Effect<Response.Refund, Failure | RefundConflict, WechatPayClient> =>
  carryOut<RefundConflict>(
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
 * Waits until a refund is no longer `PROCESSING`, by notification (`RefundSignals`) or by query: `SUCCESS` and `CLOSED` are
 * final, `ABNORMAL` waits for {@link applyAbnormal}, any other status is one that this version does not know.
 *
 * When the schedule `polling` completes, the result is the last response. Queries that fail with a transient error are
 * waited out.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitEnd = (key: RefundKey): Effect.Effect<Response.Refund, Failure, WechatPayClient> =>
  Effect.gen(function* () {
    const { polling } = yield* RefundSchedules
    const signals = yield* RefundSignals
    const driver = yield* Schedule.driver(polling)
    let last: Response.Refund | undefined
    while (true) {
      const goesOn = yield* Effect.scoped(
        Effect.gen(function* () {
          // The subscription comes before the query, so that a signal in between is not missed.
          const signal = yield* signals.subscribe(keyOf(key))
          const seen = yield* Refund.query(keyOf(key)).pipe(
            Retry.none,
            Effect.map(Option.some),
            Effect.catchIf(Retry.isTransient, () => Effect.succeedNone)
          )
          if (Option.isSome(seen)) last = seen.value
          if (last !== undefined && last.status !== "PROCESSING") return false
          return yield* Effect.raceFirst(
            Effect.as(signal, true),
            Effect.map(Effect.option(driver.next(undefined)), Option.isSome)
          )
        })
      )
      if (!goesOn) break
    }
    return last ?? (yield* Refund.query(keyOf(key)))
  })

/**
 * Sends an abnormal refund to another card of the user, or to the merchant. A refund that is under way or done, by whichever
 * run, is left alone; one that is `CLOSED` is given as it is.
 *
 * After any response that is no success the refund is queried before the request is repeated, at least a minute later.
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
          ? carryOut<never>(
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
