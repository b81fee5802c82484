/**
 * The timeout of a call.
 *
 * Tested in `test/core/Retry.test.ts`.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Function from "effect/Function"

/**
 * How long one attempt may take, from its signature to the last byte of the response. Default: 15 seconds
 * (WeChat Pay responds to most calls within one second, to refunds and face payments within ten). `Duration.infinity` and more than
 * 24 days set no limit.
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
export const perAttempt: {
  (duration: Duration.DurationInput): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(effect: Effect.Effect<A, E, R>, duration: Duration.DurationInput): Effect.Effect<A, E, R>
} = /* @__PURE__ */ Function.dual(
  2,
  <A, E, R>(effect: Effect.Effect<A, E, R>, duration: Duration.DurationInput): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, Timeout, Duration.decode(duration))
)
