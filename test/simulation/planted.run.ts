/** Looks for a planted bug in up to 1,000 programs. Prints what it found as one line of JSON. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { planted } from "./planted.js"
import { kindOfSeed, runProgram } from "./program.js"
import { firstSeed } from "./seeds.js"
import { useSyncCrypto } from "./syncCrypto.js"

describe("a planted bug", () => {
  let restore = () => {}
  beforeAll(() => {
    restore = useSyncCrypto()
  })
  afterAll(() => restore())

  const bug = planted.find(({ name }) => name === process.env.WECHATPAY_PLANTED)
  assert(bug !== undefined)

  it("is found within 1,000 programs", async () => {
    for (let count = 1; count <= 1_000; count++) {
      const seed = firstSeed + count - 1
      if (!bug.kinds.includes(kindOfSeed(seed))) continue
      const { kind, violations } = await runProgram(seed)
      const [violation] = violations
      if (violation === undefined) continue
      console.log(`FOUND ${JSON.stringify({ name: bug.name, seed, programs: count, kind, violation })}`)
      return
    }
    assert.fail("no violation in 1,000 programs")
  })
})
