/** Runs one client in this process: reads a job per line, and writes the cost of each job as a line. */
import { Session } from "node:inspector/promises"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { createInterface } from "node:readline"
import { type Fixtures, readFixtures } from "./fixtures.js"
import { type Hot, topOf } from "./profile.js"
import type { Forgery } from "./rejected.js"
import { quantile } from "./statistics.js"

export type Scenario = "post204" | "getOrder" | "notification"

export interface Job {
  readonly calls: number
  readonly inFlight: number
  /** Called once per call with its duration in milliseconds. */
  readonly record: (millis: number) => void
}

type Run = (job: Job) => Promise<void>

/** A client under test, by what it does as its users would. */
export type Client = { readonly [Each in Scenario | Forgery]?: Run }

export interface Command {
  readonly scenario: Scenario | Forgery
  readonly inFlight: number
  readonly calls: number
  /** Calls before the measured ones. */
  readonly warmUp: number
  readonly profile?: boolean
}

export interface Measured {
  readonly callsPerSecond: number
  readonly cpuMillisPerCall: number
  readonly p50: number
  readonly p99: number
  readonly loopDelayP99: number
  readonly rssMiB: number
}

export interface Reply {
  readonly measured: Measured
  readonly profile: ReadonlyArray<Hot> | undefined
}

/** A job for clients whose call is a promise. */
export const promises =
  (call: () => Promise<unknown>): Run =>
  async ({ calls, inFlight, record }) => {
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

const resolution = 10

const profiled = async (run: () => Promise<void>): Promise<ReadonlyArray<Hot>> => {
  const session = new Session()
  session.connect()
  await session.post("Profiler.enable")
  await session.post("Profiler.setSamplingInterval", { interval: 100 })
  await session.post("Profiler.start")
  await run()
  const { profile } = await session.post("Profiler.stop")
  session.disconnect()
  return topOf(profile, 10)
}

const measure = async (client: Client, command: Command): Promise<Reply> => {
  const { calls, inFlight, scenario } = command
  const run = client[scenario]
  if (run === undefined) throw new Error(`no ${scenario}`)
  await run({ calls: command.warmUp, inFlight, record: () => {} })
  const durations: Array<number> = []
  const job = { calls, inFlight, record: (millis: number) => durations.push(millis) }
  const profile = command.profile ? await profiled(() => run(job)) : undefined

  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  durations.length = 0
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run(job)
  const wall = performance.now() - start
  const used = process.cpuUsage(cpu)
  delay.disable()
  durations.sort((a, b) => a - b)
  return {
    measured: {
      callsPerSecond: (calls / wall) * 1000,
      cpuMillisPerCall: (used.user + used.system) / 1000 / calls,
      p50: quantile(durations, 0.5),
      p99: quantile(durations, 0.99),
      // The monitor includes its own interval; a job during which the event loop never turns has no samples.
      loopDelayP99: Math.max(0, delay.percentile(99) / 1e6 - resolution),
      rssMiB: process.memoryUsage().rss / 1024 / 1024
    },
    profile
  }
}

export const main = async (make: (baseUrl: string, fixtures: Fixtures) => Promise<Client>): Promise<void> => {
  const [file, baseUrl] = process.argv.slice(2) as [string, string]
  const client = await make(baseUrl, readFixtures(file))
  for await (const line of createInterface(process.stdin)) {
    process.stdout.write(`${JSON.stringify(await measure(client, JSON.parse(line) as Command))}\n`)
  }
  process.exit(0)
}
