/**
 * The time by which orders expire, notifications are repeated and certificates rotate.
 *
 * @since 1.0.0
 */
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Simulator } from "./Simulator.js"

/**
 * - `real`: time runs.
 * - `virtual`: time changes only when it is advanced.
 *
 * @since 1.0.0
 * @category models
 */
export type Mode = "real" | "virtual"

/**
 * The progress of an `advance`: its start, its end, and the current time. Unix time in milliseconds.
 *
 * @since 1.0.0
 * @category models
 */
export interface Progress {
  readonly from: number
  readonly to: number
  readonly at: number
}

/**
 * The time of the simulated WeChat Pay. Signatures always use the real time, as clients do.
 *
 * @since 1.0.0
 * @category models
 */
export interface Time {
  readonly mode: Mode
  readonly now: Effect.Effect<DateTime.Utc>
  /** The progress of the running `advance`; undefined if there is none. */
  readonly progress: Effect.Effect<Progress | undefined>
  /**
   * Advances the time at once. Everything that becomes due is executed in order before the effect completes: attempts
   * to deliver notifications, late requests, the rotation of certificates. It waits for responses, in total at most the
   * five seconds of one delivery per server. Overlapping calls run one after the other.
   *
   * ```ts
   * yield* simulator.time.advance("30 days")
   * ```
   */
  readonly advance: (duration: Duration.DurationInput) => Effect.Effect<void>
}

/**
 * Advances the time; see {@link Time}.
 *
 * ```ts
 * yield* Time.advance("30 days")
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const advance = (duration: Duration.DurationInput): Effect.Effect<void, never, Simulator> =>
  Effect.flatMap(Simulator, ({ time }) => time.advance(duration))
