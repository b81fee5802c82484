/** The tests that the pages docs/quality*.md name exist, by file and by title. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (path: string) => readFileSync(`${root}${path}`, "utf8")

const heads = ["| check ", "| mistake ", "| complaint ", "| ---"]

const rowsOf = (page: string) =>
  read(page)
    .split("\n")
    .filter((line) => line.startsWith("| ") && !heads.some((head) => line.startsWith(head)))
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

/** Every line of what is known to go wrong has its row. */
const least: Readonly<Record<string, number>> = {
  "docs/quality.md": 20,
  "docs/quality-protocol.md": 21,
  "docs/quality-complaints.md": 30
}

const pages = readdirSync(`${root}docs`)
  .filter((name) => /^quality.*\.md$/.test(name))
  .map((name) => `docs/${name}`)

it("every page of quality checks is covered by this test", () => {
  assert.sameMembers(pages, Object.keys(least))
})

describe.each(pages)("%s", (page) => {
  const rows = rowsOf(page)

  it("the page of quality checks has its rows", () => assert.isAtLeast(rows.length, least[page] ?? 1))

  it.each(rows.map((row) => [row.check, row] as const))(
    "the tests that verify '%s' exist",
    (_, { how, tests, what }) => {
      assert.include(["impossible", "automatic", "reported", "explained", "yours"], how)
      assert.isNotEmpty(what)
      const cited = citations(tests)
      assert.isNotEmpty(cited)
      for (const [file, titles] of cited) {
        assert.isTrue(existsSync(`${root}${file}`), file)
        for (const title of titles) assert.include(read(file), title, file)
      }
    }
  )
})
