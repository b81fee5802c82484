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
 * - `real`: goes on by itself.
 * - `virtual`: stands still until it is advanced, so that nothing happens by time alone.
 *
 * @since 1.0.0
 * @category models
 */
export type Mode = "real" | "virtual"

/**
 * An `advance` under way: its begin, its end, and the time that it has come to. Unix time in milliseconds.
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
 * The time of the simulated WeChat Pay. Signatures go by the real time whatever this one says, as the clocks of the
 * clients do.
 *
 * @since 1.0.0
 * @category models
 */
export interface Time {
  readonly mode: Mode
  readonly now: Effect.Effect<DateTime.Utc>
  /** How far an `advance` under way has come; undefined if there is none. */
  readonly progress: Effect.Effect<Progress | undefined>
  /**
   * Lets that much time pass at once. What falls due meanwhile happens in its order, before this ends: each attempt to
   * deliver a notification is made, requests that are held on their way arrive, certificates near their end are replaced.
   * Responses are waited for, but no longer in all than the five seconds of one delivery for each server. Two calls that
   * overlap run one after the other.
   *
   * ```ts
   * yield* simulator.time.advance("30 days")
   * ```
   */
  readonly advance: (duration: Duration.DurationInput) => Effect.Effect<void>
}

/**
 * Lets that much time pass at once; see {@link Time}.
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
