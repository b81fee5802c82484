/** What a forged notification costs: the kinds of forgery, each at the size that costs most. */
import { start } from "./clients.js"
import { median } from "./statistics.js"

export type Forgery = "wrongSignature" | "unknownSerial" | "sharedSerial" | "printedAgain" | "manyMembers"

export interface RejectedRow {
  readonly forgery: Forgery
  readonly cpuMillisPerCall: number
  readonly p99: number
}

/** Milliseconds of CPU. */
export const mostPerRejection = 3

export const forgeries: Readonly<Record<Forgery, string>> = {
  wrongSignature: "128 KiB, signed with another key",
  unknownSerial: "128 KiB, an unknown serial number, 1,001 known ones",
  sharedSerial: "signed with another key, a serial number that 1,000 merchants share",
  printedAgain: "16 KiB, printed again; without the limit of the rate of hints",
  manyMembers: "XML of 32 KiB and 480 members, signed with another key"
}

export const rejected = async (
  rounds: number,
  calls: number,
  fixtures: string,
  baseUrl: string
): Promise<ReadonlyArray<RejectedRow>> => {
  const { run, stop } = start({ name: "rejected", file: "rejected", scenarios: [] }, fixtures, baseUrl)
  const rows: Array<RejectedRow> = []
  for (const forgery of Object.keys(forgeries) as ReadonlyArray<Forgery>) {
    const samples = []
    for (let round = 0; round < rounds; round++) {
      const count = Math.ceil(calls / 4)
      const { measured } = await run({
        scenario: forgery,
        inFlight: 1,
        calls: count,
        warmUp: round === 0 ? count * 2 : Math.ceil(count / 10)
      })
      samples.push(measured)
    }
    rows.push({
      forgery,
      cpuMillisPerCall: median(samples.map((each) => each.cpuMillisPerCall)),
      p99: median(samples.map((each) => each.p99))
    })
  }
  stop()
  return rows
}
