/**
 * Programs that share an order of the standard product, take shares back, and unfreeze the rest, each from the request to
 * its final result. They query before they repeat a request, so lost responses are safe, and nothing is shared twice.
 *
 * All programs may be interrupted at any point, and may be run again with the same arguments by any process. After a
 * failure with `outcome` `Unknown` the money may have moved: run the program again with the same number, never with another
 * one. Provide `OperationRecords` if several processes may act on one number, or if a process may die. WeChat Pay accepts
 * one request for an order at a time: run the programs for one order one after the other.
 *
 * ```ts
 * const share = yield* ProfitSharingFlow.share(input)
 * for (const receiver of ProfitSharingFlow.closed(share)) yield* shareAgainLater(receiver) // with a new number
 * yield* ProfitSharingFlow.unfreeze({ transaction_id, out_order_no: another, description: "rest" })
 * ```
 *
 * Tested in `test/profit-sharing/ProfitSharingFlow.test.ts`.
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
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as ProfitSharing from "./ProfitSharing.js"
import * as ProfitSharingReturn from "./ProfitSharingReturn.js"
import { ProfitSharingSignals } from "./ProfitSharingSignals.js"
import type * as Response from "./schemas/Response.js"

/**
 * When the programs repeat their requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface Schedules {
  /** When a request without effect is sent again. When the schedule completes, the program fails. */
  readonly repeating: Schedule.Schedule<unknown>
  /** When a query that failed with a transient error is sent again. When the schedule completes, the program fails. */
  readonly reconciling: Schedule.Schedule<unknown>
  /** When a share, an unfreeze or a return in progress is queried. */
  readonly polling: Schedule.Schedule<unknown>
}

/**
 * The schedules of the programs. Default: 5 more requests, and 5 more queries, after 1, 2, 4, … seconds; what is in progress
 * is queried after 1, 2, 4, … seconds for about a minute, then every minute for an hour, then every 10 minutes without end. A return
 * may take 5 days.
 *
 * @since 1.0.0
 * @category references
 */
export class ProfitSharingSchedules extends Context.Reference<ProfitSharingSchedules>()(
  "@effect-wechatpay/profit-sharing/ProfitSharingSchedules",
  {
    defaultValue: (): Schedules => ({
      repeating: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5)),
      reconciling: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(5)),
      polling: Schedule.compose(Schedule.exponential("1 second"), Schedule.recurs(6)).pipe(
        Schedule.andThen(Schedule.compose(Schedule.spaced("1 minute"), Schedule.recurs(60))),
        Schedule.andThen(Schedule.spaced("10 minutes"))
      )
    })
  }
) {}

/**
 * The number belongs to another share, unfreeze or return. This run moved no money. Use a separate number for each.
 *
 * @since 1.0.0
 * @category errors
 */
export class ProfitSharingConflict extends Schema.TaggedError<ProfitSharingConflict>(
  "@effect-wechatpay/profit-sharing/ProfitSharingConflict"
)("ProfitSharingConflict", {
  operation: Schema.Literal("share", "unfreeze", "return"),
  /** State of what has the number. */
  state: Schema.String,
  outcome: Outcome.Outcome
}) {
  override get message(): string {
    return `profitSharing: the number of the ${this.operation} belongs to something else, which is ${this.state}: use a separate number for each share, unfreeze and return.`
  }
}

/**
 * Identifies a share or an unfreeze.
 *
 * @since 1.0.0
 * @category models
 */
export type Key = Endpoint.Input<typeof ProfitSharing.query>

/**
 * Identifies a return.
 *
 * @since 1.0.0
 * @category models
 */
export type ReturnKey = Endpoint.Input<typeof ProfitSharingReturn.query>

/**
 * A share to make.
 *
 * @since 1.0.0
 * @category models
 */
export type ShareInput = Endpoint.Input<typeof ProfitSharing.create>

/**
 * An order whose rest is unfrozen.
 *
 * @since 1.0.0
 * @category models
 */
export type UnfreezeInput = Endpoint.Input<typeof ProfitSharing.unfreeze>

/**
 * A return to make. It names the share by the caller's number, because returns are queried by it.
 *
 * @since 1.0.0
 * @category models
 */
export interface ReturnInput extends ReturnKey {
  /** The merchant that gives the money back: a receiver of the share with `SUCCESS`. */
  readonly return_mchid: string
  /** Amount in fen, at least 1. */
  readonly amount: number
  /** Reason for the return, at most 80 characters. */
  readonly description: string
}

type CallFailure =
  | Endpoint.Failure<typeof ProfitSharing.create>
  | Endpoint.Failure<typeof ProfitSharing.unfreeze>
  | Endpoint.Failure<typeof ProfitSharing.query>
  | Endpoint.Failure<typeof ProfitSharingReturn.create>
  | Endpoint.Failure<typeof ProfitSharingReturn.query>

/**
 * Errors of the programs.
 *
 * @since 1.0.0
 * @category models
 */
export type Failure = CallFailure | OperationRecords.Failure

type Call<A> = Effect.Effect<A, CallFailure, WechatPayClient>

