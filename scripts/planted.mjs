// `pnpm planted [name …]`: removes one guard of the library after the other, and looks for a violation in up to 1,000 programs of
// the simulation. Writes what it finds into `test/simulation/planted.json`. Exits with 1 if a bug is not found.
import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { run } from "./run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const results = new URL("../test/simulation/planted.json", import.meta.url)
const source = await readFile(new URL("../test/simulation/planted.ts", import.meta.url), "utf8")
const all = [...source.matchAll(/^ {4}name: "([\w-]+)"/gm)].map(([, name]) => name)
const given = process.argv.slice(2)
const known = JSON.parse(await readFile(results, "utf8").catch(() => "[]")).filter(({ name }) =>
  all.includes(name)
)

const found = new Map(known.map((one) => [one.name, one]))
let missed = 0
for (const name of given.length > 0 ? given : all) {
  const { output } = await run("vitest run --config test/simulation/planted.config.ts", {
    cwd: root,
    env: { WECHATPAY_PLANTED: name }
  })
  const line = /^FOUND (.*)$/m.exec(output)?.[1]
  if (line === undefined) {
    missed++
    found.delete(name)
    console.log(`${name}: not found\n${output}`)
    continue
  }
  const { kind, programs, seed, violation } = JSON.parse(line)
  found.set(name, { name, kind, programs, seed, violation })
  console.log(`${name}: program ${programs}, seed ${seed}: ${violation}`)
  const rows = all.flatMap((one) => (found.has(one) ? [found.get(one)] : []))
  await writeFile(results, `${JSON.stringify(rows, undefined, 2)}\n`)
}
process.exitCode = missed === 0 ? 0 : 1
