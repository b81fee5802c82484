// `pnpm check`: the compiler over everything, the Effect diagnostics, formatter and linter. All three always run, so
// that one command shows everything there is to fix.
import { join } from "node:path"
import { run } from "./run.mjs"

const ci = Boolean(process.env.CI)

const steps = [
  // The compiler that is written in Go: a quarter of the time. Packages are built by the other one: docs/decisions/0002-tooling.md.
  {
    name: "types",
    command: `node ${join("scripts", "node_modules", "@typescript", "native", "bin", "tsc")} -b`
  },
  {
    name: "effect diagnostics",
    command: "effect-language-service diagnostics --project tsconfig.json --format text --strict"
  },
  { name: "format and lint", command: `biome ${ci ? "ci" : "check"} --error-on-warnings --colors=off .` }
]

const started = steps.map(({ name, command }) => ({ name, result: run(command) }))
let failed = 0
for (const { name, result } of started) {
  const { code, output } = await result
  if (code === 0) {
    console.log(`ok      ${name}`)
  } else {
    failed++
    console.log(`failed  ${name}\n\n${output.trim()}\n`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
