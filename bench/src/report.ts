/** The tables of docs/performance.md. */
import { axiosPlugin, floor, recommended } from "./clients.js"
import type { ColdRow } from "./coldStart.js"
import { type FirstCallsRow, firstCount } from "./firstCalls.js"
import type { Measured, Scenario } from "./measure.js"
import { forgeries, mostPerRejection, type RejectedRow } from "./rejected.js"
import type { TrickRow } from "./withoutTricks.js"

export interface Row extends Measured {
  readonly client: string
  readonly scenario: Scenario
  readonly inFlight: number
}

export interface Results {
  readonly date: string
  readonly machine: { readonly cpu: string; readonly cores: number; readonly system: string }
  readonly versions: Readonly<Record<string, string>>
  readonly settings: {
    readonly rounds: number
    readonly calls: number
    readonly starts: number
    readonly seconds: number
  }
  readonly rows: ReadonlyArray<Row>
  readonly rejected: ReadonlyArray<RejectedRow>
  readonly first: ReadonlyArray<FirstCallsRow>
  readonly tricks: ReadonlyArray<TrickRow>
  readonly cold: ReadonlyArray<ColdRow>
}

const titles: Readonly<Record<Scenario, string>> = {
  post204: "POST with a 204",
  getOrder: "GET of a service order",
  notification: "Notification: verify, decrypt, decode"
}

export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

const ratio = (value: number | undefined, base: number | undefined): string =>
  value === undefined || base === undefined ? "" : (value / base).toFixed(2)

const at = (rows: ReadonlyArray<Row>, client: string, scenario: Scenario, inFlight: number) =>
  rows.find((row) => row.client === client && row.scenario === scenario && row.inFlight === inFlight)

const measuredTable = (all: ReadonlyArray<Row>, scenario: Scenario, inFlight: number): string => {
  const rows = all.filter((row) => row.scenario === scenario && row.inFlight === inFlight)
  const base = at(rows, floor, scenario, inFlight)
  return table(
    ["client", "calls/s", "of floor", "CPU ms/call", "× floor", "p50 ms", "p99 ms", "loop p99 ms", "RSS MiB"],
    rows.map((row) => [
      row.client,
      String(Math.round(row.callsPerSecond)),
      ratio(row.callsPerSecond, base?.callsPerSecond),
      row.cpuMillisPerCall.toFixed(3),
      ratio(row.cpuMillisPerCall, base?.cpuMillisPerCall),
      row.p50.toFixed(2),
      row.p99.toFixed(2),
      row.loopDelayP99.toFixed(1),
      String(Math.round(row.rssMiB))
    ])
  )
}

/** The targets of the documentation. */
const targets = ({ cold, first, rejected, rows }: Results): string => {
  const cpu = (scenario: Scenario, inFlight: number) =>
    ratio(
      at(rows, recommended, scenario, inFlight)?.cpuMillisPerCall,
      at(rows, floor, scenario, inFlight)?.cpuMillisPerCall
    )
  const throughput = (scenario: Scenario, other: string) =>
    ratio(at(rows, recommended, scenario, 16)?.callsPerSecond, at(rows, other, scenario, 16)?.callsPerSecond)
  const started = (key: string) => cold.find((row) => row.key === key)
  const firstOf = (client: string) => first.find((row) => row.client === client)?.cpuMillisPerCall
  const calls = (measure: (scenario: Scenario) => string) => `${measure("post204")}, ${measure("getOrder")}`
  return table(
    ["over the recommended client", "target", "measured"],
    [
      [
        "CPU per call against the floor, 16 in flight (POST, GET)",
        "≤ 1.20, ≤ 1.25",
        calls((each) => cpu(each, 16))
      ],
      ["CPU per call against the floor, 64 in flight (GET)", "≤ 1.25", cpu("getOrder", 64)],
      ["CPU per call against the floor, one at a time (POST, GET)", "≤ 1.35", calls((each) => cpu(each, 1))],
      [
        "calls/s against the floor, 16 in flight (POST, GET)",
        "≥ 0.75",
        calls((each) => throughput(each, floor))
      ],
      [
        "calls/s against `wechatpay-axios-plugin`, 16 in flight (POST, GET)",
        "≥ 1.7",
        calls((each) => throughput(each, axiosPlugin))
      ],
      [
        "CPU per notification against bare verify, decrypt and `JSON.parse`",
        "≤ 1.5",
        cpu("notification", 16)
      ],
      [
        "CPU of a rejected notification, the most expensive forgery",
        `≤ ${mostPerRejection} ms`,
        `${Math.max(...rejected.map((row) => row.cpuMillisPerCall)).toFixed(2)} ms`
      ],
      [
        `CPU per call against the floor, first ${firstCount} calls of a process, 16 in flight (POST)`,
        "",
        ratio(firstOf(recommended), firstOf(floor))
      ],
      [
        "start against importing the Effect modules (fetch, undici)",
        "≤ 1.3",
        ["Fetch", "Undici"]
          .map((each) => ratio(started(`program${each}`)?.millis, started(`libraries${each}`)?.millis))
          .join(", ")
      ]
    ]
  )
}

