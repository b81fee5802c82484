/**
 * Face payment from a contract as programs: opened for signing, waited for, deducted, repaid, ended, from wherever it stands.
 *
 * All may be interrupted at any point, and run again with the same arguments by whatever process: the numbers are all that
 * has to be remembered. No order is paid twice, and none whose fate is open is reported as anything else.
 *
 * ```ts
 * const user = { organization_id, out_user_id }
 * const token = yield* OfflineContractFlow.token(user)
 * // the front end opens the official mini program with it
 * const { contract } = yield* OfflineContractFlow.awaitSigned(user)
 * // a device recognises the face and produces auth_code
 * const { state } = yield* OfflineContractFlow.deduct({ auth_code, out_trade_no, ...terms })
 * ```
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Contract from "./Contract.js"
import * as ContractSignals from "./ContractSignals.js"
import * as OfflineTransaction from "./OfflineTransaction.js"
import * as OfflineTransactionState from "./OfflineTransactionState.js"
import * as OrganizationUser from "./OrganizationUser.js"
import * as Repayment from "./Repayment.js"
import * as SignToken from "./SignToken.js"

/**
 * How long the programs pause. Each list is gone through from its beginning, in each program anew.
 *
 * @since 1.0.0
 * @category models
 */
export interface Pauses {
  /** Between two queries of a signature or a repayment that is waited for; the last pause repeats without end. */
  readonly polling: readonly [Duration.DurationInput, ...Array<Duration.DurationInput>]
  /**
   * After a call of which nobody knows what became, after one that WeChat Pay could not take, and between two queries of a
   * deduction that is under way. Then the program gives up, and says what it knows.
   */
  readonly repeating: ReadonlyArray<Duration.DurationInput>
}

/**
 * The pauses of the programs. Default: queries of what is waited for after 3, 5, 10 and 30 seconds and then every minute;
 * repetitions after 1, 2, 5, 10 and 20 seconds.
 *
 * @since 1.0.0
 * @category references
 */
export class ContractPauses extends Context.Reference<ContractPauses>()(
  "@effect-wechatpay/facepay/ContractPauses",
  {
    defaultValue: (): Pauses => ({
      polling: ["3 seconds", "5 seconds", "10 seconds", "30 seconds", "1 minute"],
      repeating: ["1 second", "2 seconds", "5 seconds", "10 seconds", "20 seconds"]
    })
  }
) {}

/**
 * Nobody knows whether the order is paid: answers got lost, or WeChat Pay has not decided.
 *
 * Do not charge it under another number. Ask later with {@link settled}, or run {@link deduct} again with the same input.
 *
 * @since 1.0.0
 * @category errors
 */
export class DeductionUnknown extends Schema.TaggedError<DeductionUnknown>(
  "@effect-wechatpay/facepay/DeductionUnknown"
)("DeductionUnknown", {
  problem: Schema.String,
  /** `Request-ID` of the response that was looked at last; WeChat Pay's support asks for it. */
  requestId: Schema.optional(Schema.String)
}) {
  /** As the errors of calls have it. */
  readonly outcome = "Unknown"
  override get message(): string {
    return `deduction: ${this.problem}: it may be paid: query it later, or repeat it with the same number and data, and never under another number. Request-ID ${this.requestId ?? "none"}`
  }
}

/**
 * The number belongs to another deduction: one of another amount.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedDeduction extends Schema.TaggedError<UnexpectedDeduction>(
  "@effect-wechatpay/facepay/UnexpectedDeduction"
)("UnexpectedDeduction", {
  /** Fen that were to be deducted. */
  expected: Schema.Int,
  /** Fen of the order that has the number. */
  found: Schema.Int,
  /** Where that order stands: a case of `OfflineTransactionState`. */
  snapshot: Schema.String
}) {
  override get message(): string {
    return `deduction: the number belongs to an order of ${this.found} fen that is ${this.snapshot}, not of ${this.expected} fen: take a number of its own for each order.`
  }
}

/**
 * The order could not be done because of where the contract stands.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedContractState extends Schema.TaggedError<UnexpectedContractState>(
  "@effect-wechatpay/facepay/UnexpectedContractState"
)("UnexpectedContractState", {
  /** What was asked. */
  operation: Schema.Literal("token", "terminate"),
  problem: Schema.String,
  /** What to do about it. */
  advice: Schema.String
}) {
  override get message(): string {
    return `${this.operation}: ${this.problem}: ${this.advice}.`
  }
}

