/**
 * `pnpm planted [name …]`: removes one guard of the library after the other, and looks for a violation in up to 1,000 programs of the
 * simulation. Writes what it finds into `planted.json` and docs/reliability.md. Exits with 1 if a bug is not found.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { planted } from "./planted.js"
import { Found, Results, readResults, resultsPath, root, withTable } from "./plantedTable.js"

const given = process.argv.slice(2)
const page = join(root, "docs/reliability.md")
const known = existsSync(resultsPath) ? readResults() : []
const found = new Map(known.map((one) => [one.name, one]))

for (const { name } of planted) {
  if (given.length > 0 && !given.includes(name)) continue
  const { stdout } = spawnSync("vitest", ["run", "--config", "test/simulation/planted.config.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, WECHATPAY_PLANTED: name },
    shell: process.platform === "win32"
  })
  const line = /^FOUND (.*)$/m.exec(stdout)?.[1]
  if (line === undefined) {
    found.delete(name)
    process.exitCode = 1
    console.log(`${name}: not found\n${stdout}`)
  } else {
    const one = Schema.decodeUnknownSync(Schema.parseJson(Found))(line)
    found.set(name, one)
    console.log(`${name}: program ${one.programs}, seed ${one.seed}: ${one.violation}`)
  }
  const results = planted.flatMap((one) => found.get(one.name) ?? [])
  writeFileSync(resultsPath, `${Schema.encodeSync(Results)(results)}\n`)
  writeFileSync(page, withTable(readFileSync(page, "utf8"), results))
}
