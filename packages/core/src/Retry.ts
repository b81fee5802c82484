/**
 * When and how often a call is retried.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Function from "effect/Function"
import * as Schedule from "effect/Schedule"
import type * as ApiError from "./ApiError.js"
import * as transient from "./internal/call/transient.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * How a client repeats requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface Policy {
  /** The maximum number of requests of a call, including the first. */
  readonly attempts: number
  /** The delays between the requests. Retries stop when the schedule completes. */
  readonly schedule: Schedule.Schedule<unknown>
  /** The longest `Retry-After` that is waited for. If it is longer, the call fails with the response that has it. */
  readonly maxRetryAfter: Duration.Duration
}

const standard: Policy = {
  attempts: 3,
  schedule: Schedule.jittered(Schedule.exponential("200 millis")),
  maxRetryAfter: Duration.seconds(10)
}

/**
 * The retry policy of the calls inside an effect. Default: at most 3 requests, with delays of about 200 and 400 ms;
 * `Retry-After` is respected up to 10 s.
 *
 * Only endpoints that are `idempotent` are retried, after transport errors, timeouts, 429, 5xx and the codes that ask
 * for a retry. A connection that failed before anything was sent is retried for every endpoint. The attempt after a
 * transport error goes to the other host; while the primary host cannot be reached, calls start at the backup. Each
 * attempt has a new signature.
 *
 * @since 1.0.0
 * @category references
 */
export class Retry extends Context.Reference<Retry>()("@effect-wechatpay/core/Retry", {
  defaultValue: () => standard
}) {}

/**
 * What {@link policy} changes.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** See {@link Policy}. */
  readonly attempts?: number
  /** See {@link Policy}. */
  readonly schedule?: Schedule.Schedule<unknown>
  /** See {@link Policy}. */
  readonly maxRetryAfter?: Duration.DurationInput
}

/**
 * Changes the policy of the calls inside an effect. What is left out comes from the policy around the effect.
 *
 * ```ts
 * ServiceOrder.query(input).pipe(Retry.policy({ attempts: 5, schedule: Schedule.spaced("1 second") }))
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const policy: {
  (options: Options): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(effect: Effect.Effect<A, E, R>, options: Options): Effect.Effect<A, E, R>
} = /* @__PURE__ */ Function.dual(
  2,
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    { attempts, maxRetryAfter, schedule }: Options
  ): Effect.Effect<A, E, R> =>
    Effect.flatMap(Retry, (outer) =>
      Effect.provideService(effect, Retry, {
        attempts: attempts ?? outer.attempts,
        schedule: schedule ?? outer.schedule,
        maxRetryAfter: maxRetryAfter === undefined ? outer.maxRetryAfter : Duration.decode(maxRetryAfter)
      })
    )
)

/**
 * Disables retries for the calls inside an effect.
 *
 * @since 1.0.0
 * @category combinators
 */
export const none: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> =
  /* @__PURE__ */ policy({
    attempts: 1
  })

/**
 * Whether the same call may succeed a little later: a failed connection, a timeout, too many calls, an error of the
 * server (429, 5xx, and the codes for either with any status, which is 200 in the XML interface), a signature probe.
 * The client retries these errors for idempotent endpoints. It does not say that the call may be repeated; that
 * depends on the `outcome`.
 *
 * @since 1.0.0
 * @category guards
 */
export const isTransient: (error: ApiError.Any | WechatPayError) => boolean = transient.isTransient