/**
 * What names a face user: the organization, and the provider's own id.
 *
 * @since 1.0.0
 * @category models
 */
export type FaceUserKey = ContractSignals.FaceUserKey

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
 * A deduction and where it stands.
 *
 * @since 1.0.0
 * @category models
 */
export interface Snapshot {
  readonly state: OfflineTransactionState.OfflineTransactionState
  /** As WeChat Pay answered it. */
  readonly transaction: Endpoint.Success<typeof OfflineTransaction.deduct>
}

/**
 * A face user with a contract.
 *
 * @since 1.0.0
 * @category models
 */
export interface Signed {
  readonly user: Endpoint.Success<typeof OrganizationUser.query>
  /** Absent where WeChat Pay does not name the contract. */
  readonly contract: Endpoint.Success<typeof Contract.query> | undefined
}

type Failure = ApiError.Any | WechatPayError

const retryTransient = <A, E extends Failure, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(ContractPauses, ({ repeating }) => Retry.paced(call, repeating, Retry.isTransient))

/**
 * Gets a token for the official mini program, valid for 5 minutes. A response that got lost is asked for again: a token that nobody
 * uses does nothing.
 *
 * @since 1.0.0
 * @category programs
 */
export const token = (
  user: FaceUserKey
): Effect.Effect<
  string,
  Endpoint.Failure<typeof SignToken.create> | UnexpectedContractState,
  WechatPayClient
> =>
  retryTransient(
    SignToken.create({
      scene: "WEBSESSION",
      web_init_data: { organization_id: user.organization_id, out_user_id: user.out_user_id }
    })
  ).pipe(
    Effect.flatMap(({ token }) =>
      token === undefined || token === ""
        ? new UnexpectedContractState({
            operation: "token",
            problem: "WeChat Pay answered no token",
            advice: "ask again, or prepare the contract with `presign`"
          })
        : Effect.succeed(token)
    )
  )

/**
 * Prepares a contract that is bound to a bank card or whose user is identified, and gets its token for the official mini program.
 * A response that got lost is asked for again: a token that nobody uses does nothing.
 *
 * @since 1.0.0
 * @category programs
 */
export const presign = (
  input: Endpoint.Input<typeof Contract.presign>
): Effect.Effect<string, Endpoint.Failure<typeof Contract.presign>, WechatPayClient> =>
  Effect.map(retryTransient(Contract.presign(input)), ({ presign_token }) => presign_token)

const isMissing = (error: Failure): boolean =>
  error._tag === "ResourceNotExists" || error._tag === "OrderNotExist"

/** The face user; `None` before there is one. */
const findUser = ({
  organization_id,
  out_user_id
}: FaceUserKey): Effect.Effect<
  Option.Option<Signed["user"]>,
  Endpoint.Failure<typeof OrganizationUser.query>,
  WechatPayClient
> =>
  OrganizationUser.query({ organization_id, out_user_id }).pipe(
    Effect.map(Option.some),
    Effect.catchIf(isMissing, () => Effect.succeedNone)
  )

/**
 * Waits until the face user has a contract, by notification (`ContractSignals`) or by asking, whichever comes first. A face user
 * who does not exist yet is waited for too.
 *
 * It waits without end: give it an `Effect.timeout`, and ask for another token, which is only valid for 5 minutes. With the `appid`
 * of the mini program the contract names the payer's `openid`.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitSigned = (
  user: FaceUserKey,
  options: { readonly appid?: string } = {}
): Effect.Effect<
  Signed,
  Endpoint.Failure<typeof OrganizationUser.query> | Endpoint.Failure<typeof Contract.query>,
  WechatPayClient
> =>
  Effect.gen(function* () {
    const { polling } = yield* ContractPauses
    const signals = yield* ContractSignals.ContractSignals
    const found = yield* Signals.awaitUntil({
      subscribe: signals.subscribe(user),
      look: findUser(user),
      isReached: Option.exists(({ contract_state }) => contract_state === "CONTRACTED"),
      isTransient: Retry.isTransient,
      pauses: polling
    })
    const known = Option.getOrThrow(found)
    const { contract_id } = known
    const contract =
      contract_id === undefined
        ? undefined
        : yield* retryTransient(Contract.query({ contract_id, ...options }))
    return { user: known, contract }
  })

const snapshotOf = (transaction: Snapshot["transaction"]): Snapshot => ({
  state: OfflineTransactionState.of(transaction),
  transaction
})

/** The deduction; `None` when there is none under the number. Asks again while asking fails by chance. */
const find = ({
  business_product_id,
  out_trade_no,
  sp_mchid,
  sub_mchid
}: OrderKey): Effect.Effect<
  Option.Option<Snapshot>,
  Endpoint.Failure<typeof OfflineTransaction.query>,
  WechatPayClient
