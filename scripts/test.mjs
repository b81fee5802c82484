// `pnpm test`: check, type tests, then the tests. Every step runs even if an earlier one failed; the closing line
// counts tests and type tests, and a step that failed without naming a test counts as one failure. Where tests were
// skipped, the line before says how many.
import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { installChromium } from "./chromium.js"
import { run } from "./run.mjs"

// Kept: `pnpm test:effect4` compares it with the tests of the Effect 4 edition.
const report = join("node_modules", ".cache", "tests.json")

const vitestCounts = async () => {
  const json = JSON.parse(await readFile(report, "utf8"))
  const unloadable = json.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed")
  )
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + unloadable.length,
    skipped: json.numPendingTests
  }
}

const tstycheCounts = (output) => {
  const summary = /^Tests:.*$/m.exec(output)?.[0] ?? ""
  const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") }
}

const none = { passed: 0, failed: 0, skipped: 0 }

const steps = [
  { command: "node scripts/check.mjs", counts: () => none },
  { command: "tstyche", env: { NO_COLOR: "1", FORCE_COLOR: undefined }, counts: tstycheCounts },
  {
    command: `vitest run --reporter=default --reporter=json --outputFile.json="${report}"`,
    counts: vitestCounts
  }
]

await installChromium()
await rm(report, { force: true })

const total = { passed: 0, failed: 0, skipped: 0 }
for (const { command, counts, env } of steps) {
  const { code, output } = await run(command, { live: true, env })
  const { passed, failed, skipped } = await Promise.resolve(output)
    .then(counts)
    .catch(() => none)
  total.passed += passed
  total.skipped += skipped
  total.failed += code !== 0 && failed === 0 ? 1 : failed
}

if (total.skipped > 0) console.log(`${total.skipped} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
