/**
 * Programs around the calls of service orders. They handle lost responses, waiting, and concurrent changes of the
 * order.
 *
 * `ServiceOrderFlow` and `PartnerServiceOrderFlow` use it. {@link make} creates the programs of another mode from its
 * calls.
 *
 * Tested in `test/integration/serviceOrderFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Priced, totalOf } from "./internal/amountRules.js"
import { type Failure, isMismatch, isMissing, isTaken } from "./internal/flowErrors.js"
import { OrderSchedules, retryTransient } from "./internal/orderSchedules.js"
import { agree, type Terms } from "./internal/orderTerms.js"
import {
  delayAfter,
  done,
  leftOpenUntil,
  makeDelays,
  notDone,
  openUntil,
  sendUntilKnown,
  type Verdict
} from "./internal/sendUntilKnown.js"
import { stillOpen, type UnexpectedOrderState, unexpected } from "./internal/unexpectedOrderState.js"
import * as OrderSignals from "./OrderSignals.js"
import * as OrderState from "./OrderState.js"

export { OrderSchedules, type Schedules } from "./internal/orderSchedules.js"
export { UnexpectedOrderState } from "./internal/unexpectedOrderState.js"

/**
 * An order and its state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Snapshot<out Order> {
  readonly state: OrderState.OrderState
  /** The response of the query. */
  readonly order: Order
}

/**
 * A created order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Created {
  /** `AwaitingConfirmation`, `InService`, or the later state of the order. */
  readonly state: OrderState.OrderState
  /**
   * Opaque value with which the front end opens the confirmation page, once. Only for an order that awaits
   * confirmation.
   */
  readonly package: string | undefined
}

type OrderKey = OrderSignals.OrderKey

interface Items {
  readonly post_payments: ReadonlyArray<{ readonly amount?: number | undefined }>
  readonly post_discounts?: ReadonlyArray<{ readonly amount?: number | undefined }> | undefined
  readonly total_amount: number
}

interface Computed<Payment, Discount> {
  readonly post_payments: ReadonlyArray<Payment & Priced>
  readonly post_discounts?: ReadonlyArray<Discount & Priced> | undefined
  /** Computed from the items. If you send it, it must be their sum. */
  readonly total_amount?: number | undefined
}

type ItemOf<List> = List extends ReadonlyArray<infer Item> ? Item : never

/**
 * A completion. If every item has an amount, the total is computed. Send it if an item has no amount, as the item
 * tables of power banks and of charging cars and bicycles require.
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
  /** Returns the fields of an input by which the order is queried. */
  readonly key: (input: Key) => Key
  readonly create: (
    input: Create
  ) => Effect.Effect<OrderState.Order & Terms & { readonly package?: string | undefined }, E, WechatPayClient>
  readonly query: (key: Key) => Effect.Effect<Order, E, WechatPayClient>
  readonly complete: (input: Complete) => Effect.Effect<unknown, E, WechatPayClient>
  readonly cancel: (input: Cancel) => Effect.Effect<unknown, E, WechatPayClient>
  readonly sync: (input: Sync) => Effect.Effect<unknown, E, WechatPayClient>
}

/**
 * Errors of a program that changes an order: the errors of its calls, an unexpected state of the order, or another
 * process that works on the same number.
 *
 * @since 1.0.0
 * @category models
 */
export type FlowFailure<E> = E | UnexpectedOrderState | OperationRecords.Failure

/**
 * The programs of one mode. All of them may be interrupted at any point, and may be run again with the same arguments
 * by any process: they continue from the current state of the order.
 *
 * After a failure with `outcome` `Unknown` the operation may have succeeded: run the program again, or query the
 * order. `NotSent` and `Refused` mean that this run changed nothing. Query the order for the effects of an earlier
 * run that was interrupted.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderFlow<in Key, in Create, Complete extends Items, in Cancel, in Sync, out Order, out E> {
  /** Creates an order, also if responses are lost. */
  readonly create: (input: Create) => Effect.Effect<Created, FlowFailure<E>, WechatPayClient>
  /**
   * Waits until the order no longer awaits the user's confirmation. With `OperationRecords`, an order that a cancellation
   * of another process may still change is not the result: it waits until that cancellation can no longer take effect.
   */
  readonly awaitConfirmation: (key: Key) => Effect.Effect<Snapshot<Order>, FlowFailure<E>, WechatPayClient>
  /** Waits until the order is paid or otherwise final. */
  readonly awaitFinal: (key: Key) => Effect.Effect<Snapshot<Order>, E, WechatPayClient>
  /** Waits for the confirmation. If it does not arrive in time, queries the order once more and cancels it. */
  readonly awaitConfirmationOrCancel: (
    input: Cancel,
    until: DateTime.DateTime
  ) => Effect.Effect<Snapshot<Order>, FlowFailure<E>, WechatPayClient>
  /** Completes the order with the total of its items, or with the given total if an item has no amount. */
  readonly complete: (
    input: Completion<Complete>
  ) => Effect.Effect<Snapshot<Order>, FlowFailure<E>, WechatPayClient>
  /** Cancels the order, so that WeChat Pay collects nothing. */
  readonly cancel: (input: Cancel) => Effect.Effect<Snapshot<Order>, FlowFailure<E>, WechatPayClient>
  /** Reports that the order was paid outside of WeChat Pay Score. */
  readonly sync: (input: Sync) => Effect.Effect<Snapshot<Order>, FlowFailure<E>, WechatPayClient>
}

