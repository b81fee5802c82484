/**
 * Programs for face payment from a contract: they get a token for signing, wait for the contract, deduct, wait for
 * repayment, and terminate.
 *
 * Every program may be interrupted at any point, and run again with the same arguments by any process: store only the
 * numbers. No order is paid twice, and no result is reported as final while a request of the run can still change it.
 * Provide `OperationRecords` if several processes may deduct one order.
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
 * Tested in `test/integration/offlineContractFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Contract from "./Contract.js"
import * as ContractSignals from "./ContractSignals.js"
import { ContractSchedules, isMissing, retryTransient } from "./internal/contractSchedules.js"
import * as OrganizationUser from "./OrganizationUser.js"
import * as Repayment from "./Repayment.js"
import * as SignToken from "./SignToken.js"

export { ContractSchedules, type Schedules } from "./internal/contractSchedules.js"
export {
  awaitRepaid,
  DeductionUnknown,
  deduct,
  type OrderKey,
  reconcile,
  type Snapshot,
  UnexpectedDeduction
} from "./internal/deduction.js"

/**
 * The contract is in a state from which the operation is impossible.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedContractState extends Schema.TaggedError<UnexpectedContractState>(
  "@effect-wechatpay/facepay/UnexpectedContractState"
)("UnexpectedContractState", {
  operation: Schema.Literal("token", "awaitSigned", "terminate"),
  problem: Schema.String,
  /** What to do about it. */
  advice: Schema.String
}) {
  /** The same field as in the errors of calls: the operation did not happen. */
  readonly outcome = "Refused"
  override get message(): string {
    return `${this.operation}: ${this.problem}: ${this.advice}.`
  }
}

/**
 * The key of a face user: the organization, and the provider's own id.
 *
 * @since 1.0.0
 * @category models
 */
export type FaceUserKey = ContractSignals.FaceUserKey

/**
 * A face user with a contract.
 *
 * @since 1.0.0
 * @category models
 */
export interface Signed {
  readonly user: Endpoint.Success<typeof OrganizationUser.query>
  /** Absent if WeChat Pay does not return the number of the contract. */
  readonly contract: Endpoint.Success<typeof Contract.query> | undefined
}

/**
 * Gets a token for the official mini program, valid for 5 minutes. The call is repeated after transient errors, because
 * an unused token has no effect.
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
            problem: "the response of WeChat Pay has no token",
            advice: "ask again, or prepare the contract with `presign`"
          })
        : Effect.succeed(token)
    )
  )

/**
 * Prepares a contract that is bound to a bank card or whose user is identified, and gets its token for the official
 * mini program. The call is repeated after transient errors, because an unused token has no effect.
 *
 * @since 1.0.0
 * @category programs
 */
export const presign = (
  input: Endpoint.Input<typeof Contract.presign>
): Effect.Effect<string, Endpoint.Failure<typeof Contract.presign>, WechatPayClient> =>
  Effect.map(retryTransient(Contract.presign(input)), ({ presign_token }) => presign_token)

const notSigned = new UnexpectedContractState({
  operation: "awaitSigned",
  problem: "the face user had no contract when the schedule completed",
  advice: "get another token and wait again"
})

/** The face user; `None` if there is none yet. */
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
 * Waits until the face user has a contract, by notification (`ContractSignals`) or by queries, whichever comes first. The
 * face user need not exist yet.
 *
 * The default schedule has no end: use `Effect.timeout`, and get another token after it, because a token is valid for 5
 * minutes. With the `appid` of the mini program the contract contains the payer's `openid`.
 *
 * @since 1.0.0
 * @category programs
 */
export const awaitSigned = (
  user: FaceUserKey,
  options: { readonly appid?: string } = {}
): Effect.Effect<
  Signed,
  | Endpoint.Failure<typeof OrganizationUser.query>
  | Endpoint.Failure<typeof Contract.query>
  | UnexpectedContractState,
  WechatPayClient