const keyOf = ({ out_order_no, sub_mchid, transaction_id }: Key): Key => ({
  out_order_no,
  transaction_id,
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

const returnKeyOf = ({ out_order_no, out_return_no, sub_mchid }: ReturnKey): ReturnKey => ({
  out_order_no,
  out_return_no,
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

const look = (key: Key): Call<Response.ShareOrUnfreeze> => Retry.none(ProfitSharing.query(keyOf(key)))

const lookAtReturn = (key: ReturnKey): Call<Response.Return> =>
  Retry.none(ProfitSharingReturn.query(returnKeyOf(key)))

/** Queries again after transient errors. `None`: the number was never accepted. */
const findBy = <A>(query: Call<A>): Call<Option.Option<A>> =>
  Effect.flatMap(ProfitSharingSchedules, ({ reconciling }) =>
    query.pipe(
      Effect.retry({ while: Retry.isTransient, schedule: MonotonicClock.schedule(reconciling) }),
      Effect.map(Option.some),
      Effect.catchIf(
        ({ _tag }) => _tag === "ResourceNotExists",
        () => Effect.succeedNone
      )
    )
  )

interface Part {
  readonly type: string
  readonly account: string
  readonly amount: number
}

const textOf = ({ account, amount, type }: Part): string => JSON.stringify([type, account, amount])

/**
 * Whether the parts that have the number are those of a request. The official samples list what is unfrozen as a part of the
 * payer, and the rules say that an unfreeze has no parts: both are accepted.
 */
const haveParts = (
  found: ReadonlyArray<Part> | undefined,
  requested: ReadonlyArray<Part>,
  { payer, unfreezes }: { readonly payer: string; readonly unfreezes: boolean }
): boolean => {
  const missing = requested.map(textOf)
  const others = (found ?? []).filter((part) => {
    const index = missing.indexOf(textOf(part))
    if (index !== -1) missing.splice(index, 1)
    return index === -1
  })
  const isRest = ({ account, type }: Part) => type === "MERCHANT_ID" && account === payer
  return missing.length === 0 && others.length <= (unfreezes ? 1 : 0) && others.every(isRest)
}

/** Sends a request once per number, and compares what has the number with the request. */
const sendOnce = <A extends { readonly state?: string; readonly result?: string }>(options: {
  readonly operation: ProfitSharingConflict["operation"]
  readonly number: string
  readonly input: unknown
  readonly send: Call<A>
  readonly query: Call<A>
  /** Whether what was found is the request of this merchant. */
  readonly agrees: (found: A, mchid: string) => boolean
}): Effect.Effect<A, Failure | ProfitSharingConflict, WechatPayClient> => {
  const { agrees, input, number, operation, query, send } = options
  return Effect.scoped(
    Effect.gen(function* () {
      const { repeating } = yield* ProfitSharingSchedules
      const { mchid } = yield* WechatPayClient
      const judge = (found: A): Either.Either<A, ProfitSharingConflict> =>
        agrees(found, mchid)
          ? Either.right(found)
          : Either.left(
              new ProfitSharingConflict({
                operation,
                state: found.state ?? found.result ?? "",
                outcome: "Refused"
              })
            )
      const kind = operation === "return" ? "profitSharing.return" : "profitSharing.share"
      const held = yield* OperationRecords.hold({ kind, number: [mchid, number] }, input)
      const accepted = yield* NumberedRequest.send<A, A, CallFailure, ProfitSharingConflict, WechatPayClient>(
        {
          held,
          request: operation,
          send,
          find: findBy(query),
          judge: (found) => Option.some(judge(found)),
          schedule: repeating
        }
      )
      // WeChat Pay may return what has the number without comparing it with the request.
      const result = yield* judge(accepted)
      yield* held.ended("Accepted")
      return result
    })
  )
}

const awaitOn = <A>(
  key: { readonly out_order_no: string; readonly sub_mchid?: string | undefined },
  query: Call<A>,
  isReached: (seen: A) => boolean
): Call<A> =>
  Effect.gen(function* () {
    const { polling } = yield* ProfitSharingSchedules
    const signals = yield* ProfitSharingSignals
    return yield* Signals.awaitUntil({
      subscribe: signals.subscribe(key),
      look: query,
      isReached,
      isTransient: Retry.isTransient,
      schedule: polling
    })
  })

/**
 * Requests a share, once per number, and returns it as WeChat Pay accepted it: wait for its results with
 * {@link awaitEnd}, or use {@link share}.
 *
 * After each failure the program queries the share, and repeats the identical request only if the number is unknown.
 * Business errors (`NotEnough`, `RuleLimit`, …) fail immediately. `ProfitSharingConflict` means that the number belongs to
 * another share.
 *
 * @since 1.0.0
 * @category programs
 */
export const create = (
  input: ShareInput
): Effect.Effect<Response.ShareOrUnfreeze, Failure | ProfitSharingConflict, WechatPayClient> =>
  sendOnce<Response.ShareOrUnfreeze>({
    operation: "share",
    number: input.out_order_no,
    input,
    send: ProfitSharing.create(input),
    query: look(input),
    agrees: ({ receivers, transaction_id }, mchid) =>
      transaction_id === input.transaction_id &&
      haveParts(receivers, input.receivers, {
        payer: input.sub_mchid ?? mchid,
        unfreezes: input.unfreeze_unsplit
      })
  })

/**
 * Waits until a share or an unfreeze is `FINISHED`, by queries and by signals (`ProfitSharingSignals`). `FINISHED` means
 * that every receiver has a result, not that every receiver got the money: see {@link closed}.
 *
 * When the schedule `polling` completes, the result is the last response, or the last error if there was none. The program
 * continues after queries that fail with a transient error.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitEnd = (key: Key): Effect.Effect<Response.ShareOrUnfreeze, Failure, WechatPayClient> =>
  awaitOn(key, look(key), ({ state }) => state === "FINISHED")

/** After a request that was accepted, a failed query does not undo it. */
const unknownAfter = <A>(query: Call<A>): Call<A> => Effect.mapError(query, Outcome.markUnknown)

/**
 * Shares part of a paid order, and waits until every receiver has its result. It does so once per number, also if it runs
 * again. Look at the parts that were {@link closed}: their money stays frozen with the payer, and another attempt needs a
 * new number.
 *
 * After a failure with `outcome` `Unknown` the money may have been shared: run it again with the same number.
 *
 * @since 1.0.0
 * @category programs
 */
export const share = (
  input: ShareInput
): Effect.Effect<Response.ShareOrUnfreeze, Failure | ProfitSharingConflict, WechatPayClient> =>
  Effect.flatMap(create(input), (accepted) =>
    accepted.state === "FINISHED"
      ? Effect.succeed(accepted)
      : unknownAfter(awaitOn(input, look(input), ({ state }) => state === "FINISHED"))
  )

/**
 * The parts of a share whose receivers got nothing, with the reason.
 *
 * @since 1.0.0
 * @category accessors
 */
export const closed = ({ receivers = [] }: Response.ShareOrUnfreeze): ReadonlyArray<Response.Receiver> =>
  receivers.filter(({ result }) => result === "CLOSED")

/**
 * Unfreezes the rest of an order, and waits until it is done. It does so once per number, also if it runs again. `None`:
 * nothing was left to unfreeze, so there is nothing to wait for.
 *
 * Use a number of its own: `ProfitSharingConflict` means that the number belongs to a share, and nothing was unfrozen.
 *
 * @since 1.0.0
 * @category programs
 */
export const unfreeze = (
  input: UnfreezeInput
): Effect.Effect<Option.Option<Response.ShareOrUnfreeze>, Failure | ProfitSharingConflict, WechatPayClient> =>
  sendOnce<Response.ShareOrUnfreeze>({
    operation: "unfreeze",
    number: input.out_order_no,
    input,
    send: ProfitSharing.unfreeze(input),
    query: look(input),
    agrees: ({ receivers, transaction_id }, mchid) =>
      transaction_id === input.transaction_id &&
      haveParts(receivers, [], { payer: input.sub_mchid ?? mchid, unfreezes: true })
  }).pipe(
    Effect.flatMap((accepted) =>
      accepted.state === "FINISHED"
        ? Effect.succeed(accepted)
        : unknownAfter(awaitOn(input, look(input), ({ state }) => state === "FINISHED"))
    ),
    Effect.map(Option.some),
    Effect.catchIf(
      (error) => error._tag === "NotEnough" && error.outcome === "Refused",
      () => Effect.succeedNone
    )
  )

/**
 * Waits until a return is no longer `PROCESSING`. After 5 days WeChat Pay makes it `FAILED`.
 *
 * When the schedule `polling` completes, the result is the last response, or the last error if there was none.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitReturn = (key: ReturnKey): Effect.Effect<Response.Return, Failure, WechatPayClient> =>
  awaitOn(
    { ...key, out_order_no: key.out_return_no },
    lookAtReturn(key),
    ({ result }) => result !== "PROCESSING"
  )

/**
 * Takes shared money back from a merchant, and waits for the result: `SUCCESS`, or `FAILED` with its reason. It does so
 * once per number, also if it runs again. After `FAILED` nothing was returned, and another attempt needs a new number.
 *
 * @since 1.0.0
 * @category programs
 */
export const takeBack = (
  input: ReturnInput
): Effect.Effect<Response.Return, Failure | ProfitSharingConflict, WechatPayClient> =>
  sendOnce<Response.Return>({
    operation: "return",
    number: input.out_return_no,
    input,
    send: ProfitSharingReturn.create(input),
    query: lookAtReturn(input),
    agrees: ({ amount, out_order_no, return_mchid }) =>
      amount === input.amount && out_order_no === input.out_order_no && return_mchid === input.return_mchid
  }).pipe(
    Effect.flatMap((accepted) =>
      accepted.result === "PROCESSING"
        ? unknownAfter(
            awaitOn(
              { ...input, out_order_no: input.out_return_no },
              lookAtReturn(input),
              ({ result }) => result !== "PROCESSING"
            )
          )
        : Effect.succeed(accepted)
    )
  )
