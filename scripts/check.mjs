// `pnpm check`: the compiler over everything, the API reports, the Effect diagnostics, formatter and linter. All of them always
// run, so that one command shows everything there is to fix.
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { run } from "./run.mjs"

const ci = Boolean(process.env.CI)

// Both find their compiler from this folder.
const scripts = fileURLToPath(new URL(".", import.meta.url))
const diagnostics = (project) => ({
  name: `effect diagnostics of ${project}`,
  command: `node node_modules/@effect/tsgo/dist/effect-tsgo.cjs diagnostics --project "${join(scripts, "diagnostics", `tsconfig.${project}.json`)}" --format text --strict`,
  cwd: scripts
})

const steps = [
  // The compiler in Go, which builds the packages too: docs/decisions/0002-tooling.md.
  { name: "types", command: "node node_modules/@typescript/native/bin/tsc -b ..", cwd: scripts },
  diagnostics("library"),
  diagnostics("rest"),
  { name: "format and lint", command: `biome ${ci ? "ci" : "check"} --error-on-warnings --colors=off .` }
]

const started = steps.map(({ name, command, cwd }) => ({ name, result: run(command, { cwd }) }))
// Reads the declarations that the compiler has written.
started.push({
  name: "API reports",
  result: started[0].result.then(({ code }) =>
    code === 0 ? run("node scripts/api-report.mjs --check") : { code, output: "the packages do not compile" }
  )
})
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
