/** Interleaved rounds of running clients. */
import type { Command, Measured, Reply, Scenario } from "./measure.js"
import type { Row } from "./report.js"
import { medians } from "./statistics.js"

export interface Running {
  readonly name: string
  readonly scenarios: ReadonlyArray<Scenario>
  readonly run: (command: Command) => Promise<Reply>
}

export interface Plan {
  readonly scenarios: ReadonlyArray<Scenario>
  /** How many calls are in flight. */
  readonly levels: ReadonlyArray<number>
  readonly rounds: number
  /** Of a client, in a round. */
  readonly calls: number
}

/** Sequential calls take longer, and notifications less. */
const callsOf = (scenario: Scenario, inFlight: number, calls: number): number =>
  Math.ceil(scenario === "notification" ? calls * 10 : inFlight === 1 ? calls / 2 : calls)

/** The medians of the rounds. */
export const measureRows = async (
  running: ReadonlyArray<Running>,
  { calls, levels, rounds, scenarios }: Plan
): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const scenario of scenarios) {
    const able = running.filter((client) => client.scenarios.includes(scenario))
    for (const inFlight of levels) {
      const samples = new Map<string, Array<Measured>>(able.map(({ name }) => [name, []]))
      for (let round = 0; round < rounds; round++) {
        for (const { name, run } of able) {
          const count = callsOf(scenario, inFlight, calls)
          // The first round of a scenario includes the compilation by V8, which takes some thousands of calls.
          const warmUp =
            round > 0 ? count / 10 : inFlight === levels[0] ? Math.max(calls * 3, count * 2) : count
          const { measured } = await run({ scenario, inFlight, calls: count, warmUp: Math.ceil(warmUp) })
          samples.get(name)?.push(measured)
        }
      }
      for (const [client, all] of samples) rows.push({ client, scenario, inFlight, ...medians(all) })
    }
  }
  return rows
}
