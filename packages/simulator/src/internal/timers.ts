/** Events that the time of the simulator triggers. */
import * as Effect from "effect/Effect"

export interface Timer<R = never> {
  /** When `run` is due, Unix time in milliseconds; undefined if nothing is scheduled. */
  readonly next: Effect.Effect<number | undefined, never, R>
  /** Executes what is due at `next`. Afterwards `next` is later or undefined. */
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
