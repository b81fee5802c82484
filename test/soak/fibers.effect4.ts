// Effect 4 edition of fibers.ts as of 7dec1d4f45c97c79.
import { Effect, Metric } from "effect"
import { metrics } from "../support/metrics.js"

/** Counts the fibers that run within an effect. */
export const countingFibers = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Metric.enableRuntimeMetrics(effect)

/** The number of fibers that run now. */
export const fibersNow = Effect.map(metrics, (all) =>
  all
    .filter(({ name }) => name === "child_fibers_active")
    .reduce((sum, { state }) => sum + ("value" in state ? Number(state.value) : 0), 0)
)
