/**
 * Programs that run a transfer of a merchant from its creation to its end. They query the transfer before they repeat a
 * request, so lost responses are safe, and no user is paid twice. They decide by queries: a notification only wakes them,
 * and the result of the front end is never asked.
 *
 * All programs may be interrupted at any point, and may be run again with the same arguments by any process. After a
 * failure with `outcome` `Unknown` the transfer may exist: run the program again with the same `out_bill_no`, never with
 * another one. Provide `OperationRecords` if several processes may act on one transfer, or if a process may die.
 *
 * ```ts
 * const { package_info } = yield* TransferFlow.create(input) // for requestMerchantTransfer of the front end
 * const bill = yield* TransferFlow.awaitEndOrCancel(input, deadline)
 * if (TransferState.isPaid(bill, input.transfer_amount)) yield* book
 * ```
 *
 * Tested in `test/transfer/TransferFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as NumberedRequest from "@effect-wechatpay/core/NumberedRequest"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Transfer from "./Transfer.js"
import { TransferSignals } from "./TransferSignals.js"
import * as TransferState from "./TransferState.js"

/**
 * When the programs repeat their requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /** When a creation or cancellation without effect is sent again. When the schedule completes, the program fails. */
  readonly repeating: Schedule.Schedule<unknown>
  /** When a query that failed with a transient error is sent again. When the schedule completes, the program fails. */
  readonly reconciling: Schedule.Schedule<unknown>
  /** When a transfer that waits for its user is queried without a notification. */
  readonly polling: Schedule.Schedule<unknown>
  /** When a transfer that is being cancelled or paid out is queried after a cancellation. */
  readonly ending: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: 5 more requests, and 5 more queries, after 1, 2, 4, … seconds; a transfer that
 * waits for its user is queried after 5, 30 and 60 seconds, then every minute for five minutes, then every 10 minutes
 * without end; a transfer that is being cancelled every 2 seconds for a minute, then every minute for half an hour.
 *
 * @since 1.0.0
 * @category references
 */
export class TransferSchedules extends Context.Reference<TransferSchedules>()(
  "@effect-wechatpay/transfer/TransferSchedules",
  {
    defaultValue: (): Schedules => ({
      repeating: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5)),
      reconciling: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5)),
      polling: Schedule.fromDelays("5 seconds", "25 seconds", "30 seconds").pipe(
        Schedule.andThen(Schedule.compose(Schedule.spaced("1 minute"), Schedule.recurs(5))),
        Schedule.andThen(Schedule.spaced("10 minutes"))
      ),
      ending: Schedule.andThen(
        Schedule.compose(Schedule.spaced("2 seconds"), Schedule.recurs(30)),
        Schedule.compose(Schedule.spaced("1 minute"), Schedule.recurs(30))
      )
    })
  }
) {}

/**
 * The number belongs to a transfer to another user or of another amount. This run transferred nothing. Use a separate
 * number for each transfer.
 *
 * @since 1.0.0
 * @category errors
 */
export class TransferConflict extends Schema.TaggedError<TransferConflict>(
  "@effect-wechatpay/transfer/TransferConflict"
)("TransferConflict", {
  /** State of the transfer that has the number. */
  state: Schema.String,
  outcome: Outcome.Outcome
}) {
  override get message(): string {
    return `transfer.transfer.create: the number belongs to another transfer, which is ${this.state}: use a separate number for each transfer.`
  }
}

/**
 * Identifies a transfer.
 *
 * @since 1.0.0
 * @category models
 */
export interface Key {
  /** Transfer number assigned by the merchant. */
  readonly out_bill_no: string
}

/**
 * The transfer to create.
 *
 * @since 1.0.0
 * @category models
 */
export type Input = Endpoint.Input<typeof Transfer.create>

/**
 * A transfer, as its query returns it.
 *
 * @since 1.0.0
 * @category models
 */
export type Bill = Endpoint.Success<typeof Transfer.query>

/**
 * A transfer that was created.
 *
 * @since 1.0.0
 * @category models
 */
export interface Created {
  readonly out_bill_no: string
  /** Transfer number assigned by WeChat Pay. */
  readonly transfer_bill_no: string
  readonly state: TransferState.TransferState
  /** The value for `requestMerchantTransfer` of the front end; only while the transfer waits for its user. */
  readonly package_info: string | undefined
}

