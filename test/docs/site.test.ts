/** The documentation site: a page for every endpoint and notification, whose examples are accepted, and links that lead somewhere. */
import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Endpoint, Notification, V2Endpoint } from "@effect-wechatpay/core"
import { tokenize, words } from "../../site/.vitepress/tokenize.js"
import { docsIndex } from "../../site/generate/docsIndex.js"
import { rejected } from "../../site/generate/example.js"
import { fieldsOf } from "../../site/generate/fields.js"
import { groups } from "../../site/generate/guides.js"
import { brokenLinks } from "../../site/generate/links.js"
import { llms } from "../../site/generate/llms.js"
import { pages, sideBars } from "../../site/generate/pages.js"
import { endpoints, notifications } from "../../site/generate/reference.js"
import { languages, prefixOf } from "../../site/generate/text.js"

const root = new URL("../../", import.meta.url)

/** What the packages export, which the lists that the site is made from could have missed. */
const exported = async () => {
  const folders = readdirSync(new URL("packages", root)).filter(
    (name) => name !== "cli" && name !== "simulator"
  )
  const barrels = await Promise.all(
    folders.map((name) => import(`@effect-wechatpay/${name}`) as Promise<Readonly<Record<string, object>>>)
  )
  const values: ReadonlyArray<unknown> = barrels.flatMap((barrel) =>
    Object.values(barrel).flatMap((module): ReadonlyArray<unknown> => Object.values(module))
  )
  return {
    endpoints: values.flatMap((value) =>
      Endpoint.isEndpoint(value)
        ? [{ id: value.id, path: value.path }]
        : V2Endpoint.isV2Endpoint(value)
          ? [{ id: value.id, path: value.path }]
          : []
    ),
    notifications: values.flatMap((value) => (Notification.isNotification(value) ? [value.eventType] : []))
  }
}

describe("the documentation site", () => {
  it("every endpoint and notification of the packages has its page in both languages", async () => {
    const all = await exported()
    const texts = (await pages).filter(({ route }) => route.startsWith("reference/"))
    assert.isAbove(all.endpoints.length, 230)
    for (const language of languages) {
      const own = texts.filter((page) => page.language === language)
      for (const { id, path } of all.endpoints) {
        const found = own.filter(({ text }) => text.includes(`| \`${id}\` |`))
        assert.lengthOf(found, 1, `${id} in ${language}`)
        assert.include(found[0]?.text, path)
      }
      for (const eventType of all.notifications) {
        assert.isTrue(
          own.some(({ text }) => text.includes(`\n\`${eventType}\` · `)),
          `${eventType} in ${language}`
        )
      }
    }
    assert.lengthOf(await endpoints, all.endpoints.length)
    assert.lengthOf(await notifications, all.notifications.length)
  })

  it("every field of an input and of a notification says what it is, or is documented by its limits", async () => {
    const missing: Array<string> = []
    for (const { id, loaded, section } of await endpoints) {
      const sections =
        loaded.version === "v2" ? (["payload"] as const) : (["params", "query", "payload"] as const)
      for (const name of sections) {
        const schema = loaded.version === "v2" ? loaded.endpoint.payload : loaded.endpoint[name]
        if (schema === undefined) continue
        for (const field of fieldsOf(schema, section(name)))
          if (field.text === "") missing.push(`${id} ${field.path}`)
      }
    }
    for (const { eventType, shapes } of await notifications) {
      for (const { lookup, schema } of shapes) {
        for (const field of fieldsOf(schema, lookup))
          if (field.text === "") missing.push(`${eventType} ${field.path}`)
      }
    }
    assert.deepStrictEqual(missing, [])
  })

  it("every endpoint accepts the example of its page", async () => {
    const faults = (await endpoints).flatMap((page) => {
      const fault = rejected(page)
      return fault === undefined ? [] : [`${page.id}: ${fault}`]
    })
    assert.deepStrictEqual(faults, [])
  })

  it("every link of the site leads to a page, a heading or a picture", async () => {
    const all = await pages
    assert.deepStrictEqual(brokenLinks(all), [])
    assert.lengthOf([...new Set(all.map(({ file }) => file))], all.length)
    const routes = new Set(
      all.map(({ file }) => `/${file.replace(/\.md$/, "").replace(/(^|\/)index$/, "$1")}`)
    )
    for (const language of languages) {
      const links = [...JSON.stringify(await sideBars(language)).matchAll(/"link":"([^"#]+)/g)].map(
        ([, link = ""]) => link
      )
      assert.deepStrictEqual(
        links.filter((link) => !routes.has(link)),
        []
      )
    }
  })

  it("every file of docs/ is a page of the site and in the index of docs/README.md", async () => {
    const sources = new Set(groups.flatMap(({ guides }) => guides.map(({ source }) => source)))
    const files = readdirSync(new URL("docs", root)).filter(
      (name) => name.endsWith(".md") && !name.endsWith(".zh-CN.md") && name !== "README.md"
    )
    for (const name of files) assert.isTrue(sources.has(`docs/${name}`), name)
    assert.strictEqual(readFileSync(new URL("docs/README.md", root), "utf8"), docsIndex(), "run `pnpm site`")
  })

  it("llms.txt lists every English guide and every endpoint", async () => {
    const all = await pages
    const text = llms(all)
    for (const { file, language, route } of all) {
      if (language === "en" && route !== "index") assert.include(text, `(/${file})`)
    }
    assert.include(text, `(/${prefixOf.zh}guide/quick-start.md)`)
  })

  it("the search finds Chinese words, which have no spaces, and names of code and their parts", () => {
    const found = (text: string, query: string) => {
      const known = new Set(tokenize(text))
      return words(query).every((word) => known.has(word))
    }
    const text = "解除用户授权关系（解约，openid） Permission.terminateByOpenid out_trade_no JSAPI支付"
    for (const query of [
      "解约",
      "授权关系",
      "terminateByOpenid",
      "Permission.terminateByOpenid",
      "Openid",
      "out_trade_no",
      "支付"
    ]) {
      assert.isTrue(found(text, query), query)
    }
    for (const query of ["解冻", "约解", "terminateByCode"]) assert.isFalse(found(text, query), query)
  })
})
