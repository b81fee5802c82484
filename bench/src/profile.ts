/** The functions that took most of the time. */
import type { Profiler } from "node:inspector"

export interface Hot {
  readonly name: string
  /** Share of the thread's busy time. */
  readonly percent: number
}

/** `…/node_modules/.pnpm/effect@3/node_modules/effect/dist/esm/internal/x.js` to `effect/internal/x.js`. */
const moduleOf = (url: string): string =>
  url
    .replace(/^.*\/node_modules\//, "")
    .replace(/\/(?:dist|esm|lib)(?=\/)/g, "")
    .replace(/^file:.*\//, "")

/** The functions with the longest self time, without waiting. */
export const topOf = (profile: Profiler.Profile, count: number): ReadonlyArray<Hot> => {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const times = new Map<string, number>()
  let total = 0
  profile.samples?.forEach((id, index) => {
    const frame = nodes.get(id)?.callFrame
    if (frame === undefined || frame.functionName === "(idle)") return
    // Work of the inspector itself.
    if (frame.functionName === "dispatch" && frame.url === "") return
    const time = profile.timeDeltas?.[index] ?? 0
    const where = moduleOf(frame.url)
    const name = `${frame.functionName || "(anonymous)"}${where === "" ? "" : ` ${where}:${frame.lineNumber + 1}`}`
    total += time
    times.set(name, (times.get(name) ?? 0) + time)
  })
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]) => ({ name, percent: (100 * time) / total }))
}
