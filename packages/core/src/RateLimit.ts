/**
 * Limits that a client keeps by itself, so that WeChat Pay does not have to refuse.
 *
 * WeChat Pay counts by merchant, over all processes: give each process its share.
 *
 * @since 1.0.0
 */
import type * as Duration from "effect/Duration"
import type { Description } from "./Endpoint.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface Limit {
  /** How many requests may be sent. */
  readonly requests: number
  /** In which time. */
  readonly per: Duration.DurationInput
  /**
   * `token-bucket` (the default) lets places come free one by one, `fixed-window` all at once when the time is over. Either
   * begins with all places free.
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
  /** For all requests of the client together. */
  readonly all?: Limit
  /** For the endpoints of a list, which share it. An endpoint in several lists keeps all of their limits. */
  readonly endpoints?: ReadonlyArray<{
    readonly of: ReadonlyArray<Pick<Description, "id">>
    readonly limit: Limit
  }>
  /**
   * How long a request waits for a place at most; then it fails with `RateLimited`, and nothing was sent. Zero fails at
   * once. Default: as long as it takes. The time limit of an attempt begins when it has its place; each attempt of a
   * call takes one.
   */
  readonly maxWait?: Duration.DurationInput
}