/**
 * Errors of the programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure =
  | Endpoint.Failure<typeof Transfer.create>
  | Endpoint.Failure<typeof Transfer.query>
  | Endpoint.Failure<typeof Transfer.cancel>
  | OperationRecords.Failure

type CallFailure = Exclude<Failure, OperationRecords.Failure>

/** Numbers are unique per merchant. */
const hold = ({ out_bill_no }: Key, request?: unknown) =>
  Effect.flatMap(WechatPayClient, ({ mchid }) =>
    OperationRecords.hold({ kind: "transfer.transfer", number: [mchid, out_bill_no] }, request)
  )

const look = ({ out_bill_no }: Key): Effect.Effect<Bill, CallFailure, WechatPayClient> =>
  Retry.none(Transfer.query({ out_bill_no }))

/** Queries the transfer, again after transient errors. */
const lookAgain = (key: Key): Effect.Effect<Bill, CallFailure, WechatPayClient> =>
  Effect.flatMap(TransferSchedules, ({ reconciling }) =>
    Effect.retry(look(key), { while: Retry.isTransient, schedule: MonotonicClock.schedule(reconciling) })
  )

/** `None`: the number was never accepted. */
const find = (key: Key): Effect.Effect<Option.Option<Bill>, CallFailure, WechatPayClient> =>
  lookAgain(key).pipe(
    Effect.map(Option.some),
    Effect.catchIf(
      ({ _tag }) => _tag === "NotFound",
      () => Effect.succeedNone
    )
  )

const agrees = (input: Input, bill: Bill): boolean =>
  bill.transfer_amount === input.transfer_amount &&
  bill.appid === input.appid &&
  (bill.openid === undefined || bill.openid === input.openid)

const isFinal = (bill: TransferState.Bill): boolean => TransferState.isFinal(TransferState.of(bill))

const createdOf = (
  bill: TransferState.Bill & Pick<Created, "out_bill_no" | "transfer_bill_no">,
  package_info?: string
): Created => ({
  out_bill_no: bill.out_bill_no,
  transfer_bill_no: bill.transfer_bill_no,
  state: TransferState.of(bill),
  package_info
})

/**
 * Creates a transfer that the user confirms, once per number. Hand `package_info` to the front end, then wait with
 * {@link awaitEnd} or {@link awaitEndOrCancel}.
 *
 * After each failure the program queries the transfer. It repeats the identical request if the transfer does not exist, or
 * if it waits for its user, because only the response of a creation contains `package_info`. `NotEnough` is not repeated:
 * top up the operation account, then run the program again. `TransferConflict` means that the number belongs to another
 * transfer. Run it again within 24 hours to get the `package_info` of a transfer that waits.
 *
 * @since 1.0.0
 * @category programs
 */
export const create = (input: Input): Effect.Effect<Created, Failure | TransferConflict, WechatPayClient> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { repeating } = yield* TransferSchedules
      const held = yield* hold(input, input)
      const created = yield* NumberedRequest.send<
        Created,
        Bill,
        CallFailure,
        TransferConflict,
        WechatPayClient
      >({
        held,
        request: "create",
        send: Effect.map(Transfer.create(input), (bill) => createdOf(bill, bill.package_info)),
        find: find(input),
        judge: (bill, error) => {
          if (!agrees(input, bill)) {
            return Option.some(Either.left(new TransferConflict({ state: bill.state, outcome: "Refused" })))
          }
          const isWaiting = TransferState.is("AwaitingUser")(TransferState.of(bill))
          // Only the response of a creation contains the package. WeChat Pay rejects one that is repeated too late.
          return isWaiting && (error.outcome === "Unknown" || Retry.isTransient(error))
            ? Option.none()
            : Option.some(Either.right(createdOf(bill)))
        },
        isRepeated: (error) =>
          error._tag !== "NotEnough" &&
          error._tag !== "AlreadyExists" &&
          (error.outcome === "Unknown" || Retry.isTransient(error)),
        schedule: repeating
      })
      yield* held.ended("Created")
      return created
    })
  )

