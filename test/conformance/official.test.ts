/** The differences to the official pages of July 2026: each has an end, and what it names exists. */
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { ends, stated } from "./official/entries.js"
import { page } from "./official/page.js"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** Texts may run over the lines of a docstring or a page. */
const flat = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/^\s*(?:\*|\/\/|\/\*\*)? ?/, "").trim())
    .join(" ")

const contents = new Map<string, string>()

const contentOf = (file: string): string => {
  const known = contents.get(file) ?? flat(readFileSync(`${root}${file}`, "utf8"))
  contents.set(file, known)
  return known
}

describe("the official pages of July 2026", () => {
  it("the official pages of July 2026 differ in 236 details, each with its own id", () => {
    assert.lengthOf(stated, 102 + 134)
    assert.lengthOf([...new Set(stated.map(({ id }) => id))], stated.length)
  })

  it("each difference has an end", () => {
    assert.deepStrictEqual(
      stated.filter(({ id }) => ends[id] === undefined).map(({ id }) => id),
      []
    )
  })

  it("the end of each difference names files, tests and sentences that exist", () => {
    const ids = new Set(stated.map(({ id }) => id))
    for (const [id, { end, held }] of Object.entries(ends)) {
      assert.isTrue(ids.has(id), id)
      if (end === "mended") {
        assert.isTrue(
          held.some(({ file }) => file.startsWith("test/")),
          `${id} names no test`
        )
      }
      if (end === "documented") assert.isNotEmpty(held, `${id} names no place`)
      for (const { file, text } of held) {
        assert.isTrue(existsSync(`${root}${file}`), `${id}: ${file}`)
        assert.isTrue(contentOf(file).includes(text), `${id}: ${file} does not say: ${text}`)
      }
    }
  })

  it("docs/official.md shows all differences and their ends", async () => {
    await expect(page()).toMatchFileSnapshot("../../docs/official.md")
  })
})