/**
 * Creates the programs of one mode.
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
  type Seen = Snapshot<Order>

  const look = (key: Key): Effect.Effect<Seen, E, WechatPayClient> =>
    Effect.map(calls.query(calls.key(key)), (order) => ({ state: OrderState.of(order), order }))

  const lookAgain = (key: Key) => retryTransient(look(key))

  /** Queries the order; `None` if it does not exist. Repeats the query after transient errors. */
  const find = (key: Key): Effect.Effect<Option.Option<Seen>, E, WechatPayClient> =>
    retryTransient(
      look(key).pipe(
        Effect.map(Option.some),
        Effect.catchIf(isMissing, () => Effect.succeedNone)
      )
    )

  const hold = (key: Key, request?: Create) => {
    const numbers = calls.key(key)
    const { out_order_no, ...scope } = numbers
    const number = [
      ...Object.entries(scope)
        .sort()
        .map(([, part]) => String(part)),
      out_order_no
    ]
    return OperationRecords.hold({ kind: "payscore.serviceOrder", number }, request)
  }

  /**
   * Executes an operation and returns the order afterwards. The state of the order decides about success, also after
   * a successful response: WeChat Pay repeats the response of an earlier operation even if the order has changed
   * since.
   */
  const execute = (
    operation: UnexpectedOrderState["operation"],
    key: Key,
    send: Effect.Effect<unknown, E, WechatPayClient>,
    judge: (snapshot: Seen) => Verdict<void>
  ): Effect.Effect<Seen, FlowFailure<E>, WechatPayClient> =>
    Effect.scoped(
      Effect.gen(function* () {
        const held = yield* hold(key)
        const cancelledUntil = operation === "cancel" ? undefined : yield* leftOpenUntil(held, "cancel")
        yield* sendUntilKnown({ held, request: operation, send: Effect.asVoid(send), find: find(key), judge })
        if (cancelledUntil !== undefined) yield* MonotonicClock.sleepUntil(cancelledUntil + 1)
        const snapshot = yield* Effect.mapError(lookAgain(key), Outcome.markUnknown)
        const verdict = judge(snapshot)
        if (verdict._tag === "UnexpectedOrderState") {
          // An accepted completion may have taken effect, and somebody may have modified or cancelled the order since. A
          // cancelled order stays so: another state shows that a cancellation had no effect.
          return yield* operation === "complete" ? stillOpen(verdict) : verdict
        }
        if (verdict._tag === "NotDone") {
          return yield* stillOpen(
            unexpected(
              operation,
              snapshot.state,
              "WeChat Pay accepted the request, but the order does not show it",
              "query the order later"
            )
          )
        }
        yield* held.ended(snapshot.state._tag)
        return snapshot
      })
    )

  /** Queries the order after each signal and on the schedule until it has reached the expected state. */
  const awaitUntil = (key: Key, isReached: (state: OrderState.OrderState) => boolean) =>
    Effect.gen(function* () {
      const { polling } = yield* OrderSchedules
      const signals = yield* OrderSignals.OrderSignals
      return yield* Signals.awaitUntil({
        subscribe: signals.subscribe(key),
        look: look(key),
        isReached: ({ state }) => isReached(state),
        isTransient: Retry.isTransient,
        schedule: polling
      })
    })

  const create = (input: Create): Effect.Effect<Created, FlowFailure<E>, WechatPayClient> => {
    const send = Effect.map(calls.create(input), (order) => {
      const state = OrderState.of(order)
      return agree(input, order) ? { state, package: order.package } : others(state)
    })
    const judge = ({ order, state }: Seen, error: E): Verdict<Created | UnexpectedOrderState> => {
      if (isMismatch(error) || !agree(input, order)) return others(state)
      // Only the response of a creation contains the package.
      if (state._tag === "AwaitingConfirmation") return notDone
      // Without confirmation the comparison includes the user. With confirmation the order of another user may look
      // the same, and only the response of a creation shows the difference.
      const isResponded = error.outcome !== "Unknown" || isTaken(error)
      if (!isResponded && input.need_user_confirm !== false) return notDone
      return done({ state, package: undefined })
    }
    return Effect.scoped(
      Effect.gen(function* () {
        const held = yield* hold(input, input)
        const cancelledUntil = yield* leftOpenUntil(held, "cancel")
        const sent = yield* sendUntilKnown({ held, request: "create", send, find: find(input), judge })
        if ("_tag" in sent) return yield* sent
        const created =
          cancelledUntil === undefined || OrderState.isFinal(sent.state)
            ? sent
            : { ...sent, state: (yield* afterOpenCancellations(input, cancelledUntil)).state }
        yield* held.ended(created.state._tag)
        return input.need_user_confirm === false && created.state._tag === "AwaitingConfirmation"
          ? yield* notCreated(created.state)
          : created
      })
    )
  }

  const cancel = (input: Cancel) =>
    execute("cancel", input, calls.cancel(input), ({ state }) => {
      switch (state._tag) {
        case "Cancelled":
        case "Expired":
        case "FinishedWithoutCollection":
          return done(undefined)
        case "Paid":
          return unexpected("cancel", state, "it is paid", "refund it instead")
        case "Unknown":
          return unexpected("cancel", state, "its state is unknown", "query the order first")
        default:
          return notDone
      }
    })

  /** Returns the order after all cancellations that were sent can no longer take effect. */
  const afterCancellations = (key: Key, until: number) =>
    Effect.gen(function* () {
      const ended = Effect.asSome(awaitUntil(key, OrderState.isFinal))
      const closed = Effect.as(MonotonicClock.sleepUntil(until + 1), Option.none())
      const seen = yield* Effect.raceFirst(ended, closed)
      if (Option.isSome(seen) && OrderState.isFinal(seen.value.state)) return seen.value
      yield* MonotonicClock.sleepUntil(until + 1)
      return yield* lookAgain(key)
    })

  const afterOpenCancellations = (key: Key, until: number) =>
    Effect.mapError(afterCancellations(key, until), Outcome.markUnknown)

  /**
   * The order that was just confirmed, once no cancellation of another process can change it. Another process that acts on
   * the order at this moment is waited for, because it may be cancelling it.
   */
  const reconciled = (key: Key, seen: Seen): Effect.Effect<Seen, FlowFailure<E>, WechatPayClient> =>
    Effect.scoped(
      Effect.gen(function* () {
        if (seen.state._tag === "AwaitingConfirmation" || OrderState.isFinal(seen.state)) return seen
        const { repeating } = yield* OrderSchedules
        const held = yield* Effect.retry(hold(key), {
          schedule: MonotonicClock.schedule(repeating),
          while: ({ _tag }) => _tag === "OperationInProgress"
        })
        if (!held.isKept) return seen
        const until = yield* leftOpenUntil(held, "cancel")
        if (until !== undefined) return yield* afterOpenCancellations(key, until)
        // Another process may have cancelled it between the query and now.
        return yield* lookAgain(key)
      })
    )

  /** Queries the order and cancels it if the user has not confirmed it. */
  const cancelUnconfirmed = Effect.fnUntraced(function* (input: Cancel) {
    const held = yield* hold(input)
    const delays = yield* makeDelays
    type Result = Effect.Effect<Seen, FlowFailure<E>, WechatPayClient>

    /** `until`: time when the cancellations that were sent can no longer take effect. */
    const ended = (seen: Seen, until: number | undefined): Result =>
      until === undefined || OrderState.isFinal(seen.state)
        ? Effect.succeed(seen)
        : afterOpenCancellations(input, until)

    const attempt = (until: number | undefined): Result =>
      Effect.flatMap(
        Effect.mapError(lookAgain(input), (error) =>
          until === undefined ? error : Outcome.markUnknown(error)
        ),
        (seen): Result => (seen.state._tag === "AwaitingConfirmation" ? send(until) : ended(seen, until))
      )

    const send = (until: number | undefined): Result =>
      Effect.andThen(
        held.sending("cancel"),
        Effect.matchEffect(Retry.none(calls.cancel(input)), {
          onSuccess: (): Result => Effect.mapError(lookAgain(input), Outcome.markUnknown),
          onFailure: (error): Result =>
            error.outcome === "Unknown"
              ? Effect.flatMap(openUntil, (open) => recover(error, open))
              : recover(error, until)
        })
      )

    const recover = (error: E, until: number | undefined): Result => {
      const failed = until === undefined ? error : Outcome.markUnknown(error)
      const responded = until === undefined ? Effect.ignore(held.responded("cancel")) : Effect.void
      return Effect.andThen(
        responded,
        Effect.flatMap(delayAfter(error, delays), (goesOn): Result => {
          if (goesOn) return attempt(until)
          if (error.outcome === "NotSent") return Effect.fail(failed)
          return Effect.flatMap(
            Effect.mapError(lookAgain(input), Outcome.markUnknown),
            (seen): Result =>
              seen.state._tag === "AwaitingConfirmation" ? Effect.fail(failed) : ended(seen, until)
          )
        })
      )
    }

    const snapshot = yield* attempt(yield* leftOpenUntil(held, "cancel"))
    yield* held.ended(snapshot.state._tag)
    return snapshot
  })

  const awaitDecision = (key: Key) => awaitUntil(key, ({ _tag }) => _tag !== "AwaitingConfirmation")

  const awaitConfirmation = (key: Key) => Effect.flatMap(awaitDecision(key), (seen) => reconciled(key, seen))

  const awaitConfirmationOrCancel = Effect.fnUntraced(function* (input: Cancel, until: DateTime.DateTime) {
    const left = Math.max(0, DateTime.distance(yield* DateTime.now, until))
    const deadline = (yield* MonotonicClock.now) + left
    const seen = yield* MonotonicClock.timeoutOption(awaitDecision(input), left)
    if (Option.isSome(seen) && seen.value.state._tag !== "AwaitingConfirmation") {
      return yield* reconciled(input, seen.value)
    }
    yield* MonotonicClock.sleepUntil(deadline)
    return yield* Effect.scoped(cancelUnconfirmed(input))
  })

  const complete = (given: Completion<Complete>) => {
    const items = given as Complete
    const input = { ...items, total_amount: items.total_amount ?? totalOf(items) } as Complete
    return execute("complete", input, calls.complete(input), ({ order, state }) => {
      switch (state._tag) {
        case "InService":
        case "AwaitingConfirmation":
          return notDone
        case "Collecting":
        case "Paid":
        case "FinishedWithoutCollection":
          return (order.total_amount ?? 0) === input.total_amount
            ? done(undefined)
            : unexpected(
                "complete",
                state,
                "it was completed with another total",
                "modify the order, or refund the difference"
              )
        default:
          return unexpected(
            "complete",
            state,
            "nothing can be collected for the order",
            "query the order first"
          )
      }
    })
  }

  const sync = (input: Sync) =>
    execute("sync", input, calls.sync(input), ({ order, state }) => {
      switch (state._tag) {
        case "Paid": {
          const paidTypes = new Set(order.collection?.details?.map(({ paid_type }) => paid_type))
          if (paidTypes.has("NEWTON")) {
            return unexpected("sync", state, "WeChat Pay collected it", "refund one of the two payments")
          }
          return paidTypes.has("MCH")
            ? done(undefined)
            : unexpected(
                "sync",
                state,
                "WeChat Pay does not say where it was paid",
                "look for the payment in WeChat Pay's bill, and refund it if it is there"
              )
        }
        case "Collecting":
        case "InService":
        case "AwaitingConfirmation":
          return notDone
        default:
          return unexpected("sync", state, "nothing is collected for the order", "query the order first")
      }
    })

  return {
    create,
    awaitConfirmation,
    awaitFinal: (key) => awaitUntil(key, (state) => OrderState.isFinal(state) || state._tag === "Unknown"),
    awaitConfirmationOrCancel,
    complete,
    cancel,
    sync
  }
}

const notCreated = (state: OrderState.OrderState) =>
  unexpected(
    "create",
    state,
    "WeChat Pay did not create the order without confirmation",
    "check that the service has no confirmation, and cancel the order"
  )

const others = (state: OrderState.OrderState) =>
  unexpected("create", state, "the number belongs to another order", "use a separate number for each order")