> =>
  retryTransient(
    OfflineTransaction.query({ business_product_id, out_trade_no, sp_mchid, sub_mchid }).pipe(
      Effect.map((transaction) => Option.some(snapshotOf(transaction))),
      Effect.catchIf(isMissing, () => Effect.succeedNone)
    )
  )

const isFinal = ({ state }: Snapshot): boolean => state._tag !== "Pending" && state._tag !== "Unknown"

const nameOf = (error: Failure): string => (ApiError.isApiError(error) ? error._tag : error.reason._tag)

const unknown = (problem: string, error?: Failure) =>
  new DeductionUnknown({
    problem: error === undefined ? problem : `${problem} (${nameOf(error)})`,
    requestId: error !== undefined && ApiError.isApiError(error) ? error.requestId : undefined
  })

const undecided = ({ state }: Snapshot) =>
  unknown(
    state._tag === "Unknown"
      ? `WeChat Pay answers a state that nobody described (${state.tradeState ?? "none"})`
      : "WeChat Pay has not decided yet"
  )

/** Queries after each pause until what is seen is enough; what was seen last when the pauses are gone through. */
const observe = (
  key: OrderKey,
  seen: Snapshot,
  isEnough: (snapshot: Snapshot) => boolean
): Effect.Effect<Snapshot, Endpoint.Failure<typeof OfflineTransaction.query>, WechatPayClient> =>
  Effect.flatMap(ContractPauses, ({ repeating }) => {
    const from = (
      snapshot: Snapshot,
      [pause, ...rest]: ReadonlyArray<Duration.DurationInput>
    ): Effect.Effect<Snapshot, Endpoint.Failure<typeof OfflineTransaction.query>, WechatPayClient> =>
      pause === undefined || isEnough(snapshot)
        ? Effect.succeed(snapshot)
        : Effect.sleep(pause).pipe(
            Effect.andThen(find(key)),
            Effect.flatMap((found) =>
              from(
                Option.getOrElse(found, () => snapshot),
                rest
              )
            )
          )
    return from(seen, repeating)
  })

/** Queries, and after each pause again, until the deduction shows. */
const appearing = (
  key: OrderKey,
  [pause, ...rest]: ReadonlyArray<Duration.DurationInput>
): ReturnType<typeof find> =>
  Effect.flatMap(find(key), (found) =>
    pause === undefined || Option.isSome(found)
      ? Effect.succeed(found)
      : Effect.andThen(Effect.sleep(pause), appearing(key, rest))
  )

/** Waits until a deduction that exists is decided. */
const decided = (key: OrderKey, seen: Snapshot) =>
  observe(key, seen, isFinal).pipe(
    Effect.mapError((error) => unknown("it is under way, and could not be queried", error)),
    Effect.flatMap((snapshot) => (isFinal(snapshot) ? Effect.succeed(snapshot) : undecided(snapshot)))
  )

/**
 * What became of a deduction: after a crash, or after `DeductionUnknown`. Waits while it is under way. `None` when there is no
 * order under the number: then it is not paid. What was sent within the last minute may not show yet: ask again after it.
 *
 * @since 1.0.0
 * @category programs
 */
export const reconcile = (
  key: OrderKey
): Effect.Effect<
  Option.Option<Snapshot>,
  Endpoint.Failure<typeof OfflineTransaction.query> | DeductionUnknown,
  WechatPayClient
> =>
  Effect.flatMap(
    find(key),
    Option.match({
      onNone: () => Effect.succeedNone,
      onSome: (snapshot) => Effect.map(decided(key, snapshot), Option.some)
    })
  )

/** The deduction as the order's: of its amount. */
const ofAmount = (expected: number) => (snapshot: Snapshot) => {
  const found = snapshot.transaction.amount?.total ?? expected
  return found === expected
    ? Effect.succeed(snapshot)
    : new UnexpectedDeduction({ expected, found, snapshot: snapshot.state._tag })
}

