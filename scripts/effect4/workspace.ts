/** The folder of the edition: a pnpm workspace of its own, which git ignores. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { type Generated, packages, root, supportFiles, under } from "./files.js"
import { manifestOf, versionOf, workspaceFile } from "./manifests.js"
import { hasExamples, isModuleOfPage, moduleOfPage, pagesAtRoot, pagesOf, withModule } from "./pages.js"
import { isLeft, programs } from "./tests.js"
import { texts } from "./texts.js"

export const folder = join(root, ".effect4")

const template = fileURLToPath(new URL("workspace", import.meta.url))

const write = (path: string, content: string | Buffer): void => {
  const to = join(folder, path)
  mkdirSync(dirname(to), { recursive: true })
  if (!existsSync(to) || !readFileSync(to).equals(Buffer.from(content))) writeFileSync(to, content)
}

/** What an earlier run wrote. */
const existing = (): ReadonlyArray<string> =>
  ["docs", "docker", "etc", "packages", ...programs]
    .filter((name) => existsSync(join(folder, name)))
    .flatMap((name) => under(`.effect4/${name}`))
    .map((path) => path.slice(".effect4/".length))

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

/** Formats as the repository does, and drops imports that nothing uses any more. */
const biome = (): string => {
  const { formatter, javascript } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"))
  return json({
    root: true,
    files: { includes: ["packages/*/src/**", ...programs.map((name) => `${name}/**`), "!**/hover.md"] },
    formatter,
    javascript,
    linter: { rules: { preset: "none", correctness: { noUnusedImports: "error" } } }
  })
}

const tsconfig = json({
  extends: "../tsconfig.base.json",
  compilerOptions: {
    types: ["node"],
    plugins: [],
    experimentalDecorators: true,
    incremental: true,
    tsBuildInfoFile: "node_modules/.cache/tsc/effect4.tsbuildinfo"
  },
  include: ["packages/*/src", ...programs],
  exclude: ["**/node_modules", "test/types"]
})

const tsconfigOfTypes = json({
  extends: "../../tsconfig.json",
  compilerOptions: { incremental: false },
  include: ["**/*.ts"],
  exclude: []
})

/** Vite looks for one from each file upwards, and would find that of the repository. */
const tsconfigOfSite = json({ extends: "../tsconfig.json", include: ["**/*.ts"] })

const isCopied = (path: string): boolean => !/(?:\.ts|\.tsx|package\.json|tsconfig.*\.json)$/.test(path)

