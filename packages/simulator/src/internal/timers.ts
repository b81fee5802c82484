/** What happens by itself as the time of the simulator passes. */
import * as Effect from "effect/Effect"

export interface Timer<R = never> {
  /** When `run` is due, Unix time in milliseconds; undefined if nothing is going to happen. */
  readonly next: Effect.Effect<number | undefined, never, R>
  /** Does what is due at `next`, after which `next` is later or undefined. */
  readonly run: Effect.Effect<void, never, R>
}

/** The timer that is due first. */
export const first = <R>(
  timers: ReadonlyArray<Timer<R>>
): Effect.Effect<{ readonly at: number; readonly run: Timer<R>["run"] } | undefined, never, R> =>
  Effect.map(
    Effect.forEach(timers, ({ next, run }) => Effect.map(next, (at) => ({ at, run }))),
    (all) =>
      all.reduce<{ readonly at: number; readonly run: Timer<R>["run"] } | undefined>(
        (soonest, { at, run }) =>
          at === undefined || (soonest !== undefined && soonest.at <= at) ? soonest : { at, run },
        undefined
      )
  )
