/** Runs one client in this process and prints what it cost, as one line of JSON. */
import { monitorEventLoopDelay } from "node:perf_hooks"
import { readFixtures } from "./fixtures.js"

export type Scenario = "post204" | "getOrder"

export interface Job {
  readonly calls: number
  readonly inFlight: number
  /** Called once per call with its duration in milliseconds. */
  readonly record: (millis: number) => void
}

/** What a client under test offers: each runs the calls in the manner of its users. */
export interface Client {
  readonly post204: (job: Job) => Promise<void>
  readonly getOrder: (job: Job) => Promise<void>
  readonly close: () => Promise<void>
}

export interface Measured {
  readonly callsPerSecond: number
  readonly cpuMillisPerCall: number
  readonly p50: number
  readonly p99: number
  readonly loopDelayP99: number
  readonly rssMiB: number
}

/** A job for clients whose call is a promise. */
export const promises =
  (call: () => Promise<unknown>) =>
  async ({ calls, inFlight, record }: Job): Promise<void> => {
    let left = calls
    const worker = async () => {
      while (left-- > 0) {
        const start = performance.now()
        await call()
        record(performance.now() - start)
      }
    }
    await Promise.all(Array.from({ length: inFlight }, worker))
  }

const quantile = (sorted: ReadonlyArray<number>, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

export const main = async (
  make: (baseUrl: string, fixtures: ReturnType<typeof readFixtures>) => Promise<Client>
) => {
  const [file, baseUrl, scenario, inFlightText, callsText] = process.argv.slice(2) as [
    string,
    string,
    Scenario,
    string,
    string
  ]
  const inFlight = Number(inFlightText)
  const calls = Number(callsText)
  const client = await make(baseUrl, readFixtures(file))
  await client[scenario]({ calls: Math.max(300, Math.floor(calls / 3)), inFlight, record: () => {} })

  const durations: Array<number> = []
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await client[scenario]({ calls, inFlight, record: (millis) => durations.push(millis) })
  const wall = performance.now() - start
  const used = process.cpuUsage(cpu)
  delay.disable()
  durations.sort((a, b) => a - b)
  const measured: Measured = {
    callsPerSecond: (calls / wall) * 1000,
    cpuMillisPerCall: (used.user + used.system) / 1000 / calls,
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
    loopDelayP99: delay.percentile(99) / 1e6,
    rssMiB: process.memoryUsage().rss / 1024 / 1024
  }
  process.stdout.write(`${JSON.stringify(measured)}\n`)
  await client.close()
  process.exit(0)
}