/** The built page of the simulator, which does not know Effect. */
const page = (): ReadonlyArray<string> =>
  readdirSync(join(root, "packages/simulator/dist/page"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(root, join(parentPath, name)))

/** What the edition is built with, as it is. */
const ofBuild: ReadonlyArray<string> = [
  "LICENSE",
  ...["base", "build", "library", "packages"].map((name) => `tsconfig.${name}.json`),
  ...packages.flatMap((name) =>
    ["tsconfig.json", "tsconfig.build.json"].map((file) => `packages/${name}/${file}`)
  )
]

/** Files outside the programs that tests import; none uses Effect. */
const shared: ReadonlyArray<string> = [
  "scripts/chromium.d.ts",
  "scripts/chromium.js",
  "scripts/run.mjs",
  ...["files", "guides", "lines", "markdown", "text"].map((name) => `site/generate/${name}.ts`)
]

/** Beside the sources: what tests read, and what programs serve. */
const copied = (): ReadonlyArray<string> =>
  ["docs", "docker", "etc", "packages", ...programs]
    .flatMap(under)
    .filter((path) => isCopied(path) && !isLeft(path))
    .concat(page())
    .concat(
      ofBuild,
      shared,
      "scripts/lineGuard.d.ts",
      "scripts/lineGuard.js",
      "scripts/sizes.d.ts",
      "scripts/sizes.js",
      "tstyche.config.json",
      readdirSync(root).filter((name) => name.endsWith(".md"))
    )

/** The pages with examples. */
export const pages = (): ReadonlyArray<string> =>
  pagesOf([...["docs", "packages", "examples"].flatMap(under), ...pagesAtRoot()]).filter(
    (path) => !isLeft(path) && hasExamples(path)
  )

/** Puts the formatted modules of pages into the pages, and removes them. */
export const writePages = (generated: ReadonlyMap<string, Generated>): void => {
  for (const path of pages()) {
    const module = moduleOfPage(path)
    if (!generated.has(module)) continue
    const file = join(folder, module)
    write(path, withModule(readFileSync(join(folder, path), "utf8"), readFileSync(file, "utf8")))
    rmSync(file)
  }
}

/** What requests name in their User-Agent. */
const versionFile = "packages/core/src/internal/call/version.ts"

const withVersion = (text = ""): string => text.replace(/(?<=")[\d.]+(?=")/, versionOf)

/** Folders with a package.json. */
const manifests = (): ReadonlyArray<string> =>
  packages
    .map((name) => `packages/${name}`)
    .concat(programs, under("examples").map(dirname))
    .filter((folder, at, all) => all.indexOf(folder) === at && !isLeft(`${folder}/`))
    .filter((folder) => existsSync(join(root, folder, "package.json")))

/** Writes files of the workspace that was written before. */
export const writeSome = (generated: ReadonlyMap<string, Generated>): void => {
  for (const path of pages()) {
    if (generated.has(moduleOfPage(path))) write(path, texts().get(path) ?? readFileSync(join(root, path)))
  }
  for (const [path, { text }] of generated) write(path, text)
  for (const [path, text] of supportFiles(generated)) write(path, text)
}

/** Writes the workspace anew, or what begins with a path; what is installed stays. */
export const writeWorkspace = (generated: ReadonlyMap<string, Generated>, only = ""): void => {
  const files = new Map<string, string | Buffer>([
    ...copied().map((path) => [path, readFileSync(join(root, path))] as const),
    ...[...generated].map(([path, { text }]) => [path, text] as const),
    ...supportFiles(generated),
    ...texts(),
    [versionFile, withVersion(generated.get(versionFile)?.text)],
    ...manifests().map(
      (path) =>
        [`${path}/package.json`, manifestOf(readFileSync(join(root, path, "package.json"), "utf8"))] as const
    ),
    ["pnpm-workspace.yaml", workspaceFile],
    ["biome.json", biome()],
    ["tsconfig.json", tsconfig],
    ["test/types/tsconfig.json", tsconfigOfTypes],
    ["site/tsconfig.json", tsconfigOfSite]
  ])
  for (const path of existing()) if (path.startsWith(only) && !files.has(path)) rmSync(join(folder, path))
  for (const [path, text] of files) write(path, text)
  cpSync(template, folder, { recursive: true })
  // What the scripts import, which is nothing of Effect.
  const tools = join(folder, "scripts/node_modules")
  if (!existsSync(tools)) symlinkSync(join(root, "scripts/node_modules"), tools)
}

/**
 * Imports of Effect's modules that Effect 4 does not have, as the compiler says it. The compiler itself may find them in the
 * folders above, which have Effect 3.
 */
export const missingModules = (generated: ReadonlyMap<string, Generated>): ReadonlyArray<string> => {
  const exists = (module: string, from: string): boolean => {
    try {
      return createRequire(join(folder, from)).resolve(module).startsWith(folder)
    } catch {
      return false
    }
  }
  return [...generated].flatMap(([path, { text }]) =>
    [...text.matchAll(/from "((?:effect|@effect)\/[^"]+)"/g)]
      .map(([, module]) => module as string)
      .filter((module) => !isModuleOfPage(path) && !exists(module, path))
      .map((module) => `${path}(1,1): error: Effect 4 has no module ${module}`)
  )
}

/** Keeps the lockfile of the edition. */
export const keepLockfile = (): void =>
  cpSync(join(folder, "pnpm-lock.yaml"), join(template, "pnpm-lock.yaml"))
