import { Effect, Metric } from "effect";
/** What the metric of this name holds under exactly these tags; nothing when it was never updated. */
export const metricState = (name, tags = {}) => Effect.map(Metric.snapshot, (pairs) => {
    const wanted = JSON.stringify(Object.entries(tags).sort());
    return pairs.find(({ metricKey }) => metricKey.name === name &&
        JSON.stringify(metricKey.tags.map(({ key, value }) => [key, value]).sort()) === wanted)?.metricState;
});
/** The count of a counter or of a histogram; 0 when it was never updated. */
export const metricCount = (name, tags = {}) => Effect.map(metricState(name, tags), (state) => state !== undefined && "count" in state ? Number(state.count) : 0);
