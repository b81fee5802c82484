/**
 * `pnpm effect4`: makes the Effect 4 edition in `.effect4`, installs what it needs there, and type-checks it.
 *
 * `--write` only writes it, for the documentation site. `--no-install` leaves out the installation, `--lockfile` resolves the dependencies anew and keeps the lockfile,
 * `--docs` writes the figures of docs/effect4.md. `--only=test/core` makes anew only the files whose path begins so.
 * `--build` compiles the packages into `dist`, as they are published, and type-checks nothing else.
 * `--looked=a.effect4.ts` says that a twin was compared with its source.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { differingNames } from "./exportedNames.js"
import { generate, root } from "./files.js"
import { isModuleOfPage } from "./pages.js"
import { byRule, errorsByPackage, figuresOf, pageWith } from "./report.js"
import { markLooked } from "./twins.js"
import {
  folder,
  keepLockfile,
  missingModules,
  pages,
  writePages,
  writeSome,
  writeWorkspace
} from "./workspace.js"

const given = new Set(process.argv.slice(2))

const node = process.execPath

/** The pnpm that runs this, or one of the version that the README names. */
const pnpm: ReadonlyArray<string> = /pnpm/.test(process.env.npm_execpath ?? "")
  ? [node, process.env.npm_execpath as string]
  : ["npx", "-y", "pnpm@10"]

const run = ([file, ...first]: ReadonlyArray<string>, ...args: ReadonlyArray<string>) => {
  const { error, status, stderr, stdout } = spawnSync(file as string, [...first, ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 26
  })
  return { code: status ?? 1, output: `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}` }
}

const ran = (command: ReadonlyArray<string>, ...args: ReadonlyArray<string>): void => {
  const { code, output } = run(command, ...args)
  if (code === 0) return
  console.error(output.trim())
  throw new Error(`failed: ${[...command, ...args].join(" ")}`)
}

const valueOf = (flag: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`${flag}=`))?.slice(flag.length + 1)

const looked = valueOf("--looked")
if (looked !== undefined) markLooked(root, looked)

const isBuild = given.has("--build")
const only = isBuild ? "packages/" : valueOf("--only")
const generated = generate(only, pages())
for (const { twin } of generated.values()) {
  if (twin?.problem !== undefined) throw new Error(twin.problem)
}
if (only === undefined || isBuild) writeWorkspace(generated, only)
else writeSome(generated)

ran(
  [join(root, "node_modules/.bin/biome")],
  "check",
  "--write",
  "--unsafe",
  "--colors=off",
  "--log-level=error",
  "."
)
writePages(generated)
if (given.has("--write")) process.exit()
if (given.has("--lockfile")) {
  ran(pnpm, "install", "--no-frozen-lockfile", "--ignore-scripts")
  keepLockfile()
} else if ((only === undefined || isBuild) && !given.has("--no-install")) {
  ran(pnpm, "install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts")
}

const tsc = join(root, "scripts/node_modules/@typescript/native/bin/tsc")
const compiled = isBuild
  ? run([node, join(root, "scripts/build.mjs"), ".effect4"])
  : run([node, tsc], "-p", ".", "--pretty", "false")
const output = [compiled.output.trim(), ...missingModules(generated), ...differingNames(generated)].join("\n")
const errors = errorsByPackage(output)
const code = [...errors.values()].some((count) => count > 0) ? 1 : compiled.code
if (code !== 0) console.log(output.trim())

const rewritten = new Map([...generated].filter(([path]) => !isModuleOfPage(path)))
const { changes, files, twins, unchanged } = figuresOf(rewritten.values())
if (given.has("--rules"))
  for (const [name, count] of byRule(rewritten.values())) console.log(`${count}  ${name}`)
console.log(`${files} files: ${unchanged} unchanged, ${changes} changes by rules, ${twins} twins`)
for (const [name, count] of errors) if (count > 0) console.log(`${name}: ${count} type errors`)

if (given.has("--docs")) {
  const page = join(root, "docs/effect4.md")
  writeFileSync(page, pageWith(readFileSync(page, "utf8"), rewritten, output))
}
process.exitCode = code
