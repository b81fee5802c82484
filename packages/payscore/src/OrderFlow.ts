/**
 * What a merchant would otherwise write around the calls of service orders: answers that never came, waiting, and states
 * that changed meanwhile.
 *
 * `ServiceOrderFlow` and `PartnerServiceOrderFlow` are made of it. {@link make} makes it of the calls of another mode.
 *
 * @since 1.0.0
 */
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Priced, totalOf } from "./internal/amountRules.js"
import { inFlight, isMismatch, isTaken } from "./internal/flowErrors.js"
import * as OrderSignals from "./OrderSignals.js"
import * as OrderState from "./OrderState.js"

/**
 * How long the programs pause. Each list is gone through from its beginning, in each program anew.
 *
 * @since 1.0.0
 * @category models
 */
export interface Pauses {
  /** Between two queries of an order that is waited for; the last pause repeats without end. */
  readonly polling: readonly [Duration.DurationInput, ...Array<Duration.DurationInput>]
  /** After a call of which nobody knows what became, and after one that WeChat Pay could not take. Then it gives up. */
  readonly repeating: ReadonlyArray<Duration.DurationInput>
  /** While the user is being charged, which keeps the order from being changed. Then it gives up. */
  readonly deduction: ReadonlyArray<Duration.DurationInput>
}

/**
 * The pauses of the programs. Default: queries after 5 s, 30 s, 1, 3, 5, 10 and 30 minutes, and then every 30 minutes, as
 * WeChat Pay advises; repetitions after 1, 2, 5, 10 and 30 seconds; three times 3 minutes for a deduction.
 *
 * @since 1.0.0
 * @category references
 */
export class OrderPauses extends Context.Reference<OrderPauses>()("@effect-wechatpay/payscore/OrderPauses", {
  defaultValue: (): Pauses => ({
    polling: ["5 seconds", "30 seconds", "1 minute", "3 minutes", "5 minutes", "10 minutes", "30 minutes"],
    repeating: ["1 second", "2 seconds", "5 seconds", "10 seconds", "30 seconds"],
    deduction: ["3 minutes", "3 minutes", "3 minutes"]
  })
}) {}

/**
 * The order stands where it cannot get from to what was asked: it is paid and was to be cancelled, it is completed with
 * another total, its number belongs to an order with other parameters, WeChat Pay did not create it without confirmation.
 *
 * Look at `standing`, query the order, and decide; repeating the program gives the same.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedOrderState extends Schema.TaggedError<UnexpectedOrderState>(
  "@effect-wechatpay/payscore/UnexpectedOrderState"
)("UnexpectedOrderState", {
  /** What was asked. */
  operation: Schema.Literal("create", "complete", "cancel", "sync"),
  /** The case of `OrderState`. */
  snapshot: Schema.String,
  problem: Schema.String,
  /** What to do about it. */
  advice: Schema.String
}) {
  override get message(): string {
    return `${this.operation}: the order is ${this.snapshot}: ${this.problem}: ${this.advice}.`
  }
}

/**
 * An order and where it stands.
 *
 * @since 1.0.0
 * @category models
 */
export interface Snapshot<out Order> {
  readonly state: OrderState.OrderState
  /** As the query answered it. */
  readonly order: Order
}

/**
 * A created order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Created {
  /** `AwaitingConfirmation`, `InService`, or where the order got meanwhile. */
  readonly state: OrderState.OrderState
  /** Opens the confirmation page in the front end, once; only for an order that awaits confirmation. */
  readonly package: string | undefined
}

type OrderKey = OrderSignals.OrderKey

type Failure = ApiError.Any | WechatPayError

/** What is said of an order when it is created, and that its query says again. */
interface Terms {
  readonly service_introduction?: string | undefined
  readonly risk_fund?: { readonly amount?: number | undefined } | undefined
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
}

interface Items {
  readonly post_payments: ReadonlyArray<{ readonly amount?: number | undefined }>
  readonly post_discounts?: ReadonlyArray<{ readonly amount?: number | undefined }> | undefined
  readonly total_amount: number
}

interface Computed<Payment, Discount> {
  readonly post_payments: ReadonlyArray<Payment & Priced>
  readonly post_discounts?: ReadonlyArray<Discount & Priced> | undefined
  /** Computed of the items. One that is given has to be what they make. */
  readonly total_amount?: number | undefined
}

type ItemOf<List> = List extends ReadonlyArray<infer Item> ? Item : never

