/** Deductions from a face contract, repeated until their result is final. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as OfflineTransaction from "../OfflineTransaction.js"
import * as OfflineTransactionState from "../OfflineTransactionState.js"
import { ContractSchedules, type Failure, isMissing, retryTransient } from "./contractSchedules.js"

/**
 * It is unknown whether the order is paid, or this may still change: responses were lost, or WeChat Pay has not decided.
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
  /** When the last request was sent whose response was lost; absent if none was lost. Pass it to {@link reconcile}. */
  sentAt: Schema.optional(Schema.DateTimeUtcFromSelf)
}) {
  /** The same field as in the errors of calls. */
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
  /** The field that differs: `amount`, `currency`, `description`, `attach`. */
  field: Schema.String,
  /** The case of `OfflineTransactionState` of the order that has the number. */
  snapshot: Schema.String
}) {
  /** The same field as in the errors of calls: this deduction did not happen. */
  readonly outcome = "Refused"
  override get message(): string {
    return `deduction: the number belongs to another order, with another ${this.field}, which is ${this.snapshot}: use another number for each order.`
  }
}

/**
 * The number of a deduction, and its merchants and business.
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

/** The deduction; `None` if the number has none. Queries again after transient errors. */
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

/** Whether no open request can change the deduction. A declined one can still be paid by an open request. */
const isFinal = (snapshot: Snapshot): boolean => isDecided(snapshot) && snapshot.state._tag !== "Declined"

const nameOf = (error: Failure): string => (ApiError.isApiError(error) ? error.name : error.reason._tag)

const unknown = (problem: string, sentAt: DateTime.Utc | undefined, error?: Failure) =>
  new DeductionUnknown({
    problem: error === undefined ? problem : `${problem} (${nameOf(error)})`,
    requestId: error?.requestId,
    sentAt
  })

/** Requests whose outcome is unknown. */
interface Open {
  /** When the last one was sent. */
  readonly sentAt: DateTime.Utc
  /** The time after which none of them can take effect, by the monotonic clock. */
  readonly until: number
}

/** An open request that was sent now, or at a given time. */
const openSince = (given?: DateTime.DateTime): Effect.Effect<Open> =>
  Effect.zipWith(DateTime.now, MonotonicClock.now, (now, millis) => {
    const sentAt = given === undefined ? now : DateTime.toUtc(given)
    const age = Math.max(0, DateTime.distance(sentAt, now))
    return { sentAt, until: millis + Duration.toMillis(Outcome.openFor) - age }
  })

/** Whether an open request may still take effect. */
const isOpen = (open: Open | undefined): Effect.Effect<boolean> =>
  open === undefined ? Effect.succeed(false) : Effect.map(MonotonicClock.now, (now) => now <= open.until)

/** Queries by the schedule until `isEnough`. When the schedule completes, the result is what was seen last. */
const observe = Effect.fnUntraced(function* (
  key: OrderKey,
  seen: Option.Option<Snapshot>,
  isEnough: (snapshot: Snapshot) => boolean
) {
  const { repeating } = yield* ContractSchedules
  const delay = yield* MonotonicClock.delays(repeating)
  type Seen = Effect.Effect<Option.Option<Snapshot>, QueryFailure, WechatPayClient>
  const from = (last: Option.Option<Snapshot>): Seen =>
    Option.exists(last, isEnough)
      ? Effect.succeed(last)
      : Effect.flatMap(
          delay,
          (goesOn): Seen =>
            goesOn
              ? Effect.flatMap(find(key), (found) => from(Option.orElse(found, () => last)))
              : Effect.succeed(last)
        )
  return yield* from(seen)
})

/**
 * The result of a deduction that exists. It waits while the deduction is under way. A declined deduction is final only
 * when no earlier request can take effect.
 */
