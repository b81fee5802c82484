// `pnpm test:long [files] [-t title]`: the tests that have a long form (they import `test/support/long`), whole. Prints what ran, how
// often and from which seed; `WECHATPAY_SEED=N` replays a seed. Exits with 1 if a test failed.
import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "./run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const given = process.argv.slice(2)
const hasLongForm = (file) => /support\/long\.js"/.test(readFileSync(join(root, "test", file), "utf8"))
const files =
  given.length > 0
    ? given
    : readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".test.ts") && !file.includes("node_modules") && hasLongForm(file))
        .map((file) => `test/${file}`)

const folder = await mkdtemp(join(tmpdir(), "effect-wechatpay-"))
const report = join(folder, "report.jsonl")
const { code, output } = await run(`vitest run ${files.map((each) => `'${each}'`).join(" ")}`, {
  cwd: root,
  live: true,
  env: { WECHATPAY_LONG: "1", WECHATPAY_LONG_REPORT: report }
})
const lines = (await readFile(report, "utf8").catch(() => "")).split("\n").filter((line) => line !== "")
for (const { count, seed, what } of lines.map((line) => JSON.parse(line))) {
  console.log(`${String(count).padStart(9)}  ${what}${seed === undefined ? "" : ` (seed ${seed})`}`)
}
await rm(folder, { recursive: true, force: true })
const failed = Number(/Tests .*?(\d+) failed/.exec(output)?.[1] ?? 0)
console.log(
  code !== 0 && failed === 0 ? "The runner failed: what was tried is not certain" : `${failed} violations`
)
process.exitCode = code
