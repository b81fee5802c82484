/** The tests that docs/quality.md names exist, by file and by title. */
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (path: string) => readFileSync(`${root}${path}`, "utf8")

const rows = read("docs/quality.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| check ") && !line.startsWith("| ---"))
  .map((line) => {
    const [check = "", how = "", what = "", tests = ""] = line
      .slice(2, -2)
      .split(/ (?<!\\)\| /)
      .map((cell) => cell.trim())
    return { check, how, what, tests }
  })

/** `` `file`: title; title; `file`: title `` by file. */
const citations = (tests: string): ReadonlyArray<readonly [file: string, titles: ReadonlyArray<string>]> =>
  [...tests.matchAll(/`(test\/[^`]+)`(?:: ((?:(?!; `test\/).)*))?/g)].map(([, file = "", titles]) => [
    file,
    titles === undefined ? [] : titles.split("; ")
  ])

describe("docs/quality.md", () => {
  it("has rows", () => assert.isAbove(rows.length, 20))

  it.each(rows.map((row) => [row.check, row] as const))("%s", (_, { how, tests, what }) => {
    assert.include(["impossible", "automatic", "reported"], how)
    assert.isNotEmpty(what)
    const cited = citations(tests)
    assert.isNotEmpty(cited)
    for (const [file, titles] of cited) {
      assert.isTrue(existsSync(`${root}${file}`), file)
      for (const title of titles) assert.include(read(file), title, file)
    }
  })
})