const conclude = Effect.fnUntraced(function* (key: OrderKey, seen: Snapshot, open: Open | undefined) {
  const sentAt = open?.sentAt
  const isEnough = (yield* isOpen(open)) ? isFinal : isDecided
  const last = yield* Effect.mapError(observe(key, Option.some(seen), isEnough), (error) =>
    unknown("it could not be queried", sentAt, error)
  )
  const snapshot = Option.getOrElse(last, () => seen)
  if (isEnough(snapshot)) return snapshot
  if (snapshot.state._tag === "Declined") {
    return yield* unknown("it was declined, and an earlier request may still take effect", sentAt)
  }
  return yield* unknown(
    snapshot.state._tag === "Unknown"
      ? `WeChat Pay responded with an undocumented state (${snapshot.state.tradeState ?? "none"})`
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

/** The field in which the deduction with the number differs from the requested one, as far as the response tells. */
const differenceOf = (asked: DeductInput, found: Snapshot["transaction"]): string | undefined =>
  (
    [
      ["amount", asked.amount.total, found.amount?.total],
      ["currency", asked.amount.currency, found.amount?.currency],
      ["description", asked.description, found.description],
      ["attach", asked.attach, found.attach]
    ] as const
  ).find(([, said, read]) => said !== undefined && read !== undefined && said !== read)?.[0]

/** The record of the order, with the merchant of the client if the order does not name it. */
const hold = ({ out_trade_no, sub_mchid, ...key }: OrderKey, request?: DeductInput) =>
  Effect.flatMap(WechatPayClient, ({ mchid }) => {
    const sp_mchid = key.sp_mchid ?? mchid
    return OperationRecords.hold(
      { kind: "facepay.deduction", number: [sp_mchid, sub_mchid, out_trade_no] },
      request && { ...request, sp_mchid }
    )
  })

/** The open requests of earlier runs. */
const openOf = (held: OperationRecords.Held) =>
  Effect.flatMap(held.record, ({ open }) => {
    const sentAt = Math.max(...open.map((request) => request.sentAt))
    return open.length === 0 ? Effect.succeed(undefined) : openSince(DateTime.unsafeMake(sentAt))
  })

/**
 * Deducts an order at most once, even if responses are lost: after an unknown outcome the order is queried before the
 * identical request is repeated. The result is final: `Paid` (check `debt`), `Declined`, `Refunded` or `Closed`.
 *
 * - If WeChat Pay rejects the request, the number has no order and no response was lost before, this fails with the
 *   rejection: this run took no money. If an earlier run has paid the order, the payment is the result. An earlier run that
 *   was interrupted just now may not be visible yet.
 * - `DeductionUnknown`: the outcome is unknown after all repetitions, or an earlier request may still take effect. Do not
 *   charge the order under another number before {@link reconcile} has a result.
 * - `UnexpectedDeduction`, `NumberReused`: the number belongs to another order.
 *
 * May be run again with the same input: a paid order stays paid; a declined one is tried again, which WeChat Pay allows 5
 * times a day.
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
    const delay = yield* MonotonicClock.delays(repeating)

    /** `open`: earlier requests whose outcome is unknown. */
    const attempt = (open: Open | undefined): Result =>
      Effect.andThen(
        held.sending("deduct"),
        Effect.matchEffect(Retry.none(OfflineTransaction.deduct(input)), {
          onSuccess: (transaction) => concluded(snapshotOf(transaction), open),
          onFailure: (error) => {
            if (error.outcome === "Unknown") {
              return Effect.flatMap(openSince(), (lost) => recover(error, open, lost))
            }
            const noted = open === undefined ? Effect.ignore(held.responded("deduct")) : Effect.void
            return Effect.andThen(noted, recover(error, open, open))
          }
        })
      )

    /** `before`: the open requests before the one that failed. */
    const recover = (
      error: Endpoint.Failure<typeof OfflineTransaction.deduct>,
      before: Open | undefined,
      open: Open | undefined
    ): Result => {
      const lost = (problem: string, failed?: Failure) => unknown(problem, open?.sentAt, failed)
      const again = (otherwise: DeductFailure): Result =>
        Effect.flatMap(delay, (goesOn) => (goesOn ? attempt(open) : Effect.fail(otherwise)))
      // The request was not sent or not accepted: a query would show nothing new.
      if (error.outcome !== "Unknown" && Retry.isTransient(error)) {
        return again(open === undefined ? error : lost("a response was lost, and repeating failed", error))
      }
      if (error.outcome === "NotSent") {
        return Effect.fail(open === undefined ? error : lost("a response was lost", error))
      }
      const isRejected = error.outcome === "Refused"
      // The request whose response was lost may have caused the rejection, and may not be visible yet.
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

  return Effect.scoped(Effect.flatMap(hold(key, input), run))
}

/**
 * Finds out the result of a deduction after a crash or after `DeductionUnknown`. Waits while the deduction is under way.
 * `None` if the number has no order: then it is not paid, and will not be.
 *
 * `Paid`, `Refunded` and `Closed` are final at once. A declined or missing order is final only when no request can take
 * effect, 10 minutes after the last one was sent; it is queried until then. `sentAt`, the latest time at which the last
 * request was sent, shortens the wait. Default: now.
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
      const held = yield* hold(key)
      const { digest } = yield* held.record
      const open = digest === undefined ? yield* openSince(key.sentAt) : yield* openOf(held)
      const found = yield* Effect.flatMap(isOpen(open), (waits) =>
        waits && open !== undefined ? awaitFinal(key, open) : find(key)
      )
      const result = Option.isSome(found) ? Option.some(yield* conclude(key, found.value, open)) : found
      yield* held.ended(Option.match(result, { onNone: () => "NotExist", onSome: ({ state }) => state._tag }))
      return result
    })
  )

/** Queries until the deduction is final, or no request can take effect; then one more query decides. */
const awaitFinal = (key: OrderKey, open: Open) =>
  Effect.gen(function* () {
    const { polling } = yield* ContractSchedules
    const final = Signals.awaitUntil({
      subscribe: Effect.succeed(Effect.never),
      look: find(key),
      isReached: Option.exists((seen: Snapshot) => isFinal(seen) || !isDecided(seen)),
      isTransient: Retry.isTransient,
      schedule: polling
    })
    const closed = Effect.as(MonotonicClock.sleepUntil(open.until + 1), Option.none())
    const seen = yield* Effect.raceFirst(final, closed)
    if (Option.exists(seen, (snapshot) => isFinal(snapshot) || !isDecided(snapshot))) return seen
    yield* MonotonicClock.sleepUntil(open.until + 1)
    return yield* find(key)
  })

/**
 * Waits until a deduction that WeChat Pay advanced is repaid. It queries, because no notification reports it. The default
 * schedule has no end: use `Effect.timeout`. A deduction without debt is the result at once.
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
