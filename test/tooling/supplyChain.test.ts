/** What an installation of the published packages brings: docs/decisions/0019-supply-chain.md. */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (path: string) => readFileSync(join(root, path), "utf8")

interface Manifest {
  readonly name: string
  readonly license?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest

const published = readdirSync(join(root, "packages"))
  .map((folder) => join(root, "packages", folder))
  .filter((folder) => existsSync(join(folder, "package.json")))

const isOurs = (name: string) => name.startsWith("@effect-wechatpay/")

/** The folder of a dependency, as Node.js finds it. */
const find = (name: string, from: string): string | undefined => {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, "node_modules", name)
    if (existsSync(join(found, "package.json"))) return realpathSync(found)
  }
  return undefined
}

/** What a package manager installs with a package. */
const installedWith = (manifest: Manifest): ReadonlyArray<string> => [
  ...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
  ...Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true
  )
]

/** All packages that an installation brings, by folder. */
const closure = (): ReadonlyMap<string, Manifest> => {
  const found = new Map<string, Manifest>()
  const visit = (folder: string, manifest: Manifest) => {
    for (const name of installedWith(manifest)) {
      if (isOurs(name)) continue
      const dependency = find(name, folder)
      if (dependency === undefined) {
        // Binaries of other platforms.
        assert.isDefined(manifest.optionalDependencies?.[name], `${name} of ${manifest.name}`)
        continue
      }
      if (found.has(dependency)) continue
      const own = manifestOf(dependency)
      found.set(dependency, own)
      visit(dependency, own)
    }
  }
  for (const folder of published) visit(folder, manifestOf(folder))
  return found
}

const licences = ["0BSD", "Apache-2.0", "BSD-3-Clause", "ISC", "MIT"]

/** Brought by Effect; they work without their script. */
const withScript = ["@parcel/watcher", "msgpackr-extract"]

const decision = read("docs/decisions/0019-supply-chain.md")
const rows = [...decision.matchAll(/^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|/gm)].map(
  ([, name = "", users = "", licence = "", reason = ""]) => ({ name, users, licence, reason })
)

describe("what users install", () => {
  const installed = closure()

  it("every package that users install has a licence of the list", () => {
    assert.isAbove(installed.size, 40)
    for (const [folder, { license, name }] of installed)
      assert.include(licences, license, `${name} ${folder}`)
    assert.include(decision, "Licences: MIT, ISC, BSD-3-Clause, 0BSD, Apache-2.0.")
  })

  it("no package that users install runs a script, except two that Effect brings", () => {
    const running = [...installed]
      .filter(
        ([folder, { scripts = {} }]) =>
          ["preinstall", "install", "postinstall"].some((name) => scripts[name] !== undefined) ||
          existsSync(join(folder, "binding.gyp"))
      )
      .map(([, { name }]) => name)
    assert.deepStrictEqual([...new Set(running)].sort(), withScript)
    const ignored = read("pnpm-workspace.yaml")
    for (const name of withScript) {
      assert.include(ignored, name)
      assert.include(decision, `\`${name}\``)
    }
    for (const folder of published) {
      const { scripts = {} } = manifestOf(folder)
      for (const name of ["preinstall", "install", "postinstall", "prepare"])
        assert.notProperty(scripts, name)
    }
  })

  it("every dependency of a published package is in the decision with its users, its licence and its reason", () => {
    const users = new Map<string, Set<string>>()
    for (const folder of published) {
      const manifest = manifestOf(folder)
      for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
        if (isOurs(name)) continue
        users.set(name, (users.get(name) ?? new Set()).add(manifest.name.slice("@effect-wechatpay/".length)))
      }
    }
    assert.sameMembers(
      rows.map(({ name }) => name),
      [...users.keys()]
    )
    for (const row of rows) {
      const names = [...(users.get(row.name) as Set<string>)]
      if (row.users.startsWith("all")) assert.lengthOf(names, published.length, row.name)
      else {
        const named = row.users.replace(/\(peer\)|optional|peer/g, "").split(",")
        assert.sameMembers(
          named.map((name) => name.trim()).filter((name) => name !== ""),
          names,
          row.name
        )
      }
      const folder = published.map((each) => find(row.name, each)).find((found) => found !== undefined)
      const link = /\((\d{4}-[\w-]+\.md)\)/.exec(row.reason)?.[1]
      assert(link !== undefined && folder !== undefined, row.name)
      assert.strictEqual(manifestOf(folder).license, row.licence, row.name)
      assert.include(read(`docs/decisions/${link}`), row.name)
    }
  })

  it("the lockfile has a digest for every package", () => {
    const lockfile = read("pnpm-lock.yaml")
    const resolutions = [...lockfile.matchAll(/^ {4}resolution: (.*)$/gm)].map(([, text]) => text as string)
    assert.isAbove(resolutions.length, 300)
    for (const resolution of resolutions) assert.match(resolution, /^\{integrity: sha512-[A-Za-z0-9+/]{86}==/)
  })

  it("every dependency of a published package is imported by its sources", () => {
    for (const folder of published) {
      const { dependencies = {}, name: own } = manifestOf(folder)
      const sources = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(join(folder, "src", file), "utf8"))
        .join("\n")
      for (const name of Object.keys(dependencies)) {
        assert.match(sources, new RegExp(`(from|import\\()\\s*"${name}[/"]`), `${name} of ${own}`)
      }
    }
  })
})
