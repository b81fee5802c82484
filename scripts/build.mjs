// `node scripts/build.mjs`: compiles the packages into `dist`, as they are published, with the compiler in Go
// (docs/decisions/0002-tooling.md), and completes their declarations.
import { readdir } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { writeDocstrings } from "./docstrings.mjs"
import { run } from "./run.mjs"

const { code, output } = await run(
  "node node_modules/@typescript/native/bin/tsc -b ../tsconfig.packages.json",
  {
    cwd: fileURLToPath(new URL(".", import.meta.url))
  }
)
if (code === 0) await writeDocstrings(await readdir(new URL("../packages", import.meta.url)))
else console.error(output.trim())
process.exitCode = code