const coldTable = (cold: ReadonlyArray<ColdRow>): string =>
  table(
    ["program", "ms", "CPU ms", "heap MiB", "endpoints"],
    cold.map((row) => [
      row.name,
      row.millis.toFixed(0),
      row.cpuMillis.toFixed(0),
      row.heapMiB.toFixed(1),
      row.endpoints === 0 ? "" : String(row.endpoints)
    ])
  )

const rejectedTable = (rejected: ReadonlyArray<RejectedRow>): string =>
  table(
    ["forgery", "CPU ms", "p99 ms"],
    rejected.map((row) => [forgeries[row.forgery], row.cpuMillisPerCall.toFixed(2), row.p99.toFixed(2)])
  )

const percent = (ratio: number): string =>
  `${ratio < 1 ? "−" : "+"}${Math.abs((ratio - 1) * 100).toFixed(1)} %`

const tricksTable = (tricks: ReadonlyArray<TrickRow>): string =>
  table(
    ["without", "what it does", "POST", "GET", "notification"],
    tricks.map(({ name, ratios, what }) => [
      name,
      what,
      percent(ratios.post204),
      percent(ratios.getOrder),
      percent(ratios.notification)
    ])
  )

export const tables = (results: Results): string => {
  const { date, machine, rows, settings, versions } = results
  const measured = [...new Set(rows.map(({ inFlight, scenario }) => `${scenario} ${inFlight}`))].map(
    (key) => {
      const [scenario, inFlight] = key.split(" ") as [Scenario, string]
      return `### ${titles[scenario]}, ${inFlight === "1" ? "one at a time" : `${inFlight} in flight`}\n\n${measuredTable(rows, scenario, Number(inFlight))}`
    }
  )
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `${date}; ${machine.cpu}, ${machine.cores} cores, ${machine.system}; ${libraries.join(", ")}. Medians of ${settings.rounds} rounds, ${settings.starts} starts; ${settings.seconds} s in all.`,
    targets(results),
    ...measured,
    `### Rejected notification\n\nFrom the request of the web platform to the response, one at a time, 1,000 merchants on the URL.\n\n${rejectedTable(results.rejected)}`,
    `### What each trick brings\n\nCPU of a call without it, against a call with all of them; 16 in flight.\n\n${tricksTable(results.tricks)}`,
    `### Start\n\n${coldTable(results.cold)}`
  ].join("\n\n")
}

/** Replaces the tables of the page that a command writes. */
export const insert = (page: string, text: string, command = "pnpm bench"): string => {
  const begin = `<!-- written by ${command} --write -->`
  const end = `<!-- end of what ${command} writes -->`
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from === -1 || to === -1) throw new Error("docs/performance.md has no markers for its tables")
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`
}
