/**
 * Limits that a client enforces itself, so that WeChat Pay does not have to reject requests.
 *
 * WeChat Pay counts per merchant over all processes: give each process its share, or provide {@link SharedRateLimits}.
 *
 * Tested in `test/core/rateLimit.test.ts`.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Description } from "./Endpoint.js"

/**
 * A number of requests per interval.
 *
 * @since 1.0.0
 * @category models
 */
export interface Limit {
  /** Maximum number of requests. */
  readonly requests: number
  /** The interval in which they may be sent. */
  readonly per: Duration.DurationInput
  /**
   * `token-bucket` (the default) frees places one by one, `fixed-window` frees all of them at the end of the
   * interval. Both start with all places free.
   */
  readonly algorithm?: "token-bucket" | "fixed-window"
}

/**
 * ```ts
 * WechatPayClient.layer({
 *   rateLimit: {
 *     all: { requests: 300, per: "1 second" },
 *     endpoints: [{ of: [Refund.create], limit: Refund.rateLimit }],
 *     maxWait: "2 seconds"
 *   }
 * })
 * ```
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** For all requests of the client. */
  readonly all?: Limit
  /**
   * For the endpoints of a list, which share the limit. An endpoint in several lists observes all of their limits.
   */
  readonly endpoints?: ReadonlyArray<{
    readonly of: ReadonlyArray<Pick<Description, "id">>
    readonly limit: Limit
  }>
  /**
   * The maximum time that a request waits for a place; after it the request fails with `RateLimited`, and nothing was
   * sent. Zero fails immediately. Default: unlimited. The timeout of an attempt starts when it has its place; each
   * attempt of a call takes a place.
   */
  readonly maxWait?: Duration.DurationInput
}

/**
 * The shared limits cannot be used now. The client then applies the limits to its own requests alone.
 *
 * @since 1.0.0
 * @category errors
 */
export class SharedRateLimitUnavailable extends Schema.TaggedError<SharedRateLimitUnavailable>(
  "@effect-wechatpay/core/SharedRateLimitUnavailable"
)("SharedRateLimitUnavailable", { problem: Schema.String }) {
  readonly outcome = "NotSent"
  override get message(): string {
    return `the shared rate limit: ${this.problem}`
  }
}

/**
 * Limits that several processes share.
 *
 * @since 1.0.0
 * @category models
 */
export interface Shared {
  /**
   * Waits for a place under a limit, and takes it. `false` if there is none within `maxWait`; then it has taken none.
   * `name` identifies the merchant and the endpoints.
   */
  readonly take: (
    name: string,
    limit: Limit,
    maxWait: Duration.Duration | undefined
  ) => Effect.Effect<boolean, SharedRateLimitUnavailable>
}

/**
 * Where the clients that are built inside an effect or a layer count their requests. Default: each for itself. With shared
 * limits, such as those of `SqlRateLimit` in `@effect-wechatpay/sql`, all clients of a merchant with the same limits count
 * together.
 *
 * @since 1.0.0
 * @category references
 */
export class SharedRateLimits extends Context.Reference<SharedRateLimits>()(
  "@effect-wechatpay/core/SharedRateLimits",
  { defaultValue: (): Option.Option<Shared> => Option.none() }
) {}
