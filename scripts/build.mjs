// `node scripts/build.mjs`: compiles the packages into `dist`, as they are published, with the compiler in Go:
// docs/decisions/0002-tooling.md.
import { fileURLToPath } from "node:url"
import { run } from "./run.mjs"

const { code, output } = await run(
  "node node_modules/@typescript/native/bin/tsc -b ../tsconfig.packages.json",
  {
    cwd: fileURLToPath(new URL(".", import.meta.url))
  }
)
if (code !== 0) console.error(output.trim())
process.exitCode = code
