import { Effect, RuntimeFlags, RuntimeFlagsPatch } from "effect"
import { countIn, metrics } from "../support/metrics.js"

/** Counts the fibers that run within an effect. */
export const countingFibers = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withRuntimeFlagsPatch(effect, RuntimeFlagsPatch.enable(RuntimeFlags.RuntimeMetrics))

/** The number of fibers that run now. */
export const fibersNow = Effect.map(metrics, (all) =>
  all.filter(({ name }) => name === "effect_fiber_active").reduce((sum, { state }) => sum + countIn(state), 0)
)
