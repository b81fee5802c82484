/** Core knows nothing of the products that are built on it. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { transformSync } from "esbuild"

const source = fileURLToPath(new URL("../../packages/core/src", import.meta.url))

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts")
)

/** The code without its comments, which may give examples. */
const codeOf = (file: string): string =>
  transformSync(readFileSync(`${source}/${file}`, "utf8"), { loader: "ts", legalComments: "none" }).code

/** Lines that are about refunds, bills, images or videos. */
const about = (code: string): ReadonlyArray<string> =>
  code
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /refund|bill|退款|账单|media_?id|complaint|image|video/i.test(line))

/** Facts of the protocol: the paths that WeChat Pay does not sign, and what an address of a file looks like. */
const known: Readonly<Record<string, ReadonlyArray<string>>> = {
  "internal/download/unsignedPaths.ts": [
    '"/v3/billdownload/file",',
    '"/v3/merchant-service/images/{media_id}",',
    '"/v3/global/merchant-service/images/{media_id}",'
  ],
  "internal/download/downloadUrl.ts": [
    'return rejected("expected an address such as https://api.mch.weixin.qq.com/v3/billdownload/file?token=\\u2026");'
  ]
}

describe("core", () => {
  it("the check of core covers its files and finds a product's word", () => {
    assert.isAbove(files.length, 50)
    assert.deepStrictEqual(about("const a = 1\nconst refundUrl = 2\n// the bill"), [
      "const refundUrl = 2",
      "// the bill"
    ])
  })

  it.each(files)("core contains nothing about refunds, bills and media: %s", (file) => {
    assert.deepStrictEqual(about(codeOf(file)), known[file] ?? [])
  })
})
