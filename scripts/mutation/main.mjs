// `pnpm test:mutation [--survivors] [part of a path or of a group …]`: changes the code that money depends on, one expression at a time, and
// runs the tests that must notice. Writes scripts/mutation/results.json and docs/mutation.md; exits with 1 if a group is
// below 90 % or a survivor is not explained in harmless.mjs. `--survivors`: only what survived the last run, in source that has not
// changed since. docs/decisions/0020-mutation-testing.md says why.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { run } from "../run.mjs"
import { print, problemsOf, settle, summaryOf, survivorLines, survivorRanges, takeKilled } from "./report.mjs"
import { units } from "./units.mjs"

const root = fileURLToPath(new URL("../../", import.meta.url))
const folder = `${root}.stryker-tmp/reports`
const resultsFile = `${root}scripts/mutation/results.json`

const isAgain = process.argv.includes("--survivors")
const parts = process.argv.slice(2).filter((part) => part !== "--survivors")
const chosen = parts.includes("--report")
  ? []
  : units.filter(
      ({ files, group }) =>
        parts.length === 0 ||
        parts.some((part) => group.includes(part) || files.some((file) => file.includes(part)))
    )

mkdirSync(folder, { recursive: true })
const results = JSON.parse(readFileSync(resultsFile, "utf8"))

/** Stryker's report of one run, by file; nothing if it failed. `fresh`: modules are loaded again for each mutant. */
const stryker = async ({ files, fresh, name, tests }) => {
  const report = `${folder}/${name.replaceAll("/", "-")}.json`
  const { code } = await run("scripts/node_modules/.bin/stryker run scripts/mutation/stryker.config.mjs", {
    cwd: root,
    live: true,
    env: {
      MUTATION_FILES: JSON.stringify(files),
      MUTATION_TESTS: JSON.stringify(tests),
      MUTATION_REPORT: report,
      ...(isAgain ? { MUTATION_ONCE: "1" } : {}),
      ...(fresh ? { MUTATION_FRESH: "1" } : {}),
      // Tests with generated programs are slow: the written ones must notice.
      WECHATPAY_MOST_RUNS: "3"
    }
  })
  if (code === 0) return JSON.parse(readFileSync(report, "utf8")).files
  console.error(`Stryker ended with ${code}`)
  process.exitCode = 1
  return {}
}

for (const { caches = false, files, group, tests } of chosen) {
  console.log(`${group}: ${files.join(", ")}`)
  if (isAgain) {
    const lines = files.flatMap((file) => survivorLines(file, results[file]))
    if (lines.length === 0) continue
    const again = await stryker({ files: lines, tests, name: `${files[0]}-survivors`, fresh: caches })
    for (const file of files)
      if (again[file] !== undefined) results[file] = settle(results[file], again[file])
    writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`)
    continue
  }
  const read = await stryker({ files, tests, name: files[0], fresh: false })
  const left = caches ? files.flatMap((file) => survivorRanges(file, read[file])) : []
  if (left.length > 0) {
    const again = await stryker({ files: left, tests, name: `${files[0]}-survivors`, fresh: true })
    for (const file of files) takeKilled(read[file], again[file])
  }
  for (const file of files) {
    const seen = read[file]
    if (seen !== undefined) results[file] = { group, ...summaryOf(seen) }
  }
  writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`)
}

writeFileSync(`${root}docs/mutation.md`, print(results))
const problems = problemsOf(results)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
