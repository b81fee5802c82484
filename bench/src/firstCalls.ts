/** The first calls of a process, while V8 still interprets and compiles. */
import { type Client, start } from "./clients.js"
import { median } from "./statistics.js"

export interface FirstCallsRow {
  readonly client: string
  readonly cpuMillisPerCall: number
}

export const firstCount = 300

export const firstCalls = async (
  clients: ReadonlyArray<Client>,
  rounds: number,
  fixtures: string,
  baseUrl: string
): Promise<ReadonlyArray<FirstCallsRow>> => {
  const samples = new Map<string, ReadonlyArray<number>>()
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) {
      const { run, stop } = start(client, fixtures, baseUrl)
      const { measured } = await run({ scenario: "post204", inFlight: 16, calls: firstCount, warmUp: 0 })
      stop()
      samples.set(client.name, [...(samples.get(client.name) ?? []), measured.cpuMillisPerCall])
    }
  }
  return clients.map(({ name }) => ({ client: name, cpuMillisPerCall: median(samples.get(name) ?? []) }))
}
