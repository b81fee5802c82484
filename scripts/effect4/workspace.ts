/** The folder of the edition: a pnpm workspace of its own, which git ignores. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Generated, packages, root } from "./files.js"
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
    files: { includes: ["packages/*/src/**"] },
    formatter,
    javascript,
    linter: { rules: { preset: "none", correctness: { noUnusedImports: "error" } } }
  })
}

const tsconfig = json({
  extends: "../tsconfig.base.json",
  compilerOptions: { types: ["node"], plugins: [] },
  include: ["packages/*/src"]
})

/** Writes the workspace anew; what is installed stays. */
export const writeWorkspace = (generated: ReadonlyMap<string, Generated>): void => {
  for (const name of packages) rmSync(join(folder, "packages", name, "src"), { recursive: true, force: true })
  for (const [path, { text }] of generated) write(path, text)
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

/** Keeps the lockfile of the edition. */
export const keepLockfile = (): void =>
  cpSync(join(folder, "pnpm-lock.yaml"), join(template, "pnpm-lock.yaml"))
