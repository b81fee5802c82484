/**
 * `pnpm test:effect4`, after `pnpm effect4`: runs the tests of the edition on Node.js 22, and compares their number with
 * that of the Effect 3 line; then the tests of types. Arguments go to Vitest; with any, only Vitest runs, and nothing is compared.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { root } from "./files.js"
import { node22 } from "./node22.js"
import { left } from "./tests.js"
import { folder } from "./workspace.js"

const given = process.argv.slice(2)

if (!existsSync(join(folder, "node_modules"))) throw new Error("run `pnpm effect4` first")

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly status: string
    readonly assertionResults: ReadonlyArray<{ readonly fullName: string; readonly status: string }>
  }>
}

/** `vitest list` joins titles by another sign than the report. */
const titleOf = (name: string): string => name.replaceAll(" > ", " ")

/** A test of a file that takes the place of another one in the edition. */
const isOfTwin = (name: string): boolean => name.includes(".effect4.")

const read = (file: string): Report => JSON.parse(readFileSync(file, "utf8"))

/** The names of the tests of a report by their files, from the root. */
const namesIn = ({ testResults }: Report, from: string): ReadonlyMap<string, ReadonlyArray<string>> =>
  new Map(
    testResults.map(({ assertionResults, name }) => [
      name.slice(from.length).replace(/^\//, ""),
      assertionResults.map(({ fullName }) => titleOf(fullName))
    ])
  )

const directory = mkdtempSync(join(tmpdir(), "effect4-tests-"))

/** What `pnpm test` has left behind, or a list that is made now. */
const ofEffect3 = (): ReadonlyMap<string, ReadonlyArray<string>> => {
  const kept = join(root, "node_modules/.cache/tests.json")
  if (existsSync(kept)) return namesIn(read(kept), root)
  const file = join(directory, "list.json")
  spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "list", `--json=${file}`], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"]
  })
  const names = new Map<string, Array<string>>()
  for (const { file: path, name } of JSON.parse(readFileSync(file, "utf8"))) {
    const key = path.slice(root.length)
    names.set(key, [...(names.get(key) ?? []), titleOf(name)])
  }
  return names
}

const environment = { ...process.env, PATH: `${dirname(node22)}:${process.env.PATH}` }

const run = (): Report => {
  const file = join(directory, "vitest.json")
  const vitest = join(folder, "node_modules/vitest/vitest.mjs")
  spawnSync(
    node22,
    [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...given],
    {
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit"],
      env: environment
    }
  )
  return read(file)
}

const runTypes = (): { readonly passed: number; readonly failed: number } => {
  const tstyche = join(folder, "node_modules/tstyche/build/bin.js")
  const { status, stdout } = spawnSync(node22, [tstyche], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...environment, NO_COLOR: "1", FORCE_COLOR: undefined }
  })
  process.stdout.write(stdout)
  const summary = /^Tests:.*$/m.exec(stdout)?.[0] ?? ""
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
  return { passed: count("passed"), failed: status !== 0 && count("failed") === 0 ? 1 : count("failed") }
}

const report = run()
const all = report.testResults.flatMap(({ assertionResults }) => assertionResults)
const countOf = (status: string) => all.filter((test) => test.status === status).length
const unloadable = report.testResults.filter(
  ({ assertionResults, status }) =>
    status === "failed" && assertionResults.every((test) => test.status !== "failed")
)
let passed = countOf("passed")
let failed = countOf("failed") + unloadable.length

if (given.length === 0) {
  const types = runTypes()
  passed += types.passed
  failed += types.failed
  const here = namesIn(report, folder)
  const there = ofEffect3()
  const count = (names: ReadonlyMap<string, ReadonlyArray<string>>) =>
    [...names.values()].reduce((sum, { length }) => sum + length, 0)
  const share = count(here) / count(there)
  for (const [path, all] of there) {
    const names = all.filter((name) => !isOfTwin(name))
    const found = here.get(path) ?? []
    const own = new Set(found)
    // The two versions of Vitest print values in titles otherwise. The files are generated, so as many tests are the same.
    const missing = found.length >= names.length ? [] : names.filter((name) => !own.has(name))
    if (missing.length === 0) continue
    const reason = left.get(path)
    console.log(`${path}: ${missing.length} not here${reason === undefined ? "" : `: ${reason}`}`)
    for (const name of missing) console.log(`  ${name}`)
    if (reason === undefined) failed++
  }
  console.log(`${count(here)} tests of ${count(there)} in the Effect 3 line: ${(share * 100).toFixed(1)} %`)
  if (share < 0.97) failed++
}

rmSync(directory, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
