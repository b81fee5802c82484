/**
 * `pnpm bench:lines`, after `pnpm effect4`: the clients of `pnpm bench` in both lines, on Node.js 22, with interleaved rounds.
 * `--write` writes the tables of docs/performance.md.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { node22 } from "./node22.js"
import { root } from "./support.js"
import { folder } from "./workspace.js"

if (process.execPath !== node22) {
  const [, script = "", ...args] = process.argv
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs")
  process.exit(spawnSync(node22, [tsx, script, ...args], { stdio: "inherit" }).status ?? 1)
}

const setting = (name: string, value: number): number => Number(process.env[name] ?? value)

const rounds = setting("BENCH_ROUNDS", 5)
const calls = setting("BENCH_CALLS", 1000)
const starts = setting("BENCH_STARTS", 9)

/** The bench of a line: each compiles the packages of its own folder. */
const benchOf = async (at: string) => ({
  build: (await import(join(at, "bench/src/build.ts"))) as typeof import("../../bench/src/build.js"),
  clients: (await import(join(at, "bench/src/clients.ts"))) as typeof import("../../bench/src/clients.js"),
  cold: (await import(join(at, "bench/src/coldStart.ts"))) as typeof import("../../bench/src/coldStart.js"),
  fixtures: (await import(join(at, "bench/src/fixtures.ts"))) as typeof import("../../bench/src/fixtures.js"),
  rounds: (await import(join(at, "bench/src/rounds.ts"))) as typeof import("../../bench/src/rounds.js"),
  report: (await import(join(at, "bench/src/report.ts"))) as typeof import("../../bench/src/report.js"),
  statistics: (await import(
    join(at, "bench/src/statistics.ts")
  )) as typeof import("../../bench/src/statistics.js")
})

const lines = [
  { name: "Effect 3", ...(await benchOf(root)) },
  { name: "Effect 4", ...(await benchOf(folder)) }
] as const
const [three] = lines

for (const { build, cold } of lines) {
  await build.compile({
    server: "./server.ts",
    floor: "./clients/floor.ts",
    ours: "./clients/ours.ts",
    ...cold.coldPrograms
  })
}
const fixtures = fileURLToPath(new URL("fixtures.json", three.build.outdir))
three.fixtures.writeFixtures(fixtures)
const baseUrl = await three.clients.startServer(fixtures)

const kinds = three.clients.clients.filter(({ file }) => file === "ours")
const { floor } = three.clients

const started = performance.now()
const running = lines.flatMap(({ clients, name: line }) =>
  clients.clients
    .filter(({ file, name }) => file === "ours" || (name === floor && line === three.name))
    .map((client) => ({
      ...client,
      ...clients.start(client, fixtures, baseUrl),
      name: client.name === floor ? floor : `${line}: ${client.name}`
    }))
)
const rows = await three.rounds.measureRows(running, {
  scenarios: ["post204", "getOrder", "notification"],
  levels: [16],
  rounds,
  calls
})
for (const { stop } of running) stop()

type ColdRow = Awaited<ReturnType<typeof three.cold.coldStart>>[number]
const samples = new Map<string, Array<ColdRow>>()
for (let round = 0; round < starts; round++) {
  for (const { cold, name } of lines) {
    for (const row of await cold.coldStart(1, fixtures)) {
      const key = `${name}: ${row.key}`
      samples.set(key, [...(samples.get(key) ?? []), row])
    }
  }
}

const { table } = three.report
const { median } = three.statistics
const ratio = (value: number, base: number): string => (value / base).toFixed(2)
const of = (client: string, scenario: string) =>
  rows.find((row) => row.client === client && row.scenario === scenario)?.cpuMillisPerCall

const titles = { post204: "POST", getOrder: "GET", notification: "notification" }

const callTable = table(
  ["CPU ms, 16 in flight", "floor", "Effect 3", "Effect 4", "Effect 4 of Effect 3"],
  Object.entries(titles).flatMap(([scenario, title]) =>
    kinds.flatMap(({ name }) => {
      const [third, fourth] = lines.map((line) => of(`${line.name}: ${name}`, scenario))
      if (third === undefined || fourth === undefined) return []
      const row = [`${title}, ${name.replace(/^.*\((.*)\)$/, "$1")}`, (of(floor, scenario) ?? 0).toFixed(3)]
      return [[...row, third.toFixed(3), fourth.toFixed(3), ratio(fourth, third)]]
    })
  )
)

const medianOf = (line: string, key: string, member: "millis" | "heapMiB"): number =>
  median((samples.get(`${line}: ${key}`) ?? []).map((row) => row[member]))

const names = new Map(
  [...samples.values()].flatMap(([row]) => (row === undefined ? [] : [[row.key, row.name]]))
)
const startTable = table(
  ["start", "Effect 3 ms", "Effect 4 ms", "Effect 4 of Effect 3", "Effect 3 heap MiB", "Effect 4 heap MiB"],
  [...names].map(([key, name]) => {
    const third = medianOf("Effect 3", key, "millis")
    const fourth = medianOf("Effect 4", key, "millis")
    const heaps = lines.map((line) => medianOf(line.name, key, "heapMiB").toFixed(1))
    return [name, third.toFixed(0), fourth.toFixed(0), ratio(fourth, third), ...heaps]
  })
)

const versionOf = (at: string, name: string): string =>
  JSON.parse(readFileSync(join(at, "node_modules", name, "package.json"), "utf8")).version

const text = [
  `${new Date().toISOString().slice(0, 10)}; ${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node.js ${process.versions.node}; effect ${versionOf(root, "effect")} and ${versionOf(folder, "effect")}. Medians of ${rounds} rounds of ${calls} calls, ${starts} starts; ${Math.round((performance.now() - started) / 1000)} s in all.`,
  callTable,
  startTable
].join("\n\n")
console.log(text)
if (process.argv.includes("--write")) {
  const page = join(root, "docs/performance.md")
  writeFileSync(page, three.report.insert(readFileSync(page, "utf8"), text, "pnpm bench:lines"))
}
process.exit(0)
