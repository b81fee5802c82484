/** The tables of the simulator in docs/performance.md. */
import { table } from "../report.js"
import type { Limits } from "./limits.js"
import type { Throughput } from "./throughput.js"

export interface Results {
  readonly date: string
  readonly machine: string
  readonly throughput: Throughput
  readonly limits: Limits
}

const number = (value: number): string => Math.round(value).toLocaleString("en-US")
const millis = (value: number): string => `${value < 10 ? value.toFixed(1) : number(value)} ms of CPU`

const limitsTable = (limits: Limits): string => {
  const created = `${number(limits.creations)} service orders`
  return table(
    ["limit", "target", "measured"],
    [
      [`memory of the process, ${created}, all of them open`, "< 300 MiB", `${number(limits.mostMiB)} MiB`],
      [`heap in use after that`, "", `${number(limits.heapMiB)} MiB`],
      ["a creation", "", `${limits.cpuMillisPerCreation.toFixed(2)} ms of CPU`],
      ...limits.lists.map(({ kib, millis: time, path }) => [
        `\`GET ${path}\` with ${created}`,
        "< 100 ms of CPU",
        `${millis(time)}, ${number(kib)} KiB`
      ]),
      ["body of 200,000 JSON members", "400, < 500 ms of CPU", millis(limits.membersMillis)],
      [
        "body nested 200,000 levels deep",
        "400 with a body",
        `${limits.nestedStatus}, ${millis(limits.nestedMillis)}`
      ],
      ["body of 40 MB", "413", `${limits.tooLongStatus}, ${millis(limits.tooLongMillis)}`],
      ["longest text of an error about a value of 500,000 characters", "≤ 201", number(limits.echo)]
    ]
  )
}

const throughputTable = ({ calls, parts }: Throughput): string =>
  table(
    ["calls", "calls/s", "CPU ms/call", "heap MiB", "calls in the log"],
    parts.map(({ callsPerSecond, cpuMillisPerCall, heapMiB, inLog }, index) => [
      number((calls / parts.length) * (index + 1)),
      number(callsPerSecond),
      cpuMillisPerCall.toFixed(3),
      heapMiB.toFixed(1),
      number(inLog)
    ])
  )

export const tables = ({ date, limits, machine, throughput }: Results): string =>
  [
    `${date}; ${machine}.`,
    limitsTable(limits),
    `${number(throughput.calls)} calls, 32 in flight, with requests that were signed before: each is checked, executed, signed and logged. RSA takes ${throughput.rsaMillis.toFixed(2)} ms of CPU of each.`,
    throughputTable(throughput)
  ].join("\n\n")
