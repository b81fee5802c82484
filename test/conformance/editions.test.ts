/** The hover of each endpoint names the official page of its interface, and the edition of the page. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { endpoints } from "./facts/endpoints.js"
import { editionOf, files, isIndexed, withEditions } from "./official/editions.js"

const root = fileURLToPath(new URL("../../", import.meta.url))

const sources = new Map(files().map((file) => [file, readFileSync(file, "utf8")]))

/** The docstring of an exported constant. */
const docstringOf = (source: string, name: string): string => {
  const at = source.search(new RegExp(`\\nexport const ${name}\\b`))
  const before = at === -1 ? "" : source.slice(0, at).trimEnd()
  return before.endsWith("*/") ? before.slice(before.lastIndexOf("/**")) : ""
}

describe("editions of the official pages", () => {
  it("the docstring of every endpoint names the edition of a page of its catalogue entry", () => {
    const faults = endpoints.flatMap(({ entry, id, module, name, package: folder }) => {
      const source = sources.get(`${root}packages/${folder}/src/${module}.ts`) ?? ""
      const links = [...docstringOf(source, name).matchAll(/@see (https:\S+)[^\n]*page of ([\d-]+)\n/g)]
      const named = links.filter(([, page = ""]) => entry.docs.some((doc) => page.startsWith(doc)))
      return named.length > 0 && links.every(([, page = "", edition]) => edition === editionOf(page))
        ? []
        : [id]
    })
    assert.deepStrictEqual(faults, [])
    assert.isAtLeast(endpoints.length, 236)
  })

  it("every link has its edition, as `pnpm editions` writes it", () => {
    const stale = [...sources].filter(([, source]) => withEditions(source) !== source).map(([file]) => file)
    assert.deepStrictEqual(stale, [])
  })

  it("the edition of a page is July 2026 if the index of that month has the page, otherwise an older one", () => {
    const page = "https://pay.weixin.qq.com/doc/v3/merchant/4012587900"
    assert.isTrue(isIndexed(page))
    assert.strictEqual(
      withEditions(` * @see ${page} guide\n * @see ${page}\n`),
      ` * @see ${page} guide, page of 2026-07\n * @see ${page} page of 2026-07\n`
    )
    const written = ` * @see ${page} guide, page of 2026-07\n`
    assert.strictEqual(withEditions(written), written)
    const old = "https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter3_8.shtml"
    assert.strictEqual(withEditions(` * @see ${old} page of 2024`), ` * @see ${old} page of 2020`)
    assert.throws(() => editionOf("https://pay.weixin.qq.com/elsewhere"), /knows no edition/)
  })
})
