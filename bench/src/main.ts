/**
 * pnpm bench: each client in its own process, interleaved rounds, medians, ratios to the floor.
 *
 * `--write` writes the tables to docs/performance.md and the numbers to bench/results.json; `--profile` prints the
 * functions that take the time of our calls instead.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"
import { compile, outdir } from "./build.js"
import { clients, floor, recommended, start, startServer } from "./clients.js"
import { coldPrograms, coldStart } from "./coldStart.js"
import { firstCalls } from "./firstCalls.js"
import { writeFixtures } from "./fixtures.js"
import type { Scenario } from "./measure.js"
import { rejected } from "./rejected.js"
import { insert, type Results, tables } from "./report.js"
import { measureRows } from "./rounds.js"
import { withoutTricks } from "./withoutTricks.js"

const setting = (name: string, value: number): number => Number(process.env[name] ?? value)

const rounds = setting("BENCH_ROUNDS", 7)
const calls = setting("BENCH_CALLS", 1000)
const starts = setting("BENCH_STARTS", 15)
const only = process.env.BENCH_ONLY?.split(",")

const scenarios: ReadonlyArray<Scenario> = ["post204", "getOrder", "notification"]
const levels = [1, 16, 64]

const chosen = clients.filter(({ name }) => only === undefined || only.some((part) => name.includes(part)))

await compile({
  server: "./server.ts",
  rejected: "./clients/rejected.ts",
  ...Object.fromEntries(chosen.map(({ file }) => [file, `./clients/${file}.ts`])),
  ...coldPrograms
})
const fixtures = fileURLToPath(new URL("fixtures.json", outdir))
writeFixtures(fixtures)
const baseUrl = await startServer(fixtures)
const running = chosen.map((client) => ({ ...client, ...start(client, fixtures, baseUrl) }))

const profile = async () => {
  for (const { name, run } of running.filter((client) => client.file === "ours")) {
    for (const scenario of scenarios) {
      const command = { scenario, inFlight: 16, calls: calls * 8, warmUp: calls * 4, profile: true }
      const { profile } = await run(command)
      console.log(`\n${name}, ${scenario}, 16 in flight`)
      for (const hot of profile ?? []) console.log(`${hot.percent.toFixed(1).padStart(6)} %  ${hot.name}`)
    }
  }
}

if (process.argv.includes("--profile")) {
  await profile()
} else {
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    system: `${process.platform} ${process.arch}`
  }
  const started = performance.now()
  const rows = await measureRows(running, { calls, levels, rounds, scenarios })
  for (const { stop } of running) stop()
  const compared = clients.filter(({ name }) => name === floor || name === recommended)
  const forged = await rejected(rounds, calls, fixtures, baseUrl)
  const first = await firstCalls(compared, starts, fixtures, baseUrl)
  const tricks = await withoutTricks(rounds, calls, fixtures, baseUrl)
  const cold = await coldStart(starts, fixtures)
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: versions(),
    settings: { rounds, calls, starts, seconds: Math.round((performance.now() - started) / 1000) },
    rows,
    rejected: forged,
    first,
    tricks,
    cold
  }
  console.log(tables(results))
  if (process.argv.includes("--write")) {
    const page = new URL("../../docs/performance.md", import.meta.url)
    writeFileSync(new URL("../results.json", import.meta.url), `${JSON.stringify(results, null, 2)}\n`)
    writeFileSync(page, insert(readFileSync(page, "utf8"), tables(results)))
  } else {
    writeFileSync(new URL("results.json", outdir), JSON.stringify(results, null, 2))
  }
}
process.exit(0)

/** Of what is compared; Effect 4 has no `@effect/platform`. */
function versions() {
  const names = ["effect", "@effect/platform", "undici", "wechatpay-axios-plugin", "wechatpay-node-v3"]
  const installed = names.flatMap((name) => {
    const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
    if (!existsSync(file)) return []
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }
    return [[name, version] as const]
  })
  return { node: process.versions.node, ...Object.fromEntries(installed) }
}
