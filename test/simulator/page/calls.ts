/** The list of calls, and what can be done with one. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert } from "@effect/vitest"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import * as Browser from "../browser.js"
import { lastCall, seconds } from "../fronts.js"
import { send, signed } from "../RawRequest.js"
import { create, go, type It, rejectedCall } from "./fixture.js"

const run = promisify(execFile)

const cancel = Effect.fnUntraced(function* (order: string, reason: string) {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  const body = JSON.stringify({ appid: Samples.appid, service_id: Samples.serviceId, reason })
  const target = `/v3/payscore/serviceorder/${order}/cancel`
  yield* send(baseUrl, signed(merchant, { target, body }, { timestamp: yield* seconds }))
  return (yield* lastCall).id
})

export const callTests = (it: It) => {
  it.scoped("the page searches the bodies and the diagnosis, and keeps the filters in the address", () =>
    Effect.gen(function* () {
      const wrong = yield* rejectedCall
      const found = yield* cancel("Find_Me", "客户改变主意 NEEDLE")
      const { page, problems } = yield* Browser.open("calls")
      yield* Effect.promise(async () => {
        const rows = page.locator(".calls a")
        const only = async (id: number | undefined) => {
          await page.locator(`a[data-call="${id}"]`).waitFor()
          await rows.nth(1).waitFor({ state: "detached" })
        }
        await rows.nth(1).waitFor()
        await page.keyboard.press("/")
        await page.keyboard.type("needle")
        await only(found)
        assert.include(page.url(), "text=needle")
        await page.reload()
        await only(found)
        // The filters are kept in the other views and in other tabs of the browser.
        await page.getByRole("link", { name: /^Faults/ }).click()
        await page.getByRole("link", { name: /^Calls/ }).click()
        await only(found)
        const other = await page.context().newPage()
        await other.goto(page.url().replace(/#.*/, "#/faults"))
        await other.getByRole("link", { name: /^Calls/ }).click()
        await other.locator(`a[data-call="${found}"]`).waitFor()
        await other.close()
        for (const text of ["find_me", "改变主意", "ORDER_NOT_EXIST"]) {
          await page.locator("#search").fill(text)
          await page.locator(`a[data-call="${found}"]`).waitFor()
        }
        await page.locator("#search").fill("LINE FEED AFTER the last")
        await page.locator(`a[data-call="${wrong}"]`).waitFor()
        await page.locator(`a[data-call="${found}"]`).waitFor({ state: "detached" })
        await page.locator("#search").fill("")
        await page.getByRole("button", { name: "wrong signature" }).click()
        await page.locator(`a[data-call="${found}"]`).waitFor({ state: "detached" })
        await page.locator(`a[data-call="${wrong}"]`).waitFor()
        await page.getByRole("button", { name: "wrong signature" }).click()
        await page.getByRole("button", { name: "4xx" }).click()
        await page.locator(".calls a", { hasText: "200" }).first().waitFor({ state: "detached" })
        await page.getByRole("button", { name: "4xx" }).click()
        await page.locator("search select").selectOption("payscore.serviceOrder.cancel")
        await page.locator(`a[data-call="${wrong}"]`).waitFor({ state: "detached" })
        await page.locator(`a[data-call="${found}"]`).waitFor()
        assert.include(page.url(), "endpoint=payscore.serviceOrder.cancel")
        assert.deepStrictEqual(problems, [])
      })
    })
  )

  it.scoped(
    "the page renders the visible rows only, and a chosen call stays in sight when the log drops it",
    () =>
      Effect.gen(function* () {
        const { calls } = yield* Simulator.Simulator
        const first = yield* cancel("FIRST_OF_MANY", "first")
        const many = Effect.forEach(
          Array.from({ length: 80 }, (_, index) => index),
          (index) => cancel(`MANY_${index}`, "many"),
          { concurrency: 8, discard: true }
        )
        yield* many
        const { page, problems } = yield* Browser.open("calls")
        yield* Effect.promise(async () => {
          await page.locator(".calls a").first().waitFor()
          assert.isBelow(await page.locator(".calls a").count(), 40)
          await page.locator(".rows").evaluate((rows) => rows.scrollTo(0, 60 * 84))
          const row = page.locator(`.rows li`).filter({ hasText: "MANY_" }).nth(12)
          await row.click()
          const verdict = await page.locator(".verdict").boundingBox()
          assert.isBelow(verdict?.y ?? 9999, 700)
          assert.isAtLeast(verdict?.y ?? -1, 0)

          await go(page, `calls/${first}`)
          await page.locator(".verdict").waitFor()
          await page.locator("details summary", { hasText: "headers" }).first().click()
          await page.getByRole("button", { name: "raw (Request" }).click()
        })
        yield* many
        assert.isUndefined(yield* calls.find(first))
        yield* Effect.promise(async () => {
          await page
            .getByText("The log does not contain this call any more.")
            .waitFor({ timeout: 5000 })
            .catch(async () => {
              await go(page, "faults")
              await go(page, `calls/${first}`)
              await page.getByText("The log does not contain this call any more.").waitFor()
            })
          assert.deepStrictEqual(
            problems.filter((problem) => !problem.includes("409")),
            []
          )
        })
      })
  )

  it.scoped("the page copies a call as curl, as a test and block by block, and sends it again, edited", () =>
    Effect.gen(function* () {
      const { calls } = yield* Simulator.Simulator
      yield* create("COPY1")
      const { id } = yield* lastCall
      const { page, problems } = yield* Browser.open(`calls/${id}`, {
        permissions: ["clipboard-read", "clipboard-write"]
      })
      const copied = (name: RegExp) =>
        Effect.promise(async () => {
          await page.evaluate(() => navigator.clipboard.writeText(""))
          await page.getByRole("button", { name }).first().click()
          await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text !== ""))
          return page.evaluate(() => navigator.clipboard.readText())
        })
      const command = yield* copied(/^Copy as curl/)
      const { stdout } = yield* Effect.promise(() => run("sh", ["-c", `${command} --silent`]))
      assert.include(stdout, '"out_order_no":"COPY1"')
      assert.strictEqual((yield* lastCall).nonceReplayed, true)
      const test = yield* copied(/^Copy as a test/)
      for (const part of ["useSimulator()", "toBe(200)", "COPY1"]) assert.include(test, part)
      const call = yield* calls.find(id)
      const body = yield* copied(/^Copy \(Request · /)
      assert.strictEqual(body, Buffer.from(call?.body ?? []).toString())
      const expected = yield* copied(/^Copy \(Text that had to be signed/)
      assert.match(expected, /^POST\n\/v3\/payscore\/serviceorder\n\d+\n[^\n]+\n\{.*\}\n$/)

      yield* Effect.promise(async () => {
        // A selection has the text only, without the labels of line feeds.
        const selected = await page.evaluate(() => {
          getSelection()?.selectAllChildren(document.querySelector(".lines") as Element)
          return getSelection()?.toString()
        })
        assert.notMatch(selected ?? "LF", /LF/)
        await page.getByRole("button", { name: /^tree \(Request/ }).click()
        await page.locator(".tree summary", { hasText: "risk_fund" }).waitFor()
        await page.getByRole("button", { name: /^indented \(Request/ }).click()
        assert.include(String(await page.locator(".scroll pre").first().textContent()), '  "risk_fund": {')
        await page.getByRole("button", { name: /^raw \(Request/ }).click()
        assert.strictEqual(await page.locator(".scroll pre").first().textContent(), body)

        await page.getByRole("button", { name: "Edit and send" }).click()
        await page.locator("textarea[name=body]").fill(body.replace("COPY1", "COPY2"))
        await page.getByRole("button", { name: "Sign and send" }).click()
        await page.locator(".detail").getByRole("link", { name: "Order COPY2" }).waitFor()
      })
      assert.deepInclude(yield* lastCall, { signature: "valid", status: 200 })
      yield* Effect.promise(async () => {
        await page.locator(".message:not(.failed)", { hasText: "Sent again: 200" }).waitFor()
        await page.getByRole("button", { name: /^Send again/ }).click()
        await page.locator(".detail").getByRole("link", { name: "Order COPY2" }).waitFor()
        assert.deepStrictEqual(problems, [])
      })
    })
  )
}
