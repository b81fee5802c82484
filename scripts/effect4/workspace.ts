/** The folder of the edition: a pnpm workspace of its own, which git ignores. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Generated, packages, root, supportFiles } from "./files.js"
import { manifestOf } from "./manifests.js"

export const folder = join(root, ".effect4")

const template = fileURLToPath(new URL("workspace", import.meta.url))

const write = (path: string, text: string): void => {
  const to = join(folder, path)
  mkdirSync(dirname(to), { recursive: true })
  if (!existsSync(to) || readFileSync(to, "utf8") !== text) writeFileSync(to, text)
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

/** Formats as the repository does, and drops imports that nothing uses any more. */
const biome = (): string => {
  const { formatter, javascript } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"))
  return json({
    root: true,
    files: { includes: ["packages/*/src/**", "test/**"] },
    formatter,
    javascript,
    linter: { rules: { preset: "none", correctness: { noUnusedImports: "error" } } }
  })
}

const tsconfig = json({
  extends: "../tsconfig.base.json",
  compilerOptions: { types: ["node"], plugins: [] },
  include: ["packages/*/src", "test"]
})

/** Writes the workspace anew; what is installed stays. */
export const writeWorkspace = (generated: ReadonlyMap<string, Generated>): void => {
  for (const name of packages) rmSync(join(folder, "packages", name, "src"), { recursive: true, force: true })
  for (const [path, { text }] of generated) write(path, text)
  for (const [path, text] of supportFiles(generated)) write(path, text)
  for (const name of packages) {
    write(
      `packages/${name}/package.json`,
      manifestOf(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
    )
  }
  cpSync(template, folder, { recursive: true })
  write("biome.json", biome())
  write("tsconfig.json", tsconfig)
}

/**
 * Imports of Effect's modules that Effect 4 does not have, as the compiler says it. The compiler itself may find them in the
 * folders above, which have Effect 3.
 */
export const missingModules = (generated: ReadonlyMap<string, Generated>): ReadonlyArray<string> => {
  const { resolve } = createRequire(join(folder, "package.json"))
  const exists = (module: string): boolean => {
    try {
      return resolve(module).startsWith(folder)
    } catch {
      return false
    }
  }
  return [...generated].flatMap(([path, { text }]) =>
    [...text.matchAll(/from "((?:effect|@effect)\/[^"]+)"/g)]
      .map(([, module]) => module as string)
      .filter((module) => !exists(module))
      .map((module) => `${path}(1,1): error: Effect 4 has no module ${module}`)
  )
}

/** Keeps the lockfile of the edition. */
export const keepLockfile = (): void =>
  cpSync(join(folder, "pnpm-lock.yaml"), join(template, "pnpm-lock.yaml"))