> =>
  Effect.gen(function* () {
    const { polling } = yield* ContractSchedules
    const signals = yield* ContractSignals.ContractSignals
    const found = yield* Signals.awaitUntil({
      subscribe: signals.subscribe(user),
      look: findUser(user),
      isReached: Option.exists(({ contract_state }) => contract_state === "CONTRACTED"),
      isTransient: Retry.isTransient,
      schedule: polling
    })
    if (Option.isNone(found) || found.value.contract_state !== "CONTRACTED") return yield* notSigned
    const known = found.value
    const { contract_id } = known
    const contract =
      contract_id === undefined
        ? undefined
        : yield* retryTransient(Contract.query({ contract_id, ...options }))
    return { user: known, contract }
  })

/**
 * Gets the link for repaying the face user's debts. The call is repeated after transient errors. Fails with
 * `InvalidRequest` if the user owes nothing.
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
 * Terminates the contract of a face user, even if responses are lost, and returns the user. A user without a contract in
 * force is not changed. A repetition never terminates a new contract that was signed meanwhile. If an open request may
 * still do so, the `outcome` of the failure is `Unknown`: run it again after 10 minutes.
 *
 * Debts stay owed: have them repaid before ({@link repaymentUrl}, {@link awaitRepaid}).
 *
 * @since 1.0.0
 * @category programs
 */
export const terminate = (
  key: FaceUserKey
): Effect.Effect<
  FaceUser,
  | Endpoint.Failure<typeof OrganizationUser.query>
  | Endpoint.Failure<typeof OrganizationUser.terminateContract>
  | UnexpectedContractState,
  WechatPayClient
> =>
  Effect.gen(function* () {
    const { organization_id, out_user_id } = key
    const { repeating } = yield* ContractSchedules
    const look = retryTransient(OrganizationUser.query({ organization_id, out_user_id }))
    const before = yield* look
    if (before.contract_state !== "CONTRACTED") return before
    const { contract_id, user_id } = before
    if (user_id === undefined) return yield* unnamedUser
    type Terminated = Effect.Effect<
      FaceUser,
      | Endpoint.Failure<typeof OrganizationUser.query>
      | Endpoint.Failure<typeof OrganizationUser.terminateContract>,
      WechatPayClient
    >
    const delay = yield* MonotonicClock.delays(repeating)
    const lookAfter = Effect.mapError(look, Outcome.markUnknown)
    const isInForce = (user: FaceUser): boolean =>
      user.contract_state === "CONTRACTED" && user.contract_id === contract_id

    /** `open`: whether the outcome of an earlier request is unknown. */
    const attempt = (open: boolean): Terminated =>
      Effect.matchEffect(Retry.none(OrganizationUser.terminateContract({ organization_id, user_id })), {
        onSuccess: () => lookAfter,
        onFailure: (error) => {
          const isOpen = open || error.outcome === "Unknown"
          const failed = isOpen ? Outcome.markUnknown(error) : error
          if (error.outcome === "NotSent" && !Retry.isTransient(error)) return Effect.fail(failed)
          /** An open request may terminate another contract that is in force now. */
          const replaced = (user: FaceUser): Terminated =>
            isOpen && user.contract_state === "CONTRACTED" ? Effect.fail(failed) : Effect.succeed(user)
          const isRepeatable = error.outcome === "Unknown" || Retry.isTransient(error)
          return Effect.flatMap(lookAfter, (after): Terminated => {
            if (!isInForce(after)) return replaced(after)
            if (!isRepeatable) return Effect.fail(failed)
            return Effect.flatMap(delay, (goesOn): Terminated => {
              if (!goesOn) return Effect.fail(failed)
              // During the delay the user may terminate the contract and sign a new one.
              return Effect.flatMap(lookAfter, (later) =>
                isInForce(later) ? attempt(isOpen) : replaced(later)
              )
            })
          })
        }
      })
    return yield* attempt(false)
  })

type FaceUser = Endpoint.Success<typeof OrganizationUser.query>

const unnamedUser = new UnexpectedContractState({
  operation: "terminate",
  problem: "the response of WeChat Pay has no `user_id`",
  advice: "call `OrganizationUser.terminateContract` with the id of the notification"
})
