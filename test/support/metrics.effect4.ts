// Effect 4 edition of metrics.ts as of 20d823f4ab435a40.
import { Effect, Metric } from "effect"

/** All metrics with what they hold. */
export const metrics = Effect.map(Metric.snapshot, (all) =>
  all.map(({ attributes, id, state }) => ({ name: id, tags: attributes ?? {}, state }))
)

const print = (tags: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(tags).sort())

/** What the metric of this name holds under exactly these tags; nothing when it was never updated. */
export const metricState = (name: string, tags: Readonly<Record<string, string>> = {}) =>
  Effect.map(
    metrics,
    (all) => all.find((metric) => metric.name === name && print(metric.tags) === print(tags))?.state
  )

/** The count of a counter or of a histogram. */
export const countIn = (state: object): number => ("count" in state ? Number(state.count) : 0)

/** The count of a counter or of a histogram; 0 when it was never updated. */
export const metricCount = (name: string, tags: Readonly<Record<string, string>> = {}) =>
  Effect.map(metricState(name, tags), (state) => (state === undefined ? 0 : countIn(state)))
