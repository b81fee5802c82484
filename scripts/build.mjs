// `node scripts/build.mjs`: compiles the packages into `dist`, as they are published, with the compiler in Go
// (docs/decisions/0002-tooling.md), and completes their declarations. `pnpm effect4 --build` does it for the Effect 4 edition, in `.effect4`.
import { readdir } from "node:fs/promises"
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
if (code === 0) {
  await writeDocstrings(folder, await readdir(join(folder, "packages")))
  await writeGuards(folder)
} else console.error(output.trim())
process.exitCode = code
