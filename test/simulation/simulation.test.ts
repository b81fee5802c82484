/**
 * Programs of users, merchants, tills and processes under faults, kills and clock steps, in virtual time: see README.md.
 *
 * A violation names its seed. `WECHATPAY_PROGRAM=<seed> pnpm test:unit simulation` replays it and prints what happened.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { runs, timeout } from "../support/long.js"
import { type Kind, kinds, payoutKinds, runProgram } from "./program.js"
import { firstSeed } from "./seeds.js"
import { useSyncCrypto } from "./syncCrypto.js"

const replayed = Number(process.env.WECHATPAY_PROGRAM ?? Number.NaN)

const asked = [...kinds, ...payoutKinds].find((kind): kind is Kind => kind === process.env.WECHATPAY_KIND)

const events = ["dies", '"Late"', '"ResponseLost"', '"Lost"', "the clock of", "console sends"]

const { numRuns, seed: first } = runs("programs of the simulation", {
  ci: 300,
  long: 20_000,
  seed: firstSeed
})

describe("the simulation", () => {
  let restore = () => {}
  beforeAll(() => {
    restore = useSyncCrypto()
  })
  afterAll(() => restore())

  it(
    "no report of the library contradicts the ledger, in any program",
    async () => {
      if (Number.isInteger(replayed)) {
        const { trace, violations } = await runProgram(replayed, asked)
        console.log([...trace, ...violations.map((violation) => `VIOLATION ${violation}`)].join("\n"))
        return assert.deepStrictEqual(violations, [])
      }
      const seen = new Map<string, number>()
      const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
      const violated: Array<string> = []
      for (let seed = first; seed < first + numRuns && violated.length < 20; seed++) {
        const { kind, trace, violations } = await runProgram(seed)
        note(kind)
        const text = trace.join("\n")
        for (const what of events) if (text.includes(what)) note(what)
        for (const violation of violations) violated.push(`WECHATPAY_PROGRAM=${seed} (${kind}): ${violation}`)
      }
      assert.deepStrictEqual(violated, [])
      // What the programs are about has happened in many of them.
      for (const what of [...kinds, ...events]) assert.isAbove(seen.get(what) ?? 0, 10, what)
    },
    timeout(600_000)
  )

  it(
    "no transfer and no share is made twice, and no money is made or lost, in any program",
    async () => {
      const { numRuns, seed: first } = runs("programs of transfers and shares", {
        ci: 8,
        long: 1_000,
        seed: firstSeed
      })
      const violated: Array<string> = []
      let killed = 0
      for (let seed = first; seed < first + numRuns && violated.length < 20; seed++) {
        const asked = payoutKinds[seed % payoutKinds.length]
        const { kind, trace, violations } = await runProgram(seed, asked)
        if (trace.some((line) => line.includes("dies"))) killed++
        for (const violation of violations) {
          violated.push(`WECHATPAY_KIND=${kind} WECHATPAY_PROGRAM=${seed}: ${violation}`)
        }
      }
      assert.deepStrictEqual(violated, [])
      assert.isAbove(killed, 0)
    },
    timeout(60_000)
  )

  it("a seed replays exactly", async () => {
    for (let seed = first; seed < first + 5; seed++) {
      assert.deepStrictEqual((await runProgram(seed)).trace, (await runProgram(seed)).trace)
    }
  }, 120_000)
})
