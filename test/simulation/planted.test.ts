/** The planted bugs: see README.md. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { planted } from "./planted.js"
import { readResults, root, withTable } from "./plantedTable.js"
import { firstSeed } from "./seeds.js"

describe("the planted bugs", () => {
  it("every planted bug removes a text that exists once, and was found within 1,000 programs", () => {
    const results = readResults()
    assert.deepStrictEqual(
      results.map(({ name }) => name),
      planted.map(({ name }) => name)
    )
    assert.isAtLeast(results.length, 10)
    for (const { file, name, replacement, text } of planted) {
      assert.lengthOf(readFileSync(join(root, file), "utf8").split(text), 2, name)
      assert.notInclude(replacement, text, name)
    }
    for (const { programs, seed } of results) {
      assert.isAtMost(programs, 1_000)
      assert.strictEqual(seed, firstSeed + programs - 1)
    }
    const page = readFileSync(join(root, "docs/reliability.md"), "utf8")
    assert.strictEqual(withTable(page, results), page)
  })
})
