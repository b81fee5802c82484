/**
 * How long a call waits for WeChat Pay.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * The time that one attempt may take, from connecting to the last byte of the response. Default: 15 seconds
 * (WeChat Pay answers most calls within one second, refunds and face payments within ten).
 *
 * @since 1.0.0
 * @category references
 */
export class Timeout extends Context.Reference<Timeout>()("@effect-wechatpay/core/Timeout", {
  defaultValue: (): Duration.Duration => Duration.seconds(15)
}) {}

/**
 * Gives every attempt of the calls inside an effect this much time.
 *
 * ```ts
 * ServiceOrder.query(input).pipe(Timeout.perAttempt("3 seconds"))
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const perAttempt =
  (duration: Duration.DurationInput) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, Timeout, Duration.decode(duration))
