/** The simulator serves every endpoint of payments, transfers, profit sharing and complaints, with all their limits. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { type Input, replaced } from "../support/walk/inputs.js"
import { preparations as complaints } from "../support/walk/prepareComplaint.js"
import { preparations as payments } from "../support/walk/preparePay.js"
import { preparations as profitSharing } from "../support/walk/prepareProfitSharing.js"
import { preparations as transfers } from "../support/walk/prepareTransfer.js"
import { walk } from "../support/walk/simulated.js"

const same = (input: Input): Input => input

const without =
  (...names: ReadonlyArray<string>) =>
  (input: Input): Input =>
    Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))

/** The name of the paying user; rule R36 of payments states it. */
const withoutIdentity = (input: Input): Input =>
  ["payer", "combine_payer_info"].reduce<Input>(
    (given, name) =>
      given[name] === undefined ? given : (replaced(given, [name, "identity"], undefined) as Input),
    input
  )

const withoutNames =
  (list: string, ...names: ReadonlyArray<string>) =>
  (input: Input): Input => {
    const plain = without(...names)(input)
    const items = plain[list] as ReadonlyArray<Input> | undefined
    return items === undefined ? plain : { ...plain, [list]: items.map(without(...names)) }
  }

describe("the simulator of payments", () => {
  walk({
    prefix: "pay",
    count: 26,
    preparations: payments,
    withoutEncrypted: withoutIdentity,
    isEncrypted: (path) => path.includes("identity")
  })
})

describe("the simulator of transfers", () => {
  walk({
    prefix: "transfer",
    count: 57,
    preparations: transfers,
    withoutEncrypted: withoutNames("transfer_detail_list", "user_name", "user_id_card"),
    isEncrypted: (path) => path.includes("user_name") || path.includes("user_id_card")
  })
})

describe("the simulator of profit sharing", () => {
  walk({
    prefix: "profitSharing",
    count: 29,
    preparations: profitSharing,
    withoutEncrypted: withoutNames("receivers", "name", "receiver_name", "encrypted_name"),
    isEncrypted: (path) => ["name", "receiver_name", "encrypted_name"].some((name) => path.includes(name))
  })
})

describe("the simulator of complaints", () => {
  walk({
    prefix: "merchantComplaint",
    count: 11,
    preparations: complaints,
    withoutEncrypted: same,
    isEncrypted: () => false
  })
})

describe("the rules of the products", () => {
  it.each([
    ["transfer", 26],
    ["profitSharing", 29],
    ["complaint", 23]
  ] as const)("every numbered rule has a test in %sRules.test.ts", (name, count) => {
    const path = new URL(`../simulator/${name}Rules.test.ts`, import.meta.url)
    const titles = readFileSync(path, "utf8").matchAll(
      /"(?:transfer|profit sharing|complaint) rules? ([^:"]+):/g
    )
    const stated = new Set(
      [...titles].flatMap(([, numbers = ""]) =>
        [...numbers.matchAll(/\d+/g)].map(([number]) => Number(number))
      )
    )
    const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
      (number) => !stated.has(number)
    )
    assert.deepStrictEqual(missing, [])
  })
})
