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
 * The time of the simulated WeChat Pay. Signatures go by the real time whatever this one says, as the clocks of the
 * clients do.
 *
 * @since 1.0.0
 * @category models
 */
export interface Time {
  readonly mode: Mode
  readonly now: Effect.Effect<DateTime.Utc>
  /**
   * Lets that much time pass at once. What falls due meanwhile happens in its turn, before this ends: each attempt to
   * deliver a notification is made and waited for, requests that are held on their way arrive, certificates near their end
   * are replaced.
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
