/** The page in a real Chromium: what a person sees there of what others do, and does. */
import { assert, describe, it, layer } from "@effect/vitest"
import { type Merchant, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import * as Browser from "./browser.js"
import { seconds } from "./fronts.js"
import { callTests } from "./page/calls.js"
import {
  Backend,
  complete,
  create,
  go,
  platformKey,
  recordOf,
  rejectedCall,
  simulated
} from "./page/fixture.js"
import { mendedTests } from "./page/mended.js"
import { notificationTests } from "./page/notifications.js"
import { orderTests } from "./page/order.js"
import { startTests } from "./page/start.js"
import { workshopTests } from "./page/workshop.js"
import { type Raw, send, signed } from "./RawRequest.js"
import { blunders } from "./signingMistakes.js"

const views = ["start", "calls", "records", "notifications", "faults", "platform"] as const

const title = Browser.executablePath === undefined ? "the page (SKIPPED: no Chromium was found)" : "the page"
if (Browser.executablePath === undefined) {
  console.warn(
    "SKIPPED: the page of the simulator was not tested, as no Chromium was found. Install chromium."
  )
}

// `.ci/run` and most services say that they are CI. There a page that nobody looked at is a failure.
if (process.env.CI) {
  it("a browser is installed to test the page", () => {
    assert.isDefined(
      Browser.executablePath,
      "no Chromium was found: install it, or name one in CHROMIUM_PATH"
    )
  })
}

describe.skipIf(Browser.executablePath === undefined)(title, () => {
  layer(Layer.mergeAll(simulated, Browser.layer), { excludeTestServices: true })((it) => {
    // The start page is shown until the first call.
    startTests(it)

    it.scoped(
      "the page shows an order from its creation to its payment, confirmed and paid with buttons",
      () =>
        Effect.gen(function* () {
          const { received } = yield* Backend
          const { page, problems } = yield* Browser.open("calls")
          yield* create("PAGE1")
          yield* Effect.promise(async () => {
            const row = page.locator(".calls a", { hasText: "POST" }).first()
            await row.locator(".chip", { hasText: "200" }).waitFor()
            await row.click()
            await page.getByText("the operation took effect").waitFor()
            assert.include(
              String(await page.locator(".lines").first().textContent()),
              "/v3/payscore/serviceorder"
            )
            assert.include(String(await page.locator("dl").first().textContent()), "serial_no")

            await page.getByRole("link", { name: /Orders and users/ }).click()
            const record = recordOf(page, "PAGE1")
            await record.locator(".chip", { hasText: "CREATED" }).waitFor()
            await record.getByRole("button", { name: "Confirm (PAGE1)" }).click()
            await page.getByRole("dialog").getByRole("button", { name: "Run" }).click()
            await record.getByText("DOING · USER_CONFIRM").waitFor()
          })
          yield* complete("PAGE1")
          yield* Effect.promise(async () => {
            const record = recordOf(page, "PAGE1")
            await record.getByRole("button", { name: "Pay (PAGE1)", exact: true }).click()
            await record.getByText("DONE", { exact: true }).waitFor()
            assert.strictEqual(await record.getByRole("button").count(), 0)

            await page.getByRole("link", { name: /^Notifications/ }).click()
            const paid = recordOf(page, "PAYSCORE.USER_PAID")
            await paid.locator(".chip", { hasText: "received" }).waitFor()
            await recordOf(page, "PAYSCORE.USER_CONFIRM").getByText("received").waitFor()
            assert.lengthOf(received, 2)
            await paid.locator("summary", { hasText: "Before encryption" }).click()
            assert.include(String(await paid.textContent()), '"total_amount": 300')
            await paid.locator("summary", { hasText: "As sent" }).click()
            const text = String(await paid.textContent())
            for (const part of ["ciphertext", "Wechatpay-Signature", '"code": "SUCCESS"'])
              assert.include(text, part)

            await paid.getByRole("button", { name: /^Send again/ }).click()
            await paid.getByText("Attempt 2").waitFor()
            assert.lengthOf(received, 3)
            assert.deepStrictEqual(problems, [])
          })
        })
    )

    it.scoped(
      "the page names every known mistake of a signature",
      () =>
        Effect.gen(function* () {
          const { baseUrl, calls, merchant, merchants } = yield* Simulator.Simulator
          const { page } = yield* Browser.open("calls")
          const seen = new Set<string>()
          for (const { mistakes, name, raw } of blunders) {
            if (mistakes.every((id) => seen.has(id))) continue
            for (const id of mistakes) seen.add(id)
            const response = yield* send(
              baseUrl,
              raw({
                merchant,
                other: merchants[1] as Merchant.Merchant,
                platformKey,
                host: new URL(baseUrl).host,
                now: yield* seconds
              })
            )
            const { message } = JSON.parse(response.body.toString()).detail.simulator as { message: string }
            const id = (yield* calls.all).at(-1)?.id
            yield* Effect.promise(async () => {
              await go(page, `calls/${id}`)
              await page.locator(".verdict", { hasText: message }).waitFor()
              await page.locator(`a[data-call="${id}"] .mistake`).waitFor()
            }).pipe(Effect.catchAllDefect((defect) => Effect.die(new Error(`${name}: ${defect}`))))
          }
        }),
      { timeout: 60_000 }
    )

    it.scoped("the page marks the lines in which two texts differ, and a missing line feed", () =>
      Effect.gen(function* () {
        const { page } = yield* Browser.open("calls")
        const id = yield* rejectedCall
        yield* Effect.promise(async () => {
          await go(page, `calls/${id}`)
          const [expected, given] = [page.locator(".lines").first(), page.locator(".lines").last()]
          await given.locator(".different").waitFor()
          assert.strictEqual(await expected.locator(".feed").count(), 5)
          assert.strictEqual(await given.locator(".feed").count(), 4)
          assert.strictEqual(await given.locator("li:nth-child(5).different").count(), 1)
        })
      })
    )

    it.scoped("the page injects faults and removes them", () =>
      Effect.gen(function* () {
        const { baseUrl, faults, merchant } = yield* Simulator.Simulator
        const { page } = yield* Browser.open("faults")
        yield* Effect.promise(async () => {
          await page.locator("select[name=kind]").selectOption("FrequencyLimited")
          await page.getByLabel("Retry-After (seconds)").fill("7")
          await page.getByLabel("Times").fill("2")
          await page.getByRole("button", { name: "Inject" }).click()
          await page.locator(".record", { hasText: "× 2" }).waitFor()
        })
        const raw = signed(
          merchant,
          { method: "GET", target: "/v3/certificates" },
          { timestamp: yield* seconds }
        )
        const response = yield* send(baseUrl, raw)
        assert.strictEqual(response.status, 429)
        assert.strictEqual(response.headers["retry-after"], "7")
        yield* Effect.promise(async () => {
          await page.locator(".record", { hasText: "× 1" }).waitFor()
          await page.getByRole("button", { name: /^Remove \(/ }).click()
          await page.locator(".record").waitFor({ state: "detached" })
        })
        assert.strictEqual(yield* faults.pending, 0)
      })
    )

    it.scoped("the page offers each fault with a duration that has an effect", () =>
      Effect.gen(function* () {
        const { baseUrl, faults, merchant } = yield* Simulator.Simulator
        const { page } = yield* Browser.open("faults")
        const kinds = page.locator("select[name=kind]")
        const millis = page.getByLabel("Milliseconds")
        yield* Effect.promise(async () => {
          await kinds.selectOption("Delayed")
          assert.strictEqual(await millis.inputValue(), "3000")
          await kinds.selectOption("ClockSkewed")
          assert.strictEqual(await millis.inputValue(), "600000")
          await page.getByRole("button", { name: "Inject" }).click()
          await page.locator(".record", { hasText: "Wrong clock of the server" }).waitFor()
        })
        const raw = signed(
          merchant,
          { method: "GET", target: "/v3/certificates" },
          { timestamp: yield* seconds }
        )
        // Its clock says that the request is ten minutes old.
        assert.strictEqual((yield* send(baseUrl, raw)).status, 401)
        assert.strictEqual(yield* faults.pending, 0)
      })
    )

    it.scoped("the page can be used with the keyboard only", () =>
      Effect.gen(function* () {
        yield* create("PAGE3")
        const { page } = yield* Browser.open("calls")
        yield* Effect.promise(async () => {
          const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "")
          const tabTo = async (text: RegExp) => {
            for (let step = 0; step < 60; step++) {
              if (text.test(await focused())) return
              await page.keyboard.press("Tab")
            }
            throw new Error(`the keyboard does not reach ${text}`)
          }
          await page.locator(".calls a").first().waitFor()
          await tabTo(/^200POST/)
          const first = await focused()
          await page.keyboard.press("ArrowDown")
          assert.notStrictEqual(await focused(), first)
          await page.keyboard.press("ArrowUp")
          assert.strictEqual(await focused(), first)
          await page.keyboard.press("Enter")
          await page.getByText("the operation took effect").waitFor()

          await page.keyboard.press("Home")
          await page.reload()
          await tabTo(/^Orders and users/)
          await page.keyboard.press("Enter")
          await recordOf(page, "PAGE3").waitFor()
          await tabTo(/^Confirm$/)
          await page.keyboard.press("Enter")
          await page.getByRole("dialog").waitFor()
          await page.keyboard.press("Escape")
          await page.getByRole("dialog").waitFor({ state: "detached" })
          await page.getByRole("button", { name: "Confirm (PAGE3)" }).focus()
          await page.keyboard.press("Enter")
          await page.getByRole("dialog").waitFor()
          await page.keyboard.press("Enter")
          await recordOf(page, "PAGE3").getByText("DOING").waitFor()
        })
      })
    )

    it.scoped("the page says why an action is impossible", () =>
      Effect.gen(function* () {
        yield* create("PAGE4")
        const { page } = yield* Browser.open("records")
        yield* Effect.promise(async () => {
          await page.route("**/act", (route) =>
            route.fulfill({ status: 409, json: { _tag: "Rejected", problem: "the order is DOING" } })
          )
          await page.getByRole("button", { name: "Confirm (PAGE4)" }).click()
          await page.getByRole("dialog").getByRole("button", { name: "Run" }).click()
          assert.strictEqual(String(await page.getByRole("alert").textContent()), "the order is DOING")
        })
      })
    )

    it.scoped("the page is in Chinese for a Chinese browser, and after a click", () =>
      Effect.gen(function* () {
        const { page } = yield* Browser.open("calls", { locale: "zh-CN" })
        yield* Effect.promise(async () => {
          await page.getByRole("heading", { name: "微信支付模拟器" }).waitFor()
          assert.strictEqual(await page.evaluate(() => document.documentElement.lang), "zh-CN")
          await go(page, "records")
          await page.getByRole("heading", { name: /服务订单/ }).waitFor()
          await page.getByRole("button", { name: "English" }).click()
          await page.getByRole("heading", { name: /Service orders/ }).waitFor()
          await page.reload()
          await page.getByRole("heading", { name: /Service orders/ }).waitFor()
        })
      })
    )

    it.scoped("the page has the colours of the browser, or the chosen ones", () =>
      Effect.gen(function* () {
        const light = "rgb(246, 247, 246)"
        const dark = "rgb(18, 22, 20)"
        for (const [colorScheme, own, others] of [
          ["light", light, { dark, light }],
          ["dark", dark, { light, dark }]
        ] as const) {
          const { page } = yield* Browser.open("calls", { colorScheme })
          yield* Effect.promise(async () => {
            const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
            assert.strictEqual(await paper(), own)
            for (const [theme, colour] of [...Object.entries(others), ["auto", own] as const]) {
              await page.getByLabel("Colours").selectOption(theme)
              await page.locator(`html[data-theme=${theme}]`).waitFor()
              assert.strictEqual(await paper(), colour, `${theme} in a ${colorScheme} browser`)
            }
          })
        }
      })
    )

    orderTests(it)
    callTests(it)
    workshopTests(it)
    notificationTests(it)
    mendedTests(it)

    it.scoped("the page advances the time: an unconfirmed order expires", () =>
      Effect.gen(function* () {
        yield* create("PAGE2")
        const { page } = yield* Browser.open("platform")
        yield* Effect.promise(async () => {
          await page.getByRole("button", { name: "+ 30 days" }).click()
          await page.getByRole("button", { name: "+ 1 day" }).click()
          await go(page, "records")
          await recordOf(page, "PAGE2").getByText("EXPIRED").waitFor()
        })
      })
    )

    const pictures = process.env.PICTURES
    for (const colorScheme of pictures === undefined ? [] : (["light", "dark"] as const)) {
      it.scoped(`the page is captured in ${colorScheme} colours`, () =>
        Effect.gen(function* () {
          const php = blunders.find(({ name }) => name === "escaped body sent, plain body signed")
          const { baseUrl, calls, merchant } = yield* Simulator.Simulator
          const raw = php?.raw({ merchant, other: merchant, platformKey, host: "", now: yield* seconds })
          yield* send(baseUrl, { ...raw, headers: { ...raw?.headers, "user-agent": "PHP/8.3" } } as Raw)
          const rejected = (yield* calls.all).at(-1)?.id
          const { page } = yield* Browser.open("start", { colorScheme })
          yield* Effect.promise(async () => {
            const capture = async (name: string, width: number, height: number) => {
              await page.setViewportSize({ width, height })
              await page.evaluate(() => scrollTo(0, 0))
              await page.locator(".message").waitFor({ state: "detached" })
              await page.screenshot({ path: `${pictures}/simulator-${name}-${colorScheme}.png` })
            }
            await page.locator(".snippet pre").waitFor()
            await capture("start", 1280, 860)
            await page.getByRole("button", { name: "Run a demo order" }).click()
            await page.locator(".entry.notification", { hasText: "USER_PAID" }).waitFor()
            const order = page.url().replace(/.*#/, "")
            await capture("order", 1280, 860)
            await capture("phone", 375, 812)
            await go(page, `calls/${rejected}`)
            await page.locator(".lines mark").first().waitFor()
            await capture("call", 1280, 860)
            await capture("wide", 1920, 1080)
            await capture("phone-call", 375, 812)
            await page.setViewportSize({ width: 1280, height: 860 })
            await go(page, "notifications")
            await page.getByText("Test my webhook").click()
            await page.getByRole("button", { name: "Run the test" }).click()
            await page.locator("tbody tr").first().waitFor()
            await capture("notifications", 1280, 1000)
            await go(page, "records")
            await page.locator(".record").first().waitFor()
            await capture("records", 1280, 860)
            await go(page, order)
          })
        })
      )
    }

    for (const [colorScheme, locale] of [
      ["light", "zh-CN"],
      ["dark", "en"]
    ] as const) {
      it.scoped(
        `the page has no serious finding of axe in ${colorScheme} colours (${locale}), and fits a phone`,
        () =>
          Effect.gen(function* () {
            yield* create(`AXE-${colorScheme}`)
            const detail = `calls/${yield* rejectedCall}`
            for (const [width, height] of [
              [1280, 800],
              [375, 700]
            ] as const) {
              const { page, problems } = yield* Browser.open("calls", {
                colorScheme,
                locale,
                bypassCSP: true,
                viewport: { width, height }
              })
              yield* Effect.promise(async () => {
                for (const view of [...views, `orders/AXE-${colorScheme}`, detail]) {
                  await go(page, view)
                  await page.locator("main h2:visible, main .calls:visible").first().waitFor()
                  if (view === detail) await page.locator(".lines .different:visible").first().waitFor()
                  if (view === "notifications") await page.locator(".webhook summary").click()
                  if (width > 1000) assert.deepStrictEqual(await Browser.violations(page), [], view)
                  const overflow = await page.evaluate(
                    () => document.documentElement.scrollWidth - innerWidth
                  )
                  assert.isAtMost(overflow, 0, `${view} is wider than ${width}`)
                  const clipped = await page.evaluate(() =>
                    [
                      ...document.querySelectorAll<HTMLElement>(
                        "main button, main h2, main h3, main dd, main p"
                      )
                    ]
                      .filter(
                        (element) =>
                          element.offsetParent !== null &&
                          element.closest(".rows, .wide-table, .scroll") === null
                      )
                      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
                      .map((element) => element.textContent)
                  )
                  assert.deepStrictEqual(clipped, [], `${view} is clipped at ${width}`)
                }
                assert.deepStrictEqual(problems, [])
              })
            }
          }),
        { timeout: 60_000 }
      )
    }
  })
})