type DeductInput = Endpoint.Input<typeof OfflineTransaction.deduct>

type DeductFailure =
  | Endpoint.Failure<typeof OfflineTransaction.deduct>
  | DeductionUnknown
  | UnexpectedDeduction

/** Refused by this machine, or never sent: nothing to ask WeChat Pay about. */
const isNotSent = (error: Failure): boolean => error.outcome === "NotSent"

/**
 * Deducts an order, however often answers get lost: an outcome that nobody knows is queried before the identical request is
 * repeated, so the order is paid once at most. The result is final: `Paid` (look at `debt`), `Declined`, `Refunded` or `Closed`.
 *
 * - A refusal is handed on when there is no order under the number and no response got lost before: this run paid nothing. It is
 *   not when an earlier run has paid the order; then that is the result. One that was interrupted just now may not show yet.
 * - `DeductionUnknown`: nobody knows, after all pauses. Never charge the order under another number before {@link settled} tells.
 * - `UnexpectedDeduction`: the number belongs to an order of another amount.
 *
 * Run again with the same input, a paid order stays paid; a declined one is tried again, which WeChat Pay allows 5 times a day.
 *
 * @since 1.0.0
 * @category programs
 */
export const deduct = (input: DeductInput): Effect.Effect<Snapshot, DeductFailure, WechatPayClient> => {
  const key: OrderKey = { ...input, business_product_id: input.business.business_product_id }
  const checked = ofAmount(input.amount.total)

  /** `doubtful`: an earlier request may have taken effect. */
  const attempt = (
    pauses: ReadonlyArray<Duration.DurationInput>,
    doubtful: boolean
  ): Effect.Effect<Snapshot, DeductFailure, WechatPayClient> =>
    Effect.matchEffect(Retry.none(OfflineTransaction.deduct(input)), {
      onSuccess: (transaction) => Effect.flatMap(decided(key, snapshotOf(transaction)), checked),
      onFailure: (error) => recover(error, pauses, doubtful)
    })

  const recover = (
    error: Endpoint.Failure<typeof OfflineTransaction.deduct>,
    pauses: ReadonlyArray<Duration.DurationInput>,
    doubtful: boolean
  ): Effect.Effect<Snapshot, DeductFailure, WechatPayClient> => {
    const [pause, ...rest] = pauses
    const open = doubtful || error.outcome === "Unknown"
    const again = (otherwise: DeductFailure) =>
      pause === undefined ? Effect.fail(otherwise) : Effect.andThen(Effect.sleep(pause), attempt(rest, open))
    // Not sent, or not taken: nothing new to look at.
    if (error.outcome !== "Unknown" && Retry.isTransient(error)) {
      return again(open ? unknown("a response got lost, and repeating failed", error) : error)
    }
    if (isNotSent(error)) return Effect.fail(open ? unknown("a response got lost", error) : error)
    const isRejected = error.outcome === "Refused"
    // The attempt whose response got lost may be why it is refused, and take a while to show.
    return Effect.matchEffect(appearing(key, doubtful && isRejected ? pauses : []), {
      onFailure: (failed) =>
        Effect.fail(
          unknown(
            open
              ? "a response got lost, and it could not be queried"
              : "it was refused, and could not be queried",
            failed
          )
        ),
      onSuccess: Option.match({
        onNone: () => {
          if (!isRejected) return again(unknown("a response got lost, and no such order shows yet", error))
          return Effect.fail(
            doubtful ? unknown("a response got lost, and the repetition was refused", error) : error
          )
        },
        onSome: (snapshot) =>
          Effect.flatMap(
            checked(snapshot),
            (found): Effect.Effect<Snapshot, DeductFailure, WechatPayClient> =>
              found.state._tag !== "Declined"
                ? decided(key, found)
                : open
                  ? overtaken(found)
                  : Effect.fail(error)
          )
      })
    })
  }

  /** A refused payment that shows may be an earlier attempt's while the latest is still under way: look again for a while. */
  const overtaken = (snapshot: Snapshot) =>
    observe(key, snapshot, ({ state }) => state._tag !== "Declined").pipe(
      Effect.mapError((failed) => unknown("a response got lost, and it could not be queried", failed)),
      Effect.flatMap((seen) => decided(key, seen))
    )

  return Effect.flatMap(ContractPauses, ({ repeating }) => attempt(repeating, false))
}

