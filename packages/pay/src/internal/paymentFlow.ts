/** The programs of an order that a user pays, for every kind of order. */
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Signals from "@effect-wechatpay/core/Signals"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Effect from "effect/Effect"
import { PaymentSchedules } from "../PaymentSchedules.js"
import { type PaymentKey, PaymentSignals } from "../PaymentSignals.js"
import * as PaymentState from "../PaymentState.js"

type Failure = ApiError.Any | WechatPayError

/** The calls about one kind of order. */
interface Calls<Key extends PaymentKey, Order, E, E2> {
  readonly query: (key: Key) => Effect.Effect<Order, E, WechatPayClient>
  readonly close: (key: Key) => Effect.Effect<unknown, E2, WechatPayClient>
}

const isFinal = (order: PaymentState.Order): boolean => PaymentState.isFinal(PaymentState.of(order))

export const makeFlow = <
  Key extends PaymentKey,
  Order extends PaymentState.Order,
  E extends Failure,
  E2 extends Failure
>({
  close: sendClose,
  query
}: Calls<Key, Order, E, E2>) => {
  const reconcile = (key: Key): Effect.Effect<Order, E, WechatPayClient> =>
    Effect.flatMap(PaymentSchedules, ({ reconciling }) =>
      query(key).pipe(
        Retry.none,
        Effect.retry({ while: Retry.isTransient, schedule: MonotonicClock.schedule(reconciling) })
      )
    )

  const awaitEnd = (key: Key): Effect.Effect<Order, E, WechatPayClient> =>
    Effect.gen(function* () {
      const { polling } = yield* PaymentSchedules
      const signals = yield* PaymentSignals
      return yield* Signals.awaitUntil({
        subscribe: signals.subscribe(key),
        look: Retry.none(query(key)),
        isReached: isFinal,
        isTransient: Retry.isTransient,
        schedule: polling
      })
    })

  const close = (key: Key): Effect.Effect<Order, E | E2, WechatPayClient> =>
    Effect.gen(function* () {
      const before = yield* reconcile(key)
      if (!PaymentState.is("NotPaid")(PaymentState.of(before))) return before
      const { closing } = yield* PaymentSchedules
      const delay = yield* MonotonicClock.delays(closing)

      /** `wasOpen`: whether an earlier request to close may still arrive. */
      const attempt: (wasOpen: boolean) => Effect.Effect<Order, E | E2, WechatPayClient> = Effect.fnUntraced(
        function* (wasOpen) {
          const result = yield* Effect.either(Retry.none(sendClose(key)))
          const isOpen = wasOpen || (result._tag === "Left" && result.left.outcome === "Unknown")
          // The user may have paid at the last moment. Only the order tells.
          const seen = yield* Effect.mapError(reconcile(key), (error) =>
            isOpen || result._tag === "Right" ? Outcome.markUnknown(error) : error
          )
          if (isFinal(seen)) return seen
          if (result._tag === "Left") {
            const failed = Effect.fail(isOpen ? Outcome.markUnknown(result.left) : result.left)
            const isWorthRepeating = result.left.outcome === "Unknown" || Retry.isTransient(result.left)
            if (!isWorthRepeating) return yield* failed
            if (!(yield* delay)) return yield* failed
            return yield* attempt(isOpen)
          }
          return (yield* delay) ? yield* attempt(isOpen) : seen
        }
      )
      return yield* attempt(false)
    })

  const awaitPaymentOrClose = (key: Key): Effect.Effect<Order, E | E2, WechatPayClient> =>
    Effect.flatMap(awaitEnd(key), (order) => (isFinal(order) ? Effect.succeed(order) : close(key)))

  return { awaitEnd, close, awaitPaymentOrClose }
}
