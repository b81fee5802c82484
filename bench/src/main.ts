/** pnpm bench: every client in a process of its own, rounds interleaved, medians, ratios to the floor. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { createInterface } from "node:readline"
import { bundle, outdir } from "./build.js"
import { writeFixtures } from "./fixtures.js"
import type { Measured, Scenario } from "./measure.js"

const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const calls = Number(process.env.BENCH_CALLS ?? 3000)

const clients = [
  { name: "floor", file: "floor", env: {} },
  { name: "effect-wechatpay (undici)", file: "ours", env: { OURS_HTTP: "undici" } },
  {
    name: "effect-wechatpay (platform's undici)",
    file: "ours",
    env: { OURS_HTTP: "platformUndici" }
  },
  { name: "effect-wechatpay (node:http)", file: "ours", env: { OURS_HTTP: "node" } },
  { name: "effect-wechatpay (fetch)", file: "ours", env: { OURS_HTTP: "fetch" } },
  { name: "wechatpay-axios-plugin", file: "axiosPlugin", env: {} },
  { name: "wechatpay-node-v3", file: "nodeV3", env: {} }
] as const

const only = process.env.BENCH_ONLY?.split(",")
const scenarios: ReadonlyArray<Scenario> = ["post204", "getOrder"]
const levels = [1, 16, 64]

mkdirSync(outdir, { recursive: true })
await bundle({
  server: "./server.ts",
  floor: "./clients/floor.ts",
  ours: "./clients/ours.ts",
  axiosPlugin: "./clients/axiosPlugin.ts",
  nodeV3: "./clients/nodeV3.ts"
})
const fixturesFile = new URL("fixtures.json", outdir).pathname
writeFixtures(fixturesFile)

const program = (name: string): string => new URL(`${name}.mjs`, outdir).pathname

const server = spawn(process.execPath, [program("server"), fixturesFile], {
  stdio: ["ignore", "pipe", "inherit"]
})
process.once("exit", () => server.kill())
const [baseUrl] = (await once(createInterface(server.stdout), "line")) as [string]

const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const medians = (all: ReadonlyArray<Measured>): Measured =>
  Object.fromEntries(
    Object.keys(all[0] as Measured).map((key) => [key, median(all.map((one) => one[key as keyof Measured]))])
  ) as unknown as Measured

interface Row extends Measured {
  readonly client: string
  readonly scenario: Scenario
  readonly inFlight: number
}

const results: Array<Row> = []
for (const scenario of scenarios) {
  for (const inFlight of levels) {
    const samples = new Map<string, Array<Measured>>()
    for (let round = 0; round < rounds; round++) {
      for (const { env, file, name } of clients) {
        if (only !== undefined && !only.some((part) => name.includes(part))) continue
        const output = execFileSync(
          process.execPath,
          [
            program(file),
            fixturesFile,
            baseUrl,
            scenario,
            String(inFlight),
            String(inFlight === 1 ? calls / 2 : calls)
          ],
          { env: { ...process.env, ...env }, encoding: "utf8" }
        )
        const list = samples.get(name) ?? []
        list.push(JSON.parse(output) as Measured)
        samples.set(name, list)
      }
    }
    const rows = [...samples].map(([client, all]): Row => ({ client, scenario, inFlight, ...medians(all) }))
    results.push(...rows)
    const floor = rows.find((row) => row.client === "floor")
    console.log(`\n${scenario}, ${inFlight} in flight (median of ${rounds} rounds)`)
    console.table(
      Object.fromEntries(
        rows.map((row) => [
          row.client,
          {
            "calls/s": Math.round(row.callsPerSecond),
            "of floor": floor === undefined ? "" : (row.callsPerSecond / floor.callsPerSecond).toFixed(2),
            "CPU ms/call": row.cpuMillisPerCall.toFixed(3),
            "× floor": floor === undefined ? "" : (row.cpuMillisPerCall / floor.cpuMillisPerCall).toFixed(2),
            "p50 ms": row.p50.toFixed(2),
            "p99 ms": row.p99.toFixed(2),
            "loop p99 ms": row.loopDelayP99.toFixed(2),
            "RSS MiB": Math.round(row.rssMiB)
          }
        ])
      )
    )
  }
}

const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length }
writeFileSync(
  new URL("results.json", outdir),
  `${JSON.stringify({ machine, rounds, calls, results }, null, 2)}\n`
)
process.exit(0)
