/** The signature workshop. */
import { assert } from "@effect/vitest"
import { type Merchant, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import * as Browser from "../browser.js"
import { lastCall, seconds } from "../fronts.js"
import { send } from "../RawRequest.js"
import { blunders, v2Blunders } from "../signingMistakes.js"
import { go, type It, platformKey } from "./fixture.js"

const make = Effect.fnUntraced(function* (name: string, headers: Readonly<Record<string, string>> = {}) {
  const { baseUrl, merchant, merchants } = yield* Simulator.Simulator
  const blunder = [...blunders, ...v2Blunders].find((one) => one.name === name)
  if (blunder === undefined) return yield* Effect.dieMessage(`no mistake ${name}`)
  const raw = blunder.raw({
    merchant,
    other: merchants[1] as Merchant.Merchant,
    platformKey,
    host: new URL(baseUrl).host,
    now: yield* seconds
  })
  yield* send(baseUrl, { ...raw, headers: { ...raw.headers, ...headers } })
  return (yield* lastCall).id
})

export const workshopTests = (it: It) => {
  it.scoped("the page marks the differing characters and names the remedy in the client's language", () =>
    Effect.gen(function* () {
      const { page, problems } = yield* Browser.open("calls")
      const ofPhp = yield* make("escaped body sent, plain body signed", {
        "user-agent": "GuzzleHttp/7 PHP/8.3"
      })
      const ofGo = yield* make("body escaped as by Go", { "user-agent": "Go-http-client/1.1" })
      const ofPython = yield* make("body escaped as ASCII", { "user-agent": "python-requests/2.32" })
      const unknown = yield* make("body escaped as by Go")
      const without = yield* make("no Authorization header")
      yield* Effect.promise(async () => {
        const remedies = page
          .locator("section", { has: page.getByRole("heading", { name: "Remedy" }) })
          .last()
        await go(page, `calls/${ofPhp}`)
        await page.locator(".lines mark").first().waitFor()
        assert.deepStrictEqual(await page.locator(".lines").first().locator("mark").allTextContents(), ["\\"])
        await remedies.getByText("JSON_UNESCAPED_SLASHES").waitFor()
        assert.deepStrictEqual(await remedies.locator(".chip").allTextContents(), ["PHP"])
        await go(page, `calls/${ofGo}`)
        await remedies.getByText("SetEscapeHTML(false)").waitFor()
        assert.deepStrictEqual(await remedies.locator(".chip").allTextContents(), ["Go"])
        await go(page, `calls/${ofPython}`)
        await remedies.getByText("ensure_ascii=False").waitFor()
        await go(page, `calls/${unknown}`)
        await remedies.getByText("disableHtmlEscaping").waitFor()
        assert.deepStrictEqual(await remedies.locator(".chip").allTextContents(), ["Go", "Java"])
        await go(page, `calls/${without}`)
        await page.locator(".verdict", { hasText: "There is no Authorization header" }).waitFor()
        assert.deepStrictEqual(problems, [])
      })
    })
  )

  it.scoped("the page compares a pasted text with the one that had to be signed", () =>
    Effect.gen(function* () {
      const { page } = yield* Browser.open("calls")
      const id = yield* make("another nonce in the text")
      yield* Effect.promise(async () => {
        await go(page, `calls/${id}`)
        const paste = page.getByLabel("Paste what your code signed")
        await paste.waitFor()
        const expected = await page.locator(".lines").first().locator("code").allTextContents()
        const text = `${expected.slice(0, 5).join("\n")}\n`
        await paste.fill(text)
        await page.getByText("This is the text that had to be signed.").waitFor()
        await paste.fill(text.replace("POST", "PoST"))
        await page.getByText("The marked characters differ.").waitFor()
        assert.deepStrictEqual(await page.locator(".paste mark").allTextContents(), ["o"])
        await paste.fill(text.replaceAll("\n", "\\n"))
        await page.getByText("a backslash and an n in place of line feeds").waitFor()
      })
    })
  )

  it.scoped("the page explains a wrong sign of the XML interface, in red", () =>
    Effect.gen(function* () {
      const { page } = yield* Browser.open("calls")
      const key = yield* make("an APIv2 key that nobody knows")
      const algorithm = yield* make("MD5 in place of HMAC-SHA256")
      yield* Effect.promise(async () => {
        await go(page, `calls/${key}`)
        await page.locator(".verdict.bad", { hasText: "unknown key" }).waitFor()
        await page.locator("h2 .chip.bad", { hasText: "200" }).waitFor()
        await page.locator(".lines", { hasText: /appid=.*&key=<the APIv2 key>/ }).waitFor()
        const [expected, received] = await page
          .locator(".lines code")
          .evaluateAll((all) => all.slice(-2).map((one) => one.textContent ?? ""))
        assert.match(expected ?? "", /^[0-9A-F]{32}$/)
        assert.notStrictEqual(expected, received)
        await go(page, `calls/${algorithm}`)
        await page.locator(".verdict.bad", { hasText: "computed with MD5" }).waitFor()
      })
    })
  )
}