/**
 * A completion. The total is computed where every item has an amount. Give it where one has none, as the item tables of
 * power banks and of charging cars and bicycles demand.
 *
 * @since 1.0.0
 * @category models
 */
export type Completion<Complete extends Items> =
  | (Omit<Complete, keyof Items> &
      Computed<ItemOf<Complete["post_payments"]>, ItemOf<Complete["post_discounts"]>>)
  | Complete

/**
 * The calls of one mode.
 *
 * @since 1.0.0
 * @category models
 */
export interface Calls<Key, in Create, in Complete, in Cancel, in Sync, out Order, out E> {
  /** Picks out of any input what the order is queried by. */
  readonly key: (input: Key) => Key
  readonly create: (
    input: Create
  ) => Effect.Effect<OrderState.Order & { readonly package?: string | undefined }, E, WechatPayClient>
  readonly query: (key: Key) => Effect.Effect<Order, E, WechatPayClient>
  readonly complete: (input: Complete) => Effect.Effect<unknown, E, WechatPayClient>
  readonly cancel: (input: Cancel) => Effect.Effect<unknown, E, WechatPayClient>
  readonly sync: (input: Sync) => Effect.Effect<unknown, E, WechatPayClient>
}

/**
 * The programs of one mode. All of them may be interrupted at any point, and run again with the same arguments, by
 * whatever process: they go on from where the order stands.
 *
 * A failure whose `outcome` is `Unknown` may have done what was asked: run it again, or query the order. `NotSent` and
 * `Refused` say that this run did nothing; of an earlier one that was interrupted only the order itself tells.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderFlow<in Key, in Create, Complete extends Items, in Cancel, in Sync, out Order, out E> {
  /** Creates an order, however often the response gets lost. */
  readonly create: (input: Create) => Effect.Effect<Created, E | UnexpectedOrderState, WechatPayClient>
  /** Waits until the order no longer awaits the user's confirmation. */
  readonly awaitConfirmation: (key: Key) => Effect.Effect<Snapshot<Order>, E, WechatPayClient>
  /** Waits until the order is paid or otherwise final. */
  readonly awaitFinal: (key: Key) => Effect.Effect<Snapshot<Order>, E, WechatPayClient>
  /** Waits for the confirmation, and cancels the order when it does not come in time, after one more look at it. */
  readonly awaitConfirmationOrCancel: (
    input: Cancel,
    until: DateTime.DateTime
  ) => Effect.Effect<Snapshot<Order>, E | UnexpectedOrderState, WechatPayClient>
  /** Completes the order with the total that its items make, or that is given where an item has no amount. */
  readonly complete: (
    input: Completion<Complete>
  ) => Effect.Effect<Snapshot<Order>, E | UnexpectedOrderState, WechatPayClient>
  /** Cancels the order, so that nothing will be collected. */
  readonly cancel: (
    input: Cancel
  ) => Effect.Effect<Snapshot<Order>, E | UnexpectedOrderState, WechatPayClient>
  /** Reports the order as paid elsewhere. */
  readonly sync: (input: Sync) => Effect.Effect<Snapshot<Order>, E | UnexpectedOrderState, WechatPayClient>
}

/** What the order shows about an operation: done, not done, or out of reach. */
type Verdict = "Done" | "NotDone" | UnexpectedOrderState

