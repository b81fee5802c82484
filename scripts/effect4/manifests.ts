/** The package.json files of the edition. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

interface Manifest {
  readonly name: string
  /** Packages that are not published have none. */
  readonly version?: string
  readonly [field: string]: unknown
}

type Dependencies = Readonly<Record<string, string>>

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8")

/** The lines below a heading of a workspace file. */
const linesUnder = (text: string, heading: string, indent: string): ReadonlyArray<string> => {
  const lines = text.split("\n")
  const after = lines.slice(lines.indexOf(heading) + 1)
  const end = after.findIndex((line) => !line.startsWith(indent))
  return after.slice(0, end).filter((line) => !line.trim().startsWith("#"))
}

const nameOf = (line: string): string => line.trim().replace(/: .*$/, "").replaceAll('"', "")

const template = read("pnpm-workspace.yaml")

const ownCatalog = linesUnder(template, "catalog:", "  ")

/** What both lines are developed with, in the same versions: all that is not Effect's. */
const sharedCatalog = linesUnder(read("../../pnpm-workspace.yaml"), "catalog:", "  ").filter((line) => {
  const name = nameOf(line)
  return name !== "effect" && !name.startsWith("@effect/") && !ownCatalog.some((own) => nameOf(own) === name)
})

/** The workspace file of the edition. */
export const workspaceFile = template.replace("catalog:\n", `catalog:\n${sharedCatalog.join("\n")}\n`)

const known: Readonly<Record<string, ReadonlySet<string>>> = {
  "catalog:": new Set([...sharedCatalog, ...ownCatalog].map(nameOf)),
  "catalog:published": new Set(linesUnder(template, "  published:", "    ").map(nameOf))
}

/** Whether the edition has a package of Effect. */
export const isKnown = (name: string): boolean =>
  /^@effect\/sql-/.test(name) || Object.values(known).some((names) => names.has(name))

/** What a file of `support` needs in place of a package that Effect 4 does not have. */
const replaced: Readonly<Record<string, readonly [name: string, range: string]>> = {
  "@effect/sql-sqlite-node": ["libsql", "catalog:published"]
}

/** Without the packages that the edition's catalogs do not name. */
const kept = (dependencies: unknown): Dependencies | undefined => {
  const entries = Object.entries((dependencies ?? {}) as Dependencies)
    .map(([name, range]) => replaced[name] ?? ([name, range] as const))
    .filter(([name, range]) => known[range]?.has(name) ?? true)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** The same version with the major of Effect. */
export const versionOf = (version: string): string => version.replace(/^[0-9]+/, "4")

/** Node.js of `@effect/platform-node` 4. */
const engines = (dependencies: unknown): Dependencies => ({
  node: Object.hasOwn(dependencies ?? {}, "@effect/platform-node") ? ">=22.19" : ">=20"
})

/** What the edition is compiled with. The arbitraries of schemas are values of fast-check. */
const needed: Dependencies = { "@types/node": "catalog:", "fast-check": "catalog:" }

export const manifestOf = (text: string): string => {
  const manifest = JSON.parse(text) as Manifest
  const { dependencies, devDependencies, peerDependencies, publishConfig, scripts: _, ...rest } = manifest
  const all = { ...(dependencies as Dependencies), ...(peerDependencies as Dependencies) }
  const made = {
    ...rest,
    ...(manifest.version === undefined ? {} : { version: versionOf(manifest.version) }),
    engines: engines(all),
    publishConfig,
    dependencies: kept(dependencies),
    peerDependencies: kept(peerDependencies),
    devDependencies: kept({ ...(devDependencies as Dependencies), ...needed })
  }
  return `${JSON.stringify(made, undefined, 2)}\n`
}
