// `pnpm api-report`: builds the packages and writes etc/api, a report of the public surface of each package, which shows in a
// review what a change does to users. With `--check` it writes nothing, takes the declarations as they are, and fails if a
// report is not up to date: `pnpm check` does it after the compiler.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { reportOf } from "./apiReport.js"
import { run } from "./run.mjs"

const root = new URL("../", import.meta.url)
const check = process.argv.includes("--check")

const declarationsOf = async (folder) => {
  const dist = new URL(`packages/${folder}/dist/`, root)
  const sources = new Set(await readdir(new URL(`packages/${folder}/src/`, root), { recursive: true }))
  // The compiler leaves the output of sources that were removed.
  const names = (await readdir(dist, { recursive: true })).filter(
    (name) => name.endsWith(".d.ts") && sources.has(name.replace(/\.d\.ts$/, ".ts"))
  )
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, dist), "utf8")]))
  )
}

const differing = (before, after) => {
  const lines = new Set(before.split("\n"))
  return after.split("\n").find((line) => !lines.has(line))
}

if (!check) {
  const { code, output } = await run(
    "node node_modules/@typescript/native/bin/tsc -b ../tsconfig.packages.json",
    {
      cwd: fileURLToPath(new URL(".", import.meta.url))
    }
  )
  if (code !== 0) {
    console.error(output.trim())
    process.exit(code)
  }
}

const folders = await readdir(new URL("packages/", root))
const reports = new URL("etc/api/", root)
await mkdir(reports, { recursive: true })
const stale = new Set(await readdir(reports))
const problems = []
for (const folder of folders) {
  const file = `${folder}.api.md`
  stale.delete(file)
  const manifest = JSON.parse(await readFile(new URL(`packages/${folder}/package.json`, root), "utf8"))
  const report = reportOf(manifest, await declarationsOf(folder))
  const present = await readFile(new URL(file, reports), "utf8").catch(() => "")
  if (present === report) continue
  if (!check) await writeFile(new URL(file, reports), report)
  else {
    const line = differing(present, report) ?? differing(report, present) ?? ""
    problems.push(`etc/api/${file} is not up to date: ${line.trim()}`)
  }
}
for (const file of stale) {
  if (!check) await rm(new URL(file, reports))
  else problems.push(`etc/api/${file} belongs to no package`)
}
if (problems.length > 0) {
  console.error(`${problems.join("\n")}\nRun pnpm api-report, and look at what the change does to users.`)
  process.exitCode = 1
}
