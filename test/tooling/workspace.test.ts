import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (path: string) => readFileSync(`${root}${path}`, "utf8")

interface Manifest {
  readonly name: string
  readonly type: string
  readonly license: string
  readonly sideEffects: boolean
  readonly engines: { readonly node: string }
  readonly files: ReadonlyArray<string>
  readonly exports: Record<string, unknown>
  readonly publishConfig: { readonly exports: Record<string, unknown> }
  readonly dependencies?: Record<string, string>
  readonly peerDependencies: Record<string, string>
}

const folders = readdirSync(`${root}packages`).filter((folder) =>
  existsSync(`${root}packages/${folder}/package.json`)
)
const manifests = folders.map((folder): [string, Manifest] => [
  folder,
  JSON.parse(read(`packages/${folder}/package.json`))
])

const ours = (manifest: Manifest) =>
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((name) => name.startsWith("@effect-wechatpay/"))
    .map((name) => name.slice("@effect-wechatpay/".length))

describe("the workspace", () => {
  it.each(manifests)("%s is published with the entries that it has in the workspace", (folder, manifest) => {
    assert.strictEqual(manifest.name, `@effect-wechatpay/${folder}`)
    assert.strictEqual(manifest.type, "module")
    assert.strictEqual(manifest.license, "Apache-2.0")
    assert.strictEqual(manifest.sideEffects, false)
    assert.strictEqual(manifest.engines.node, ">=20")
    assert.includeMembers([...manifest.files], ["dist", "src", "README.md"])
    assert.deepStrictEqual(Object.keys(manifest.publishConfig.exports), Object.keys(manifest.exports))
    assert.isNull(manifest.exports["./internal/*"])
    assert.isNull(manifest.publishConfig.exports["./internal/*"])
  })

  it.each(manifests)("%s depends only on the packages below it", (folder, manifest) => {
    assert.containsAllKeys(manifest.peerDependencies, ["effect", "@effect/platform"])
    if (folder === "core") assert.deepStrictEqual(ours(manifest), [])
    else if (folder === "workflow") assert.notIncludeMembers(ours(manifest), ["simulator", "cli", "sql"])
    else if (folder !== "simulator" && folder !== "cli") assert.deepStrictEqual(ours(manifest), ["core"])
  })

  const forNode = ["cli", "simulator", "undici"]

  it.each(manifests)("%s depends on Node.js only if it is for Node.js", (folder, manifest) => {
    const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    if (!forNode.includes(folder)) assert.notInclude(names, "@effect/platform-node")
  })

  it("all project files list the packages: `pnpm references` would change nothing", () => {
    const { status, stdout } = spawnSync(process.execPath, ["scripts/references.mjs", "--check"], {
      cwd: root,
      encoding: "utf8"
    })
    assert.strictEqual(status, 0, stdout)
    for (const folder of folders) {
      assert.include(read("tsconfig.packages.json"), `packages/${folder}/tsconfig.build.json`)
      assert.include(read("test/package.json"), `"@effect-wechatpay/${folder}": "workspace:*"`)
    }
  })

  it("the lockfile contains no address of a registry", () => {
    assert.notMatch(read("pnpm-lock.yaml"), /tarball:|https?:\/\//)
  })
})

describe("mutation testing", () => {
  it("two equal expressions of a line are counted separately when the survivors are tried again", async () => {
    const report: string = new URL("../../scripts/mutation/report.mjs", import.meta.url).href
    const { settle } = await import(report)
    const of = (column: number, status: string, replacement = "true") => ({
      location: { start: { line: 1, column }, end: { line: 1, column: column + 5 } },
      mutatorName: "BooleanLiteral",
      replacement,
      status
    })
    const survivor = { line: 1, kind: "BooleanLiteral", from: "false", to: "true" }
    const earlier = { ...survivor, line: 2 }
    const settled = settle(
      { killed: 7, survived: 3, uncovered: 0, survivors: [survivor, survivor, earlier] },
      { mutants: [of(3, "Killed"), of(10, "Survived")], source: "f(false, false)" }
    )
    assert.deepStrictEqual(settled, {
      killed: 8,
      survived: 2,
      uncovered: 0,
      survivors: [survivor, earlier]
    })
  })
})

describe("SECURITY.md", () => {
  it("SECURITY.md names tests that exist", () => {
    const named = [...read("SECURITY.md").matchAll(/`(test\/[\w/]+)`/g)].map(([, path]) => path as string)
    assert.isAbove(named.length, 15)
    for (const path of named) assert.isTrue(existsSync(`${root}${path}.test.ts`), path)
  })
})
