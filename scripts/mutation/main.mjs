// `pnpm test:mutation [part of a path or of a group …]`: changes the code that money depends on, one expression at a time, and
// runs the tests that must notice. Writes scripts/mutation/results.json and docs/mutation.md; exits with 1 if a group is
// below 90 % or a survivor is not explained in harmless.mjs. docs/decisions/0020-mutation-testing.md says why.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { run } from "../run.mjs"
import { print, problemsOf, summaryOf } from "./report.mjs"
import { units } from "./units.mjs"

const root = fileURLToPath(new URL("../../", import.meta.url))
const folder = `${root}.stryker-tmp/reports`
const resultsFile = `${root}scripts/mutation/results.json`

const parts = process.argv.slice(2)
const chosen = parts.includes("--report")
  ? []
  : units.filter(
      ({ files, group }) =>
        parts.length === 0 ||
        parts.some((part) => group.includes(part) || files.some((file) => file.includes(part)))
    )

mkdirSync(folder, { recursive: true })
const results = JSON.parse(readFileSync(resultsFile, "utf8"))

for (const { files, group, tests } of chosen) {
  const report = `${folder}/${files[0].replaceAll("/", "-")}.json`
  console.log(`${group}: ${files.join(", ")}`)
  const { code } = await run("scripts/node_modules/.bin/stryker run scripts/mutation/stryker.config.mjs", {
    cwd: root,
    live: true,
    env: {
      MUTATION_FILES: JSON.stringify(files),
      MUTATION_TESTS: JSON.stringify(tests),
      MUTATION_REPORT: report
    }
  })
  if (code !== 0) {
    console.error(`Stryker ended with ${code}`)
    process.exitCode = 1
    continue
  }
  const read = JSON.parse(readFileSync(report, "utf8")).files
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
