/** Deductions from a face contract: sent, found again, and reported only when nothing can change the result. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as OfflineTransaction from "../OfflineTransaction.js"
import * as OfflineTransactionState from "../OfflineTransactionState.js"
import { ContractSchedules, type Failure, isMissing, retryTransient } from "./contractSchedules.js"

/**
 * It is not known whether the order is paid, or that may still change: responses were lost, or WeChat Pay has not decided.
 *
 * Do not charge it under another number. Find out later with {@link reconcile}, or run {@link deduct} again with the same
 * input.
 *
 * @since 1.0.0
 * @category errors
 */
export class DeductionUnknown extends Schema.TaggedError<DeductionUnknown>(
  "@effect-wechatpay/facepay/DeductionUnknown"
)("DeductionUnknown", {
  problem: Schema.String,
  /** `Request-ID` of the last response; WeChat Pay's support asks for it. */
  requestId: Schema.optional(Schema.String),
  /** When the last request was sent whose response was lost; absent where none was. {@link reconcile} takes it. */
  sentAt: Schema.optional(Schema.DateTimeUtcFromSelf)
}) {
  /** As the errors of calls have it. */
  readonly outcome = "Unknown"
  override get message(): string {
    return `deduction: ${this.problem}: it may be paid: query it later, or repeat it with the same number and data, and never under another number. Request-ID ${this.requestId ?? "none"}`
  }
}

/**
 * The number belongs to another deduction.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedDeduction extends Schema.TaggedError<UnexpectedDeduction>(
  "@effect-wechatpay/facepay/UnexpectedDeduction"
)("UnexpectedDeduction", {
  /** What differs: `amount`, `currency`, `description`, `attach`. */
  field: Schema.String,
  /** The case of `OfflineTransactionState` of the order that has the number. */
  snapshot: Schema.String
}) {
  /** As the errors of calls have it: this deduction did not happen. */
  readonly outcome = "Refused"
  override get message(): string {
    return `deduction: the number belongs to another order, with another ${this.field}, which is ${this.snapshot}: take a number of its own for each order.`
  }
}

/**
 * What names a deduction.
 *
 * @since 1.0.0
 * @category models
 */
export type OrderKey = Pick<
  Endpoint.Input<typeof OfflineTransaction.query>,
  "out_trade_no" | "sp_mchid" | "sub_mchid" | "business_product_id"
>

/**
 * A deduction and its state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Snapshot {
  readonly state: OfflineTransactionState.OfflineTransactionState
  /** The response of WeChat Pay. */
  readonly transaction: Endpoint.Success<typeof OfflineTransaction.deduct>
}

type QueryFailure = Endpoint.Failure<typeof OfflineTransaction.query>

export const snapshotOf = (transaction: Snapshot["transaction"]): Snapshot => ({
  state: OfflineTransactionState.of(transaction),
  transaction
})

/** The deduction; `None` when there is none under the number. Queries again after transient errors. */
const find = ({
  business_product_id,
  out_trade_no,
  sp_mchid,
  sub_mchid
}: OrderKey): Effect.Effect<Option.Option<Snapshot>, QueryFailure, WechatPayClient> =>
  retryTransient(
    OfflineTransaction.query({ business_product_id, out_trade_no, sp_mchid, sub_mchid }).pipe(
      Effect.map((transaction) => Option.some(snapshotOf(transaction))),
      Effect.catchIf(isMissing, () => Effect.succeedNone)
    )
  )

const isDecided = ({ state }: Snapshot): boolean => state._tag !== "Pending" && state._tag !== "Unknown"

/** Paid or closed: an open request with the same number changes nothing. A declined order can still be paid by one. */
const isSettled = (snapshot: Snapshot): boolean => isDecided(snapshot) && snapshot.state._tag !== "Declined"

const nameOf = (error: Failure): string => (ApiError.isApiError(error) ? error.name : error.reason._tag)

