// `node scripts/build.mjs`: compiles the packages into `dist`, as they are published, with the compiler in Go
// (docs/decisions/0002-tooling.md), and completes their declarations. `pnpm effect4 --build` does it for the Effect 4 edition, in `.effect4`.
import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { writeDocstrings } from "./docstrings.mjs"
import { writeGuards } from "./lineGuard.js"
import { run } from "./run.mjs"

const scripts = fileURLToPath(new URL(".", import.meta.url))
const root = fileURLToPath(new URL("..", import.meta.url))

const [workspace = "."] = process.argv.slice(2)
const folder = join(root, workspace)

const { code, output } = await run(
  `node node_modules/@typescript/native/bin/tsc -b ${JSON.stringify(join(folder, "tsconfig.packages.json"))}`,
  { cwd: scripts }
)
/** The compiler leaves the output of sources that were removed. */
const removeStale = async (home) => {
  const sources = new Set(await readdir(join(home, "src"), { recursive: true }))
  for (const file of await readdir(join(home, "dist"), { recursive: true })) {
    const source = file.replace(/(?:\.js|\.d\.ts)(?:\.map)?$/, ".ts")
    if (source === file || file.startsWith("page/") || sources.has(source)) continue
    await rm(join(home, "dist", file))
  }
}

if (code === 0) {
  const packages = await readdir(join(folder, "packages"))
  for (const name of packages) await removeStale(join(folder, "packages", name))
  await writeDocstrings(folder, packages)
  await writeGuards(folder)
} else console.error(output.trim())
process.exitCode = code