/**
 * Gets the link under which the face user's debts are repaid. A response that got lost is asked for again. Fails with
 * `InvalidRequest` when nothing is owed.
 *
 * @since 1.0.0
 * @category programs
 */
export const repaymentUrl = ({
  organization_id,
  out_user_id
}: FaceUserKey): Effect.Effect<
  Endpoint.Success<typeof Repayment.getUrl>,
  Endpoint.Failure<typeof Repayment.getUrl>,
  WechatPayClient
> => retryTransient(Repayment.getUrl({ organization_id, out_user_id }))

/**
 * Waits until a deduction that WeChat Pay advanced is repaid, by asking: no notification tells. It waits without end: give it an
 * `Effect.timeout`. A deduction that owes nothing comes at once.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitRepaid = ({
  business_product_id,
  out_trade_no,
  sp_mchid,
  sub_mchid
}: OrderKey): Effect.Effect<Snapshot, Endpoint.Failure<typeof OfflineTransaction.query>, WechatPayClient> =>
  Effect.flatMap(ContractPauses, ({ polling }) =>
    Signals.awaitUntil({
      subscribe: Effect.succeed(Effect.never),
      look: Effect.map(
        OfflineTransaction.query({ business_product_id, out_trade_no, sp_mchid, sub_mchid }),
        snapshotOf
      ),
      isReached: ({ state }) => state._tag !== "Paid" || state.debt !== "Owed",
      isTransient: Retry.isTransient,
      pauses: polling
    })
  )

/**
 * Ends the contract of a face user, however often answers get lost, and gives the user as it stands then. A user without a contract
 * in force is left alone. A new contract that is signed meanwhile is never ended in place of the old one. A failure whose `outcome`
 * is `Unknown` may have ended it: run it again.
 *
 * Debts stay owed: let them be repaid before ({@link repaymentUrl}, {@link awaitRepaid}).
 *
 * @since 1.0.0
 * @category programs
 */
export const terminate = (
  key: FaceUserKey
): Effect.Effect<
  Endpoint.Success<typeof OrganizationUser.query>,
  | Endpoint.Failure<typeof OrganizationUser.query>
  | Endpoint.Failure<typeof OrganizationUser.terminateContract>
  | UnexpectedContractState,
  WechatPayClient
> => {
  const { organization_id, out_user_id } = key
  const look = retryTransient(OrganizationUser.query({ organization_id, out_user_id }))
  return Effect.gen(function* () {
    const { repeating } = yield* ContractPauses
    const before = yield* look
    if (before.contract_state !== "CONTRACTED") return before
    const { contract_id, user_id } = before
    if (user_id === undefined) {
      return yield* new UnexpectedContractState({
        operation: "terminate",
        problem: "WeChat Pay answered the face user without `user_id`",
        advice: "call `OrganizationUser.terminateContract` with the id of the notification"
      })
    }
    type Ended = Effect.Effect<
      typeof before,
      | Endpoint.Failure<typeof OrganizationUser.query>
      | Endpoint.Failure<typeof OrganizationUser.terminateContract>,
      WechatPayClient
    >
    const stands = (user: typeof before): boolean =>
      user.contract_state === "CONTRACTED" && user.contract_id === contract_id
    let open = false
    const lookAfter = Effect.mapError(look, Outcome.markUnknown)
    const attempt = ([pause, ...rest]: ReadonlyArray<Duration.DurationInput>): Ended =>
      Effect.matchEffect(Retry.none(OrganizationUser.terminateContract({ organization_id, user_id })), {
        onSuccess: () => lookAfter,
        onFailure: (error) => {
          if (error.outcome === "Unknown") open = true
          if (isNotSent(error) && !Retry.isTransient(error)) return Effect.fail(error)
          return Effect.flatMap(lookAfter, (after): Ended => {
            if (!stands(after)) return Effect.succeed(after)
            const repeatable = error.outcome === "Unknown" || Retry.isTransient(error)
            if (pause === undefined || !repeatable) return Effect.fail(error)
            // The user may end it and sign anew during the pause.
            return Effect.andThen(
              Effect.sleep(pause),
              Effect.flatMap(lookAfter, (later) => (stands(later) ? attempt(rest) : Effect.succeed(later)))
            )
          })
        }
      })
    return yield* Effect.mapError(attempt(repeating), (error) => (open ? Outcome.markUnknown(error) : error))
  })
}
