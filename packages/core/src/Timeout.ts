/**
 * The timeout of a call.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * How long one attempt may take, from connecting to the last byte of the response. Default: 15 seconds (WeChat Pay
 * responds to most calls within one second, to refunds and face payments within ten).
 *
 * @since 1.0.0
 * @category references
 */
export class Timeout extends Context.Reference<Timeout>()("@effect-wechatpay/core/Timeout", {
  defaultValue: (): Duration.Duration => Duration.seconds(15)
}) {}

/**
 * Sets the timeout of each attempt of the calls inside an effect.
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