/**
 * Waits until a transfer is paid, failed or cancelled, by notifications (`TransferSignals`) and by queries. WeChat Pay
 * fails a transfer that the user does not confirm within about 24 hours.
 *
 * When the schedule `polling` completes, the result is the last response, or the last error if there was none. The program
 * continues after queries that fail with a transient error.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitEnd = (key: Key): Effect.Effect<Bill, Failure, WechatPayClient> =>
  Effect.flatMap(TransferSchedules, ({ polling }) => awaitOn(key, polling, isFinal))

const awaitOn = (
  key: Key,
  schedule: Schedule.Schedule<unknown>,
  isReached: (bill: Bill) => boolean
): Effect.Effect<Bill, CallFailure, WechatPayClient> =>
  Effect.flatMap(TransferSignals, (signals) =>
    Signals.awaitUntil({
      subscribe: signals.subscribe(key),
      look: look(key),
      isReached,
      isTransient: Retry.isTransient,
      schedule
    })
  )

/** Whether WeChat Pay is still cancelling or paying, so that the end is near and cannot be changed. */
const isEnding = (bill: Bill): boolean => {
  const state = TransferState.of(bill)
  return TransferState.is("Cancelling")(state) || TransferState.is("PayingOut")(state)
}

/**
 * Cancels a transfer that the user has not confirmed, and returns the transfer as it ended: `Cancelled`, `Succeeded` if the
 * user was faster, or `Failed`. A transfer that has ended is returned, and nothing is sent.
 *
 * After each request the program queries the transfer, and cancels it again while it can be cancelled. If it has not ended
 * when the schedule `ending` completes (`Cancelling`, `PayingOut`), the result says so: pay nothing else for the same
 * purpose, and run the program again. `NotFound` with the `outcome` `Unknown` means that a recorded creation may still
 * arrive.
 *
 * @since 1.0.0
 * @category programs
 */
export const cancel = (key: Key): Effect.Effect<Bill, Failure, WechatPayClient> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ending, repeating } = yield* TransferSchedules
      const held = yield* hold(key)
      const now = yield* Clock.currentTimeMillis
      const isCreating = (yield* held.record).open.some(
        ({ request, sentAt }) => request === "create" && now - sentAt < Duration.toMillis(Outcome.openFor)
      )
      const delay = yield* MonotonicClock.delays(repeating)

      /** `isSent`: a cancellation was sent that may take effect. */
      const attempt = (isSent: boolean): Effect.Effect<Bill, Failure, WechatPayClient> =>
        Effect.gen(function* () {
          const seen = yield* Effect.mapError(lookAgain(key), (error) =>
            isSent || isCreating ? Outcome.markUnknown(error) : error
          )
          if (isFinal(seen)) return seen
          if (isEnding(seen)) {
            return yield* Effect.mapError(
              awaitOn(key, ending, (bill) => !isEnding(bill)),
              (error) => (isSent ? Outcome.markUnknown(error) : error)
            )
          }
          yield* held.sending("cancel")
          const result = yield* Effect.either(Retry.none(Transfer.cancel({ out_bill_no: key.out_bill_no })))
          const isOpen = isSent || Either.isRight(result) || result.left.outcome === "Unknown"
          if (!isOpen) yield* Effect.ignore(held.responded("cancel"))
          const after = yield* Effect.mapError(lookAgain(key), Outcome.markUnknown)
          if (isFinal(after) || isEnding(after)) return yield* attempt(isOpen)
          if (Either.isRight(result)) return (yield* delay) ? yield* attempt(isOpen) : after
          const error = result.left
          const isRepeated = error.outcome === "Unknown" || Retry.isTransient(error)
          if (isRepeated && (yield* delay)) return yield* attempt(isOpen)
          return yield* isOpen ? Outcome.markUnknown(error) : error
        })

      const bill = yield* attempt(false)
      if (isFinal(bill)) yield* held.ended(TransferState.of(bill)._tag)
      return bill
    })
  )

/**
 * {@link awaitEnd} until a time, and then {@link cancel} if the transfer has not ended.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitEndOrCancel = (
  key: Key,
  until: DateTime.DateTime
): Effect.Effect<Bill, Failure, WechatPayClient> =>
  Effect.gen(function* () {
    const left = Math.max(0, DateTime.distance(yield* DateTime.now, until))
    const deadline = (yield* MonotonicClock.now) + left
    const seen = yield* MonotonicClock.timeoutOption(awaitEnd(key), left)
    if (Option.isSome(seen) && isFinal(seen.value)) return seen.value
    yield* MonotonicClock.sleepUntil(deadline)
    return yield* cancel(key)
  })
