/** The package.json files of the edition. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly [field: string]: unknown
}

type Dependencies = Readonly<Record<string, string>>

const workspace = readFileSync(
  fileURLToPath(new URL("workspace/pnpm-workspace.yaml", import.meta.url)),
  "utf8"
)

/** The names below a heading of the workspace file. */
const namesUnder = (heading: string, indent: string): ReadonlySet<string> => {
  const lines = workspace.split("\n")
  const names = new Set<string>()
  for (const line of lines.slice(lines.indexOf(heading) + 1)) {
    if (!line.startsWith(indent)) break
    names.add(line.trim().replace(/: .*$/, "").replaceAll('"', ""))
  }
  return names
}

const known: Readonly<Record<string, ReadonlySet<string>>> = {
  "catalog:": namesUnder("catalog:", "  "),
  "catalog:published": namesUnder("  published:", "    ")
}

/** Without the packages that the edition's catalogs do not name. */
const kept = (dependencies: unknown): Dependencies | undefined => {
  const entries = Object.entries((dependencies ?? {}) as Dependencies).filter(
    ([name, range]) => known[range]?.has(name) ?? true
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** The same version with the major of Effect. */
export const versionOf = (version: string): string => version.replace(/^[0-9]+/, "4")

/** Node.js of `@effect/platform-node` 4. */
const engines = (dependencies: unknown): Dependencies => ({
  node: Object.hasOwn(dependencies ?? {}, "@effect/platform-node") ? ">=22.19" : ">=20"
})

export const manifestOf = (text: string): string => {
  const manifest = JSON.parse(text) as Manifest
  const { dependencies, devDependencies, peerDependencies, publishConfig, scripts: _, ...rest } = manifest
  const all = { ...(dependencies as Dependencies), ...(peerDependencies as Dependencies) }
  const made = {
    ...rest,
    version: versionOf(manifest.version),
    engines: engines(all),
    publishConfig,
    dependencies: kept(dependencies),
    peerDependencies: kept(peerDependencies),
    devDependencies: kept({ ...(devDependencies as Dependencies), "@types/node": "catalog:" })
  }
  return `${JSON.stringify(made, undefined, 2)}\n`
}