const unknown = (problem: string, sentAt: DateTime.Utc | undefined, error?: Failure) =>
  new DeductionUnknown({
    problem: error === undefined ? problem : `${problem} (${nameOf(error)})`,
    requestId: error !== undefined && ApiError.isApiError(error) ? error.requestId : undefined,
    sentAt
  })

/** Requests of which nobody knows whether they were carried out. */
interface Open {
  /** When the last one was sent. */
  readonly sentAt: DateTime.Utc
  /** When none can be carried out any more, by the monotonic clock. */
  readonly until: number
}

/** An open request that was sent just now, or at `sentAt`. */
const openSince = (given?: DateTime.DateTime): Effect.Effect<Open> =>
  Effect.zipWith(DateTime.now, MonotonicClock.now, (now, millis) => {
    const sentAt = given === undefined ? now : DateTime.toUtc(given)
    const age = Math.max(0, DateTime.distance(sentAt, now))
    return { sentAt, until: millis + Duration.toMillis(Outcome.openFor) - age }
  })

/** Whether one may still be carried out. */
const isOpen = (open: Open | undefined): Effect.Effect<boolean> =>
  open === undefined ? Effect.succeed(false) : Effect.map(MonotonicClock.now, (now) => now <= open.until)

/** Queries by the schedule until what is seen is enough; what was seen last when the schedule completes. */
const observe = Effect.fnUntraced(function* (
  key: OrderKey,
  seen: Option.Option<Snapshot>,
  isEnough: (snapshot: Snapshot) => boolean
) {
  const { repeating } = yield* ContractSchedules
  const pause = yield* MonotonicClock.delays(repeating)
  type Seen = Effect.Effect<Option.Option<Snapshot>, QueryFailure, WechatPayClient>
  const from = (last: Option.Option<Snapshot>): Seen =>
    Option.exists(last, isEnough)
      ? Effect.succeed(last)
      : Effect.flatMap(
          pause,
          (goesOn): Seen =>
            goesOn
              ? Effect.flatMap(find(key), (found) => from(Option.orElse(found, () => last)))
              : Effect.succeed(last)
        )
  return yield* from(seen)
})

/**
 * What a deduction that exists comes to. One that is under way is waited for. A declined one is final only when no earlier
 * request can be carried out any more.
 */
const conclude = Effect.fnUntraced(function* (key: OrderKey, seen: Snapshot, open: Open | undefined) {
  const sentAt = open?.sentAt
  const isEnough = (yield* isOpen(open)) ? isSettled : isDecided
  const last = yield* Effect.mapError(observe(key, Option.some(seen), isEnough), (error) =>
    unknown("it could not be queried", sentAt, error)
  )
  const snapshot = Option.getOrElse(last, () => seen)
  if (isEnough(snapshot)) return snapshot
  if (snapshot.state._tag === "Declined") {
    return yield* unknown("it was declined, and an earlier request may still be carried out", sentAt)
  }
  return yield* unknown(
    snapshot.state._tag === "Unknown"
      ? `WeChat Pay responded with a state that nobody described (${snapshot.state.tradeState ?? "none"})`
      : "WeChat Pay has not decided yet",
    sentAt
  )
})

type DeductInput = Endpoint.Input<typeof OfflineTransaction.deduct>

type DeductFailure =
  | Endpoint.Failure<typeof OfflineTransaction.deduct>
  | DeductionUnknown
  | UnexpectedDeduction
  | OperationRecords.Failure

/** What differs between the deduction that was asked for and the one that has the number, as far as the response tells. */
const differenceOf = (asked: DeductInput, found: Snapshot["transaction"]): string | undefined =>
  (
    [
      ["amount", asked.amount.total, found.amount?.total],
      ["currency", asked.amount.currency, found.amount?.currency],
      ["description", asked.description, found.description],
      ["attach", asked.attach, found.attach]
    ] as const
  ).find(([, said, read]) => said !== undefined && read !== undefined && said !== read)?.[0]

const recordKey = ({ out_trade_no, sp_mchid, sub_mchid }: OrderKey): OperationRecords.Key => ({
  kind: "facepay.deduction",
  number: [sp_mchid, sub_mchid, out_trade_no]
})