/**
 * Makes the programs of one mode.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <
  Key extends OrderKey,
  Create extends Key & Terms & { readonly need_user_confirm?: boolean | undefined },
  Complete extends Key & Items,
  Cancel extends Key,
  Sync extends Key,
  Order extends OrderState.Order & Terms,
  E extends Failure
>(
  calls: Calls<Key, Create, Complete, Cancel, Sync, Order, E>
): OrderFlow<Key, Create, Complete, Cancel, Sync, Order, E> => {
  const look = (key: Key): Effect.Effect<Snapshot<Order>, E, WechatPayClient> =>
    Effect.map(calls.query(calls.key(key)), (order) => ({ state: OrderState.of(order), order }))

  /** Where the order stands; `None` when it does not exist. Asks again while asking fails by chance. */
  const find = (key: Key): Effect.Effect<Option.Option<Snapshot<Order>>, E, WechatPayClient> =>
    retryTransient(
      look(key).pipe(
        Effect.map(Option.some),
        Effect.catchIf(isMissing, () => Effect.succeedNone)
      )
    )

  /**
   * Carries an operation through: sends it, and where nobody knows what became of it, or it was refused, looks at the
   * order before anything else. Only what did not happen is sent again. Once a response got lost, the outcome of every
   * further failure is open; and so it is where looking fails, for an earlier run may be what a refusal is about.
   */
  const carryThrough = (
    key: Key,
    send: Effect.Effect<unknown, E, WechatPayClient>,
    judge: (snapshot: Snapshot<Order>, error: E) => Verdict
  ): Effect.Effect<void, E | UnexpectedOrderState, WechatPayClient> =>
    Effect.flatMap(OrderPauses, (pauses) => {
      let open = false
      const attempt = (
        repeating: ReadonlyArray<Duration.DurationInput>,
        deduction: ReadonlyArray<Duration.DurationInput>
      ): Effect.Effect<void, E | UnexpectedOrderState, WechatPayClient> =>
        Effect.asVoid(Retry.none(send)).pipe(
          Effect.catchAll((error) => {
            if (error.outcome === "Unknown") open = true
            const again = Effect.suspend(() => {
              if (inFlight(error)) {
                const [pause, ...rest] = deduction
                return pause === undefined
                  ? Effect.fail(error)
                  : Effect.andThen(Effect.sleep(pause), attempt(repeating, rest))
              }
              const [pause, ...rest] = repeating
              return pause === undefined || !(error.outcome === "Unknown" || Retry.isTransient(error))
                ? Effect.fail(error)
                : Effect.andThen(Effect.sleep(pause), attempt(rest, deduction))
            })
            // Not taken, or not sent: nothing new to look at.
            if (error.outcome !== "Unknown" && Retry.isTransient(error)) return again
            if (error.outcome === "NotSent") return Effect.fail(error)
            return Effect.flatMap(
              Effect.mapError(find(key), Outcome.markUnknown),
              Option.match({
                onNone: () => (isMissing(error) ? Effect.fail(error) : again),
                onSome: (snapshot) => {
                  const verdict = judge(snapshot, error)
                  if (verdict === "Done") return Effect.void
                  return verdict === "NotDone" ? again : Effect.fail(verdict)
                }
              })
            )
          })
        )
      return Effect.mapError(attempt(pauses.repeating, pauses.deduction), (error) =>
        open && !(error instanceof UnexpectedOrderState) ? Outcome.markUnknown(error) : error
      )
    })

  /** Carries an operation through and tells where the order stands then. It is done, whatever becomes of the last look. */
  const reconcile = (
    key: Key,
    send: Effect.Effect<unknown, E, WechatPayClient>,
    judge: (snapshot: Snapshot<Order>) => Verdict
  ) =>
    Effect.andThen(
      carryThrough(key, send, judge),
      Effect.mapError(retryTransient(look(key)), Outcome.markUnknown)
    )

  /** Looks at the order, at each announcement and after each pause, until it stands where it was waited for. */
  const awaitUntil = (key: Key, isReached: (state: OrderState.OrderState) => boolean) =>
    Effect.gen(function* () {
      const { polling } = yield* OrderPauses
      const signals = yield* OrderSignals.OrderSignals
      return yield* Signals.awaitUntil({
        subscribe: signals.subscribe(key),
        look: look(key),
        isReached: ({ state }) => isReached(state),
        isTransient: Retry.isTransient,
        pauses: polling
      })
    })

  const create = (input: Create) => {
    let response: Option.Option<Created> = Option.none()
    const send = Effect.tap(calls.create(input), (order) =>
      Effect.sync(() => {
        response = Option.some({ state: OrderState.of(order), package: order.package })
      })
    )
    return Effect.gen(function* () {
      yield* carryThrough(input, send, ({ order, state }, error) => {
        if (isMismatch(error) || !agree(input, order)) return others(state)
        // Only the response to a creation has the package.
        if (state._tag === "AwaitingConfirmation") return "NotDone"
        // Without confirmation the user is part of what agrees. Else the order of somebody else may look like this one, and
        // only the response to a creation tells.
        const isResponded = error.outcome !== "Unknown" || isTaken(error)
        if (!isResponded && input.need_user_confirm !== false) return "NotDone"
        response = Option.some({ state, package: undefined })
        return "Done"
      })
      const created = Option.getOrThrow(response)
      return input.need_user_confirm === false && created.state._tag === "AwaitingConfirmation"
        ? yield* notCreated
        : created
    })
  }

  const cancel = (input: Cancel) =>
    reconcile(input, calls.cancel(input), ({ state }) => {
      switch (state._tag) {
        case "Cancelled":
        case "Expired":
        case "FinishedWithoutCollection":
          return "Done"
        case "Paid":
          return unexpected("cancel", state, "it is paid", "refund it instead")
        case "Unknown":
          return unexpected("cancel", state, "its state is not known", "query it before anything else")
        default:
          return "NotDone"
      }
    })

  /** Cancels the order if nobody has confirmed it, as a look just before says. */
  const cancelUnconfirmed = (input: Cancel) =>
    reconcile(
      input,
      Effect.flatMap(look(input), ({ state }) =>
        state._tag === "AwaitingConfirmation" ? calls.cancel(input) : Effect.void
      ),
      ({ state }) => (state._tag === "AwaitingConfirmation" ? "NotDone" : "Done")
    )

  const awaitConfirmation = (key: Key) => awaitUntil(key, ({ _tag }) => _tag !== "AwaitingConfirmation")

  return {
    create: (input) => Effect.suspend(() => create(input)),
    awaitConfirmation,
    awaitFinal: (key) => awaitUntil(key, (state) => OrderState.isFinal(state) || state._tag === "Unknown"),
    awaitConfirmationOrCancel: (input, until) =>
      Effect.gen(function* () {
        const now = yield* DateTime.now
        const left = Duration.millis(Math.max(0, DateTime.distance(now, until)))
        const confirmed = yield* Effect.timeoutOption(awaitConfirmation(input), left)
        return Option.isSome(confirmed) ? confirmed.value : yield* cancelUnconfirmed(input)
      }),
    complete: (given) => {
      const items = given as Complete
      const input = { ...items, total_amount: items.total_amount ?? totalOf(items) } as Complete
      return reconcile(input, calls.complete(input), ({ order, state }) => {
        switch (state._tag) {
          case "InService":
          case "AwaitingConfirmation":
            return "NotDone"
          case "Collecting":
          case "Paid":
          case "FinishedWithoutCollection":
            return (order.total_amount ?? 0) === input.total_amount
              ? "Done"
              : unexpected(
                  "complete",
                  state,
                  "it was completed with another total",
                  "modify it, or refund the rest"
                )
          default:
            return unexpected(
              "complete",
              state,
              "nothing can be collected for it",
              "query it before anything else"
            )
        }
      })
    },
    cancel,
    sync: (input) =>
      reconcile(input, calls.sync(input), ({ order, state }) => {
        switch (state._tag) {
          case "Paid": {
            const paidTypes = new Set(order.collection?.details?.map(({ paid_type }) => paid_type))
            if (paidTypes.has("NEWTON")) {
              return unexpected("sync", state, "WeChat Pay collected it", "refund one of the two payments")
            }
            return paidTypes.has("MCH")
              ? "Done"
              : unexpected(
                  "sync",
                  state,
                  "WeChat Pay does not say where",
                  "look for the payment in WeChat Pay's bill, and refund it if it is there"
                )
          }
          case "Collecting":
          case "InService":
          case "AwaitingConfirmation":
            return "NotDone"
          default:
            return unexpected("sync", state, "nothing is collected for it", "query it before anything else")
        }
      })
  }
}

const unexpected = (
  operation: UnexpectedOrderState["operation"],
  state: OrderState.OrderState,
  problem: string,
  advice: string
) => new UnexpectedOrderState({ operation, snapshot: state._tag, problem, advice })

const notCreated = new UnexpectedOrderState({
  operation: "create",
  snapshot: "AwaitingConfirmation",
  problem: "it was to go without confirmation, so WeChat Pay did not create it",
  advice: "check that the service goes without confirmation, and cancel the order"
})

const others = (state: OrderState.OrderState) =>
  unexpected(
    "create",
    state,
    "the number belongs to another order",
    "take a number of its own for each order"
  )

/** Whether an order can be the one that was asked for, as far as it tells. */
const agree = (asked: Terms, found: Terms): boolean =>
  [
    [asked.service_introduction, found.service_introduction],
    [asked.risk_fund?.amount, found.risk_fund?.amount],
    [asked.openid, found.openid],
    [asked.sub_openid, found.sub_openid]
  ].every(([said, read]) => said === undefined || read === undefined || said === read)

const isMissing = (error: Failure): boolean => error._tag === "OrderNotExist"

const retryTransient = <A, E extends Failure, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(OrderPauses, ({ repeating }) => Retry.paced(effect, repeating, Retry.isTransient))
