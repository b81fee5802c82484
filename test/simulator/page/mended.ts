/** Faults of the page that were seen once. */
import { assert } from "@effect/vitest"
import { Admin, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Exit, Layer, Scope } from "effect"
import * as Browser from "../browser.js"
import { complete, create, go, type It, recordOf } from "./fixture.js"

export const mendedTests = (it: It) => {
  it.scoped("the page does not take the number of times from the per cent", () =>
    Effect.gen(function* () {
      const { page } = yield* Browser.open("faults")
      yield* Effect.promise(async () => {
        await page.getByLabel("until it is removed").check()
        assert.strictEqual(await page.getByLabel("Percent of the calls").inputValue(), "100")
        await page.getByLabel("until it is removed").uncheck()
        assert.strictEqual(await page.getByLabel("Times").inputValue(), "1")
      })
    })
  )

  it.scoped("the clock of the page runs, and a malformed address shows the calls", () =>
    Effect.gen(function* () {
      const { page, problems } = yield* Browser.open("%E0%A4%A/%")
      yield* Effect.promise(async () => {
        await page.locator("main.view-calls").waitFor()
        await go(page, "orders/%E0%A4%A")
        await page.getByRole("alert").waitFor()
        await go(page, "calls/1?text=%")
        await page.locator("main.view-calls").waitFor()
        const clock = page.locator(".clock")
        const before = await clock.textContent()
        await page.waitForFunction((text) => document.querySelector(".clock")?.textContent !== text, before)
        assert.deepStrictEqual(
          problems.filter((problem) => !problem.includes("409")),
          []
        )
      })
    })
  )

  it.scoped("eight tabs of the page are live at the same time, with one stream", () =>
    Effect.gen(function* () {
      const { page } = yield* Browser.open("calls")
      const { url } = yield* Admin.Admin
      const pages = yield* Effect.promise(async () => {
        const others = await Promise.all(Array.from({ length: 7 }, () => page.context().newPage()))
        await Promise.all(
          others.map(async (one) => {
            await one.goto(`${url}/#/records`)
            await one.locator(".live.on").waitFor()
          })
        )
        return others
      })
      yield* create("TABS1")
      yield* Effect.promise(() => Promise.all(pages.map((one) => recordOf(one, "TABS1").waitFor())))
    })
  )

  it.scoped("a dialog keeps its input when the action is rejected and when the list changes", () =>
    Effect.gen(function* () {
      yield* create("DIALOG1")
      const { page } = yield* Browser.open("records")
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Confirm (DIALOG1)" }).click()
        await page.getByLabel("User (openid)").fill("")
        await page.getByRole("dialog").getByRole("button", { name: "Run" }).click()
        assert.isTrue(await page.getByRole("dialog").isVisible())
        await page.getByLabel("User (openid)").fill("oNobodyWhoIsKnown")
      })
      yield* create("DIALOG2")
      yield* Effect.promise(async () => {
        await recordOf(page, "DIALOG2").waitFor()
        assert.strictEqual(await page.getByLabel("User (openid)").inputValue(), "oNobodyWhoIsKnown")
        await page.route("**/act", (route) =>
          route.fulfill({ status: 409, json: { _tag: "Rejected", problem: "not now" } })
        )
        await page.getByRole("dialog").getByRole("button", { name: "Run" }).click()
        await page.getByRole("dialog").getByText("not now").waitFor()
        assert.strictEqual(await page.getByLabel("User (openid)").inputValue(), "oNobodyWhoIsKnown")
        assert.strictEqual(await page.locator(".message:not(.failed)").count(), 0)
      })
    })
  )

  it.scoped("the focus stays on the record after an action", () =>
    Effect.gen(function* () {
      yield* create("FOCUS1")
      const { page } = yield* Browser.open("records")
      const focused = () =>
        page.evaluate(
          () => document.activeElement?.closest("[data-record]")?.querySelector("h3")?.textContent
        )
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Confirm (FOCUS1)" }).focus()
        await page.keyboard.press("Enter")
        await page.getByRole("dialog").getByRole("button", { name: "Run" }).click()
        await recordOf(page, "FOCUS1").getByText("USER_CONFIRM").waitFor()
      })
      yield* complete("FOCUS1")
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Pay (FOCUS1)", exact: true }).focus()
        await page.keyboard.press("Enter")
        await recordOf(page, "FOCUS1").getByText("DONE", { exact: true }).waitFor()
        await page.waitForFunction(() => document.activeElement?.closest("[data-record]") !== null)
        assert.strictEqual(await focused(), "FOCUS1")
      })
    })
  )

  it.scoped("the page has keys for the search, the next call, the help and the way back", () =>
    Effect.gen(function* () {
      yield* create("KEYS1")
      yield* create("KEYS2")
      const { page } = yield* Browser.open("calls")
      yield* Effect.promise(async () => {
        await page.locator(".calls a").nth(1).waitFor()
        await page.keyboard.press("j")
        await page.locator(".verdict").waitFor()
        const first = page.url()
        await page.keyboard.press("j")
        await page.waitForFunction((url) => location.href !== url, first)
        await page.keyboard.press("k")
        await page.waitForFunction((url) => location.href === url, first)
        await page.keyboard.press("?")
        await page.getByRole("dialog", { name: "Keyboard" }).waitFor()
        await page.keyboard.press("Escape")
        await page.getByRole("dialog").waitFor({ state: "detached" })
        assert.strictEqual(page.url(), first)
        await page.keyboard.press("Escape")
        await page.locator(".verdict").waitFor({ state: "detached" })
        await page.keyboard.press("/")
        await page.waitForFunction(() => document.activeElement?.id === "search")
        await page.keyboard.type("jk?")
        assert.strictEqual(await page.locator("#search").inputValue(), "jk?")
      })
    })
  )

  it.scoped("the page reads changes only: a call does not make it read the tables again", () =>
    Effect.gen(function* () {
      const { page } = yield* Browser.open("records")
      const requests: Array<string> = []
      page.context().on("request", (request) => requests.push(new URL(request.url()).pathname))
      yield* create("CHANGES1")
      yield* Effect.promise(async () => {
        await recordOf(page, "CHANGES1").waitFor()
        assert.deepStrictEqual(requests, [])
      })
    })
  )

  it.scoped("a list that arrives late does not overwrite newer rows", () =>
    Effect.gen(function* () {
      yield* create("LATE0")
      const { page } = yield* Browser.open("faults")
      // Without the worker the stream belongs to the tab, so that its requests can be delayed.
      const context = page.context()
      yield* Effect.promise(() =>
        context.addInitScript(() => Object.defineProperty(globalThis, "SharedWorker", { value: undefined }))
      )
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      yield* Effect.promise(() =>
        page.route("**/api/calls", async (route) => {
          const response = await route.fetch()
          await held
          await route.fulfill({ response })
        })
      )
      yield* Effect.promise(async () => {
        await page.goto(`${page.url().split("#")[0]}?again#/calls`)
        await page.locator(".live.on").waitFor()
      })
      yield* create("LATE1")
      yield* Effect.promise(async () => {
        await page.locator(".calls a", { hasText: "LATE1" }).waitFor()
        release()
        await page.locator(".calls a", { hasText: "LATE0" }).first().waitFor()
        assert.strictEqual(await page.locator(".calls a", { hasText: "LATE1" }).count(), 1)
      })
    })
  )

  it.scoped("the page says in its language that the simulator is gone, and disables its buttons", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(
        Admin.layer().pipe(Layer.provideMerge(Simulator.layerServer({ time: "virtual" }))),
        scope
      )
      const { page } = yield* Effect.provide(Browser.open("platform", { locale: "zh-CN" }), context)
      const button = page.getByRole("button", { name: "+ 1 小时" })
      yield* Effect.promise(async () => assert.isTrue(await button.isEnabled()))
      yield* Scope.close(scope, Exit.void)
      yield* Effect.promise(async () => {
        await page.getByText("连接断开，正在重连").first().waitFor()
        assert.isTrue(await button.isDisabled())
        await go(page, "start")
        await page.getByRole("button", { name: "复制文件内容" }).click()
        await page.locator(".message.failed", { hasText: "连接断开" }).waitFor()
      })
    })
  )

  it.scoped("the page exports the state and the calls to files and imports them again", () =>
    Effect.gen(function* () {
      yield* create("FILE1")
      const { page } = yield* Browser.open("platform")
      /** The file that a link saves. */
      const file = async (name: string) => {
        const link = page.getByRole("link", { name })
        assert.match(String(await link.getAttribute("download")), /\.json$/)
        const text = await link.evaluate((one) =>
          fetch((one as HTMLAnchorElement).href).then((response) => response.text())
        )
        return { name: "file.json", mimeType: "application/json", buffer: Buffer.from(text) }
      }
      const state = yield* Effect.promise(() => file("Download the state as JSON"))
      yield* create("FILE2")
      yield* Effect.promise(async () => {
        assert.include(state.buffer.toString(), "FILE1")
        await page.getByLabel("Import a state").setInputFiles(state)
        await page.locator(".message:not(.failed)", { hasText: "Done" }).waitFor()
        await go(page, "records")
        await recordOf(page, "FILE1").waitFor()
        assert.strictEqual(await page.locator(".record", { hasText: "FILE2" }).count(), 0)
        await go(page, "platform")
        const calls = await file("Download the calls as JSON")
        await go(page, "calls")
        await page.getByRole("button", { name: "Clear" }).click()
        await page.getByRole("button", { name: "Run a demo order" }).waitFor()
        await go(page, "platform")
        await page.getByLabel("Import calls").setInputFiles(calls)
        await go(page, "calls")
        await page.locator(".calls a", { hasText: "FILE2" }).first().waitFor()
        await go(page, "platform")
        await page.getByLabel("Import a state").setInputFiles({
          name: "state.json",
          mimeType: "application/json",
          buffer: Buffer.from('{"payscore.orders":{"x":{}}}')
        })
        await page.locator(".message.failed").waitFor()
      })
    })
  )
}