/** What earlier runs left open. */
const openOf = (held: OperationRecords.Held) =>
  Effect.flatMap(held.record, ({ open }) => {
    const sentAt = Math.max(...open.map((request) => request.sentAt))
    return open.length === 0 ? Effect.succeed(undefined) : openSince(DateTime.unsafeMake(sentAt))
  })

/**
 * Deducts an order, however often responses are lost: an unknown outcome is queried before the identical request is repeated, so
 * the order is paid once at most. The result is final: `Paid` (look at `debt`), `Declined`, `Refunded` or `Closed`.
 *
 * - A rejection is handed on when there is no order under the number and no response was lost before: this run paid nothing. It
 *   is not when an earlier run has paid the order; then that is the result. One that was interrupted just now may not show yet.
 * - `DeductionUnknown`: it is not known after all repetitions, or an earlier request may still be carried out. Never charge the order
 *   under another number before {@link reconcile} tells.
 * - `UnexpectedDeduction`, `NumberReused`: the number belongs to another order.
 *
 * Run again with the same input, a paid order stays paid; a declined one is tried again, which WeChat Pay allows 5 times a day.
 *
 * @since 1.0.0
 * @category programs
 */
export const deduct = (input: DeductInput): Effect.Effect<Snapshot, DeductFailure, WechatPayClient> => {
  const key: OrderKey = { ...input, business_product_id: input.business.business_product_id }
  type Result = Effect.Effect<Snapshot, DeductFailure, WechatPayClient>

  const concluded = (snapshot: Snapshot, open: Open | undefined): Result => {
    const field = differenceOf(input, snapshot.transaction)
    return field === undefined
      ? conclude(key, snapshot, open)
      : Effect.fail(new UnexpectedDeduction({ field, snapshot: snapshot.state._tag }))
  }

  const run = Effect.fnUntraced(function* (held: OperationRecords.Held) {
    const { repeating } = yield* ContractSchedules
    const pause = yield* MonotonicClock.delays(repeating)

    /** `open`: earlier requests that may have been carried out, or may be. */
    const attempt = (open: Open | undefined): Result =>
      Effect.andThen(
        held.sending("deduct"),
        Effect.matchEffect(Retry.none(OfflineTransaction.deduct(input)), {
          onSuccess: (transaction) => concluded(snapshotOf(transaction), open),
          onFailure: (error) => {
            if (error.outcome === "Unknown") {
              return Effect.flatMap(openSince(), (lost) => recover(error, open, lost))
            }
            const answered = open === undefined ? Effect.ignore(held.responded("deduct")) : Effect.void
            return Effect.andThen(answered, recover(error, open, open))
          }
        })
      )

    /** `before`: what was open before the request that failed. */
    const recover = (
      error: Endpoint.Failure<typeof OfflineTransaction.deduct>,
      before: Open | undefined,
      open: Open | undefined
    ): Result => {
      const lost = (problem: string, failed?: Failure) => unknown(problem, open?.sentAt, failed)
      const again = (otherwise: DeductFailure): Result =>
        Effect.flatMap(pause, (goesOn) => (goesOn ? attempt(open) : Effect.fail(otherwise)))
      // Not sent, or not taken: a query shows nothing new.
      if (error.outcome !== "Unknown" && Retry.isTransient(error)) {
        return again(open === undefined ? error : lost("a response was lost, and repeating failed", error))
      }
      if (error.outcome === "NotSent") {
        return Effect.fail(open === undefined ? error : lost("a response was lost", error))
      }
      const isRejected = error.outcome === "Refused"
      // The request whose response was lost may be why it is rejected, and take a while to show.
      const search =
        isRejected && before !== undefined
          ? Effect.flatMap(find(key), (found) => observe(key, found, () => true))
          : find(key)
      return Effect.matchEffect(search, {
        onFailure: (failed) =>
          Effect.fail(
            lost(
              open === undefined
                ? "it was rejected, and could not be queried"
                : "a response was lost, and it could not be queried",
              failed
            )
          ),
        onSuccess: Option.match({
          onNone: (): Result => {
            if (!isRejected) return again(lost("a response was lost, and no such order shows yet", error))
            return Effect.fail(
              before === undefined
                ? error
                : lost("a response was lost, and the repetition was rejected", error)
            )
          },
          onSome: (snapshot): Result =>
            // The order was declined before, and this attempt was rejected: the rejection is the result.
            snapshot.state._tag === "Declined" && open === undefined
              ? Effect.fail(error)
              : concluded(snapshot, open)
        })
      })
    }

    const snapshot = yield* attempt(yield* openOf(held))
    yield* held.ended(snapshot.state._tag)
    return snapshot
  })

  return Effect.scoped(Effect.flatMap(OperationRecords.hold(recordKey(key), input), run))
}

