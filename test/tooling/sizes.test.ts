/** The budgets of sizes, and the bill of materials: docs/decisions/0025-api-report.md. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { bomOf, serialize } from "../../scripts/bom.js"
import { sizesOfTarball } from "../../scripts/sizes.js"
import { budgets, packageSizes } from "../support/sizes.js"

const root = new URL("../../", import.meta.url)

describe("the budgets of sizes", () => {
  it("every package has budgets, which are at most half above what was measured", () => {
    assert.sameMembers(
      packageSizes.map(({ name }) => name),
      readdirSync(fileURLToPath(new URL("packages/", root)))
    )
    for (const { budget, measured, title } of budgets) {
      assert.isAtLeast(budget, measured, title)
      assert.isAtMost(budget, measured * 1.5, title)
    }
  })

  it("the files of a tarball are counted without its headers", () => {
    const header = (size: number) => {
      const block = Buffer.alloc(512)
      block.write("package/file", 0)
      block.write(`${size.toString(8).padStart(11, "0")}\0`, 124)
      return block
    }
    const archive = [
      header(700),
      Buffer.alloc(1024, 1),
      header(0),
      header(512),
      Buffer.alloc(512, 1),
      Buffer.alloc(1024)
    ]
    const bytes = gzipSync(Buffer.concat(archive))
    assert.deepStrictEqual(sizesOfTarball(bytes), { packed: bytes.length, unpacked: 1212 })
  })
})

interface Document {
  readonly components: ReadonlyArray<{
    readonly "bom-ref": string
    readonly purl: string
    readonly hashes?: ReadonlyArray<{ readonly alg: string; readonly content: string }>
    readonly licenses?: ReadonlyArray<{ readonly license: { readonly id: string } }>
  }>
  readonly dependencies: ReadonlyArray<{ readonly ref: string; readonly dependsOn?: ReadonlyArray<string> }>
}

describe("the bill of materials", () => {
  it("the bill of materials conforms to CycloneDX and has what an installation brings, with digests and licences", async () => {
    const text = await serialize(bomOf(root))
    assert.strictEqual(await serialize(bomOf(root)), text)
    const { components, dependencies }: Document = JSON.parse(text)
    const refs = components.map((each) => each["bom-ref"])
    const requires = (ref: string) => dependencies.find((each) => each.ref === ref)?.dependsOn ?? []

    for (const { name } of packageSizes) {
      const { version } = JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, root), "utf8"))
      const ref = `@effect-wechatpay/${name}@${version}`
      assert.include(refs, ref)
      assert.isTrue(
        requires(ref).some((each) => each.startsWith("effect@3.")),
        ref
      )
      assert.includeMembers(refs, [...requires(ref)])
    }
    const core = refs.find((ref) => ref.startsWith("@effect-wechatpay/core@")) as string
    assert.isTrue(requires(core).some((ref) => ref.startsWith("saxes@")))
    // What it is developed and tested with does not belong to an installation.
    for (const tool of ["vitest@", "typescript@", "esbuild@", "@types/node@"]) {
      assert.isFalse(
        refs.some((ref) => ref.startsWith(tool)),
        tool
      )
    }
    const saxes = components.find((each) => each["bom-ref"].startsWith("saxes@"))
    assert.match(saxes?.purl ?? "", /^pkg:npm\/saxes@\d/)
    assert.deepStrictEqual(saxes?.licenses, [{ license: { id: "ISC" } }])
    assert.match(saxes?.hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/)
    assert.strictEqual(saxes?.hashes?.[0]?.alg, "SHA-512")
  })

  it("a bill of materials that does not conform is rejected", async () => {
    const bom = bomOf(root)
    assert(bom.metadata.component !== undefined)
    // The schema of CycloneDX allows 1,024 characters.
    bom.metadata.component.version = "1".repeat(1025)
    const error = await serialize(bom).then(
      () => undefined,
      (error: unknown) => error
    )
    assert.match(String(error), /does not conform/)
  })
})
