/** What each trick for speed brings: our client with all of them against our client without one. */
import { compile, outdir } from "./build.js"
import { type Client, recommended, start } from "./clients.js"
import type { Scenario } from "./measure.js"
import { median } from "./statistics.js"
import { tricks } from "./tricks.js"

export interface TrickRow {
  readonly name: string
  readonly what: string
  /** CPU of a call without the trick, of a call with it. */
  readonly ratios: Readonly<Record<Scenario, number>>
}

const loads: ReadonlyArray<readonly [scenario: Scenario, inFlight: number, share: number]> = [
  ["post204", 16, 1],
  ["getOrder", 16, 1],
  ["notification", 16, 3]
]

const folderOf = (name: string): URL => new URL(`without-${name}/`, outdir)

export const withoutTricks = async (
  rounds: number,
  calls: number,
  fixtures: string,
  baseUrl: string
): Promise<ReadonlyArray<TrickRow>> => {
  for (const { name, without } of tricks) {
    await compile({ ours: "./clients/ours.ts" }, folderOf(name), ["core", "payscore", "undici"], without)
  }
  const client = (name: string, folder: URL | undefined): Client => ({
    name,
    file: "ours",
    scenarios: loads.map(([scenario]) => scenario),
    env: { OURS_HTTP: "undici" },
    ...(folder === undefined ? {} : { folder })
  })
  const variants = [
    client(recommended, undefined),
    ...tricks.map(({ name }) => client(name, folderOf(name)))
  ].map((each) => ({ name: each.name, ...start(each, fixtures, baseUrl) }))
  const costs = new Map<string, ReadonlyArray<number>>()
  const key = (name: string, scenario: Scenario): string => `${name} ${scenario}`
  for (const [scenario, inFlight, share] of loads) {
    for (let round = -1; round < rounds; round++) {
      // In turn from both ends, so that none is always the one that runs after another.
      for (const { name, run } of round % 2 === 0 ? variants : variants.slice().reverse()) {
        const count = Math.ceil(calls * share)
        const { measured } = await run({
          scenario,
          inFlight,
          calls: count,
          warmUp: round < 0 ? count * 2 : count / 10
        })
        if (round < 0) continue
        const at = key(name, scenario)
        costs.set(at, [...(costs.get(at) ?? []), measured.cpuMillisPerCall])
      }
    }
  }
  for (const { stop } of variants) stop()
  /** Rounds are compared one by one: a load that comes and goes affects all variants of a round alike. */
  const ratioOf = (name: string, scenario: Scenario): number => {
    const withAll = costs.get(key(recommended, scenario)) ?? []
    const without = costs.get(key(name, scenario)) ?? []
    return median(without.map((cost, round) => cost / (withAll[round] as number)))
  }
  return tricks.map(({ name, what }) => ({
    name,
    what,
    ratios: Object.fromEntries(loads.map(([scenario]) => [scenario, ratioOf(name, scenario)])) as Record<
      Scenario,
      number
    >
  }))
}
