/** `pnpm bench` runs, all of it, with a handful of calls. What it measures then means nothing. */
import { execFile } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, beforeAll, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

interface Results {
  readonly rows: ReadonlyArray<{
    readonly client: string
    readonly scenario: string
    readonly inFlight: number
    readonly callsPerSecond: number
    readonly cpuMillisPerCall: number
    readonly p99: number
  }>
  readonly rejected: ReadonlyArray<{ readonly forgery: string; readonly cpuMillisPerCall: number }>
  readonly first: ReadonlyArray<{ readonly client: string }>
  readonly tricks: ReadonlyArray<{ readonly name: string; readonly ratios: Readonly<Record<string, number>> }>
  readonly cold: ReadonlyArray<{
    readonly key: string
    readonly millis: number
    readonly endpoints: number
  }>
}

const calls = ["post204", "getOrder"]
const expected = {
  floor: [...calls, "notification"],
  "effect-wechatpay (undici)": [...calls, "notification"],
  "effect-wechatpay (platform's undici)": calls,
  "effect-wechatpay (node:http)": calls,
  "effect-wechatpay (fetch)": [...calls, "notification"],
  "wechatpay-axios-plugin": calls,
  "wechatpay-node-v3": calls
}

describe("pnpm bench", () => {
  let results: Results
  let text: string

  beforeAll(async () => {
    const settings = { BENCH_NAME: "smoke", BENCH_ROUNDS: "1", BENCH_CALLS: "16", BENCH_STARTS: "1" }
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "bench/src/main.ts"], {
      cwd: root,
      env: { ...process.env, ...settings },
      timeout: 120_000
    })
    text = stdout
    results = JSON.parse(readFileSync(`${root}/bench/dist/smoke/results.json`, "utf8")) as Results
  }, 130_000)

  it("the benchmark measures each client with 1, 16 and 64 calls in flight", () => {
    const measured = results.rows.map((row) => `${row.client}: ${row.scenario} ${row.inFlight}`)
    const all = Object.entries(expected).flatMap(([client, scenarios]) =>
      scenarios.flatMap((scenario) => [1, 16, 64].map((level) => `${client}: ${scenario} ${level}`))
    )
    assert.sameMembers(measured, all)
    for (const row of results.rows) {
      assert.isAbove(row.callsPerSecond, 0, row.client)
      assert.isAbove(row.cpuMillisPerCall, 0, row.client)
      assert.isAbove(row.p99, 0, row.client)
    }
  })

  it("the benchmark measures a rejected notification for each kind of forgery", () => {
    assert.deepStrictEqual(
      results.rejected.map(({ forgery }) => forgery),
      ["wrongSignature", "unknownSerial", "sharedSerial", "printedAgain", "manyMembers"]
    )
    for (const { cpuMillisPerCall, forgery } of results.rejected) assert.isAbove(cpuMillisPerCall, 0, forgery)
    assert.include(text, "| CPU of a rejected notification, the most expensive forgery | ≤ 3 ms |")
    assert.include(text, "### Rejected notification")
  })

  it("the benchmark measures the start with one endpoint and with all", () => {
    const endpoints = new Map(results.cold.map((row) => [row.key, row.endpoints]))
    assert.strictEqual(endpoints.get("programUndici"), 1)
    assert.isAbove(endpoints.get("growthOne") ?? 0, 1)
    assert.isAbove(endpoints.get("growthAll") ?? 0, 90)
    for (const row of results.cold) assert.isAbove(row.millis, 0, row.key)
  })

  it("the benchmark measures our client without each trick for speed, and each module of tricks has its row", () => {
    // Parts of the others have no row of their own, and the bench measures the Effect 3 line.
    const parts = ["fiber", "parsers"]
    const modules = readdirSync(`${root}/packages/core/src/internal/speed`)
      .filter((file) => !file.endsWith(".effect4.ts"))
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((name) => !parts.includes(name))
    assert.sameMembers(
      results.tricks.map(({ name }) => name),
      [...modules, "classes"]
    )
    for (const { name, ratios } of results.tricks) {
      for (const scenario of [...calls, "notification"]) assert.isAbove(ratios[scenario] ?? 0, 0, name)
    }
    assert.lengthOf(results.first, 2)
  })

  it("the benchmark prints tables that docs/performance.md has a place for", () => {
    assert.include(text, "### Notification: verify, decrypt, decode, 64 in flight")
    assert.include(text, "### Start")
    const page = readFileSync(`${root}/docs/performance.md`, "utf8")
    assert.include(page, "<!-- written by pnpm bench --write -->")
    assert.include(page, "<!-- end of what pnpm bench writes -->")
    assert.isTrue(existsSync(`${root}/bench/results.json`))
  })
})

interface Limits {
  readonly creations: number
  readonly mostMiB: number
  readonly lists: ReadonlyArray<{ readonly path: string; readonly millis: number; readonly kib: number }>
  readonly membersMillis: number
  readonly nestedStatus: number
  readonly tooLongStatus: number
  readonly echo: number
}

describe("pnpm bench:simulator", () => {
  it("the benchmark measures the limits of the simulator, and its tables have a place in docs/performance.md", {
    timeout: 90_000
  }, async () => {
    const settings = { BENCH_NAME: "smokeSimulator", BENCH_CREATIONS: "20", BENCH_CALLS: "20" }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "bench/src/simulator/main.ts"],
      { cwd: root, env: { ...process.env, ...settings }, timeout: 85_000 }
    )
    const { limits } = JSON.parse(
      readFileSync(`${root}/bench/dist/smokeSimulator/simulator.json`, "utf8")
    ) as { readonly limits: Limits }
    assert.deepInclude(limits, { creations: 20, nestedStatus: 400, tooLongStatus: 413, echo: 201 })
    assert.isAbove(limits.mostMiB, 10)
    assert.isAbove(limits.membersMillis, 0)
    assert.lengthOf(limits.lists, 5)
    for (const { kib, millis, path } of limits.lists) {
      assert.isAbove(millis, 0, path)
      assert.isAbove(kib, 0, path)
    }
    assert.include(stdout, "| memory of the process, 20 service orders, all of them open | < 300 MiB |")
    const page = readFileSync(`${root}/docs/performance.md`, "utf8")
    assert.include(page, "<!-- written by pnpm bench:simulator --write -->")
    assert.include(page, "<!-- end of what pnpm bench:simulator writes -->")
  })
})
