/** The documentation site: a page for every endpoint and notification, whose examples are accepted, and links that lead somewhere. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it, layer } from "@effect/vitest"
import {
  Endpoint,
  Notification,
  Retry,
  type V2Client,
  V2Endpoint,
  type WechatPayClient
} from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { tokenize, words } from "../../site/.vitepress/tokenize.js"
import { agents, agentsProgram, folders } from "../../site/generate/agents.js"
import { docsIndex } from "../../site/generate/docsIndex.js"
import { inputOf, programOf, rejected } from "../../site/generate/example.js"
import { fieldsOf } from "../../site/generate/fields.js"
import { groups } from "../../site/generate/guides.js"
import { withBothLines } from "../../site/generate/lines.js"
import { brokenLinks } from "../../site/generate/links.js"
import { llms } from "../../site/generate/llms.js"
import { handlerOf } from "../../site/generate/notificationPage.js"
import { pages, sideBars } from "../../site/generate/pages.js"
import { endpoints, notifications } from "../../site/generate/reference.js"
import { languages, prefixOf } from "../../site/generate/text.js"
import * as Browser from "../simulator/browser.js"
import { isLong, times } from "../support/long.js"
import * as Site from "./siteBrowser.js"

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

/** An endpoint whose types are known at run time only. */
type Call = (
  input: object
) => Effect.Effect<
  unknown,
  { readonly _tag: string; readonly message: string; readonly code?: string },
  WechatPayClient.WechatPayClient | V2Client.V2Client
>

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

  it("AGENTS.md of each package is as the package is", async () => {
    for (const name of folders) {
      const text = readFileSync(new URL(`packages/${name}/AGENTS.md`, root), "utf8")
      assert.strictEqual(text, await agents(name), `packages/${name}/AGENTS.md: run \`pnpm site\``)
      assert.include(readFileSync(new URL(`packages/${name}/package.json`, root), "utf8"), '"AGENTS.md"')
    }
  })

  it("a guide shows the code of both lines of Effect where they differ", () => {
    const code = (text: string) => `\`\`\`ts\n${text}\n\`\`\``
    const page = (...codes: ReadonlyArray<string>) => `# a\n\n${codes.map(code).join("\n\nb\n\n")}\n`
    const tabs = "::: code-group\n```ts [Effect 4]\nsame(4)\n```\n```ts [Effect 3]\nsame(3)\n```\n:::"
    assert.strictEqual(
      withBothLines(page("one()", "same(3)"), page("one()", "same(4)")),
      `# a\n\n${code("one()")}\n\nb\n\n${tabs}\n`
    )
    assert.throws(() => withBothLines(page("one()"), page()), /1 blocks of code, and 0/)
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

/** The build takes two minutes. */
if (isLong) {
  describe("the built site", () => {
    layer(Browser.layer, { excludeTestServices: true })((it) => {
      it.scoped(
        "the site is built, and read in Chromium on a laptop and a phone, light and dark, in both languages",
        () =>
          Effect.gen(function* () {
            assert.isDefined(Browser.executablePath, "no Chromium was found")
            times("builds of the documentation site", { ci: 0, long: 1 })
            yield* Site.build
            const { url } = yield* Site.serve
            yield* Site.look(url)
            const ended = yield* Site.search(`${url}/`, "解约", "解除用户授权关系（解约，openid）")
            assert.strictEqual(ended.address, "/reference/payscore/permission-terminate-by-openid.html")
            assert.include(ended.text, "/v3/payscore/permissions/openid/{openid}/terminate")
            for (const prefix of ["", "en/"]) {
              const result =
                prefix === "" ? "解除用户授权关系（解约，openid）" : "Permission.terminateByOpenid"
              const found = yield* Site.search(`${url}/${prefix}`, "terminateByOpenid", result)
              assert.strictEqual(
                found.address,
                `/${prefix}reference/payscore/permission-terminate-by-openid.html`
              )
            }
            const lines = yield* Site.switchLines(`${url}/en/guide/frameworks.html`)
            assert.notStrictEqual(lines.atFirst, lines.switched)
            assert.strictEqual(lines.reloaded, lines.switched)
            assert.strictEqual(lines.byTab, lines.atFirst)
            for (const { file } of yield* Effect.promise(() => pages)) {
              const html = file.replace(/\.md$/, ".html")
              assert.isTrue(existsSync(new URL(`site/.vitepress/dist/${html}`, root)), html)
              assert.isTrue(existsSync(new URL(`site/.vitepress/dist/${file}`, root)), file)
            }
          })
      )
    })

    /** What the simulator cannot know of an example: an organization, and a face code of a device. */
    const unknownToSimulator = ["facepay.contract.presign", "facepay.facePayment.pay"]

    it.live("the simulator rejects no example as malformed", () =>
      Effect.gen(function* () {
        const malformed: Array<string> = []
        for (const page of yield* Effect.promise(() => endpoints)) {
          const call = page.loaded.endpoint as unknown as Call
          const result = yield* Effect.either(Retry.none(call(inputOf(page))))
          if (result._tag === "Right" || unknownToSimulator.includes(page.id)) continue
          const { _tag, code, message } = result.left
          if (_tag === "WechatPayError" || code === "PARAM_ERROR") malformed.push(message)
        }
        assert.deepStrictEqual(malformed, [])
      }).pipe(
        Effect.provide(
          Layer.merge(Simulator.layerClient(), Simulator.layerV2Client()).pipe(
            Layer.provideMerge(Simulator.layer())
          )
        )
      )
    )

    it("every program of a page compiles", async () => {
      const folder = mkdtempSync(join(fileURLToPath(root), "test", ".programs-"))
      try {
        for (const page of await endpoints) writeFileSync(join(folder, `${page.id}.ts`), programOf(page))
        for (const page of await notifications) {
          writeFileSync(join(folder, `${page.namespace}-${page.name}.ts`), handlerOf(page))
        }
        for (const name of folders) {
          const program = await agentsProgram(name)
          if (program !== undefined) writeFileSync(join(folder, `agents-${name}.ts`), program)
        }
        const config = {
          extends: "../../tsconfig.base.json",
          compilerOptions: { types: ["node"] },
          include: ["*.ts"]
        }
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
        const compiler = join(fileURLToPath(root), "scripts/node_modules/@typescript/native/bin/tsc")
        const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" })
        assert.strictEqual(status, 0, stdout)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  })
}