/**
 * What became of a deduction: after a crash, or after `DeductionUnknown`. Waits while it is under way. `None` when there is no order
 * under the number: then it is not paid, and will not be.
 *
 * `Paid`, `Refunded` and `Closed` come at once. That an order is `Declined` or does not exist is final only when no request
 * can be carried out any more, 10 minutes after the last one was sent: it queries until then. `sentAt`, when the last request was
 * sent at the latest, shortens that; by default it is now.
 *
 * @since 1.0.0
 * @category programs
 */
export const reconcile = (
  key: OrderKey & { readonly sentAt?: DateTime.DateTime | undefined }
): Effect.Effect<
  Option.Option<Snapshot>,
  QueryFailure | DeductionUnknown | OperationRecords.Failure,
  WechatPayClient
> =>
  Effect.scoped(
    Effect.gen(function* () {
      const held = yield* OperationRecords.hold(recordKey(key))
      const { digest } = yield* held.record
      const open = digest === undefined ? yield* openSince(key.sentAt) : yield* openOf(held)
      const found = yield* Effect.flatMap(isOpen(open), (waits) =>
        waits && open !== undefined ? settling(key, open) : find(key)
      )
      const result = Option.isSome(found) ? Option.some(yield* conclude(key, found.value, open)) : found
      yield* held.ended(Option.match(result, { onNone: () => "NotExist", onSome: ({ state }) => state._tag }))
      return result
    })
  )

/** Queries until the deduction is settled, or no request can be carried out any more; then a query after that decides. */
const settling = (key: OrderKey, open: Open) =>
  Effect.gen(function* () {
    const { polling } = yield* ContractSchedules
    const settled = Signals.awaitUntil({
      subscribe: Effect.succeed(Effect.never),
      look: find(key),
      isReached: Option.exists((seen: Snapshot) => isSettled(seen) || !isDecided(seen)),
      isTransient: Retry.isTransient,
      schedule: polling
    })
    const closed = Effect.as(MonotonicClock.sleepUntil(open.until + 1), Option.none())
    const seen = yield* Effect.raceFirst(settled, closed)
    if (Option.exists(seen, (snapshot) => isSettled(snapshot) || !isDecided(snapshot))) return seen
    yield* MonotonicClock.sleepUntil(open.until + 1)
    return yield* find(key)
  })

/**
 * Waits until a deduction that WeChat Pay advanced is repaid, by queries: no notification tells. The default schedule has no end: use
 * `Effect.timeout`. A deduction without debt is the result at once.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitRepaid = ({
  business_product_id,
  out_trade_no,
  sp_mchid,
  sub_mchid
}: OrderKey): Effect.Effect<Snapshot, QueryFailure, WechatPayClient> =>
  Effect.flatMap(ContractSchedules, ({ polling }) =>
    Signals.awaitUntil({
      subscribe: Effect.succeed(Effect.never),
      look: Effect.map(
        OfflineTransaction.query({ business_product_id, out_trade_no, sp_mchid, sub_mchid }),
        snapshotOf
      ),
      isReached: ({ state }) => state._tag !== "Paid" || state.debt !== "Owed",
      isTransient: Retry.isTransient,
      schedule: polling
    })
  )
