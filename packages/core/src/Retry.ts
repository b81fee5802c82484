/**
 * When and how often a call is sent again.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as ApiError from "./ApiError.js"
import * as transient from "./internal/call/transient.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface Policy {
  /** How many requests a call may send at most, the first included. */
  readonly attempts: number
  /** The pauses between them; its end ends the retrying. */
  readonly schedule: Schedule.Schedule<unknown>
  /** A `Retry-After` above this is not waited for: the call fails with the response that asked for it. */
  readonly maxRetryAfter: Duration.Duration
}

const standard: Policy = {
  attempts: 3,
  schedule: Schedule.jittered(Schedule.exponential("200 millis")),
  maxRetryAfter: Duration.seconds(10)
}

/**
 * The policy of the calls inside an effect. Default: at most 3 requests, pauses of about 200 and 400 ms,
 * `Retry-After` honoured up to 10 s.
 *
 * Only endpoints that are `idempotent` are sent again, after transport faults, time-outs, 429, 5xx and the codes that ask
 * for it. A connection that failed before anything was sent is tried again for every endpoint. The attempt
 * after a transport fault goes to the other host; while the first one cannot be reached, calls begin at the backup. Each
 * attempt is signed anew.
 *
 * @since 1.0.0
 * @category references
 */
export class Retry extends Context.Reference<Retry>()("@effect-wechatpay/core/Retry", {
  defaultValue: () => standard
}) {}

/**
 * Changes the policy of the calls inside an effect; what is left out stays as it was by default.
 *
 * ```ts
 * ServiceOrder.query(input).pipe(Retry.policy({ attempts: 5, schedule: Schedule.spaced("1 second") }))
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const policy =
  (options: {
    readonly attempts?: number
    readonly schedule?: Schedule.Schedule<unknown>
    readonly maxRetryAfter?: Duration.DurationInput
  }) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, Retry, {
      attempts: options.attempts ?? standard.attempts,
      schedule: options.schedule ?? standard.schedule,
      maxRetryAfter:
        options.maxRetryAfter === undefined ? standard.maxRetryAfter : Duration.decode(options.maxRetryAfter)
    })

/**
 * Sends each call inside an effect once.
 *
 * @since 1.0.0
 * @category combinators
 */
export const none: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = policy({
  attempts: 1
})

/**
 * Whether the same call may succeed a little later: after a connection that failed, a time-out, too many calls, a server's
 * fault (429, 5xx, and the codes for either under whatever status they come, which is 200 in the XML interface), a signature
 * probe. What is tried again by itself is what this says, of calls that may be repeated. It does not say that the call may be repeated; that depends on its `outcome`.
 *
 * @since 1.0.0
 * @category guards
 */
export const isTransient: (error: ApiError.Any | WechatPayError) => boolean = transient.isTransient

/**
 * Repeats an effect while it fails in a way that passes, after one pause and then the next; then it fails as the last time.
 *
 * ```ts
 * Retry.paced(ServiceOrder.query(key), ["1 second", "5 seconds"], Retry.isTransient)
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const paced = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  pauses: ReadonlyArray<Duration.DurationInput>,
  when: (error: E) => boolean
): Effect.Effect<A, E, R> => {
  const [pause, ...rest] = pauses
  return pause === undefined
    ? effect
    : Effect.catchIf(effect, when, () => Effect.andThen(Effect.sleep(pause), paced(effect, rest, when)))
}
