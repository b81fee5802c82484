/** The page in a real Chromium: what a person sees there of what others do, and does. */
import { execFile } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { promisify } from "node:util"
import { assert, describe, it, layer } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { Admin, type Merchant, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Context, DateTime, Effect, Layer, Redacted } from "effect"
import type { Page } from "playwright-core"
import * as Browser from "./browser.js"
import { seconds } from "./fronts.js"
import { send, signed } from "./RawRequest.js"
import { blunders } from "./signingMistakes.js"

const platformKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString()

const shop = "https://shop.example"

/** The backend of a merchant, that takes every notification. */
class Backend extends Context.Tag("test/Backend")<
  Backend,
  { readonly url: string; readonly received: ReadonlyArray<string> }
>() {}

const layerBackend = Layer.scoped(
  Backend,
  Effect.acquireRelease(
    Effect.promise(async () => {
      const received: Array<string> = []
      const server = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          received.push(Buffer.concat(chunks).toString())
          response.writeHead(200, { "Content-Type": "application/json" }).end('{"code":"SUCCESS"}')
        })
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      const { port } = server.address() as AddressInfo
      return { server, service: { url: `http://127.0.0.1:${port}`, received } }
    }),
    ({ server }) => Effect.sync(() => server.close().closeAllConnections())
  ).pipe(Effect.map(({ service }) => service))
)

const simulated = Layer.flatMap(layerBackend, (context) =>
  Admin.layer().pipe(
    Layer.provideMerge(
      Simulator.layerServer({
        deliverTo: { [shop]: Context.get(context, Backend).url },
        platform: { privateKey: Redacted.make(platformKey) },
        merchants: [
          {
            mchid: Samples.mchid,
            appids: [Samples.appid],
            subMchids: [Samples.subMchid],
            otherCertificates: [{}]
          },
          { mchid: "1900000001" }
        ]
      })
    ),
    Layer.merge(Layer.succeedContext(context))
  )
)

const curl = promisify(execFile)

/** A call as somebody makes it at a terminal, who has only keys and the documentation. */
const call = Effect.fnUntraced(function* (method: string, target: string, body: object) {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  const text = JSON.stringify(body)
  const { headers } = signed(merchant, { method, target, body: text }, { timestamp: yield* seconds })
  const { stdout } = yield* Effect.promise(() =>
    curl("curl", [
      ...["--silent", "--show-error", "--request", method, "--data-binary", text],
      ...Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
      ...["--write-out", "\n%{http_code}", baseUrl + target]
    ])
  )
  assert.match(stdout, /\n200$/, stdout)
})

const keys = { appid: Samples.appid, service_id: Samples.serviceId }

const inBeijing = (daysLater: number): string =>
  BeijingTime.fromDateTime(DateTime.unsafeMake(Date.now() + daysLater * 24 * 3_600_000))

const create = (out_order_no: string) =>
  call("POST", "/v3/payscore/serviceorder", {
    ...keys,
    out_order_no,
    service_introduction: "充电宝租借",
    risk_fund: { name: "DEPOSIT", amount: 9900 },
    time_range: { start_time: "OnAccept", end_time: inBeijing(60) },
    notify_url: `${shop}/notify`,
    need_user_confirm: true
  })

const complete = (out_order_no: string) =>
  call("POST", `/v3/payscore/serviceorder/${out_order_no}/complete`, {
    ...keys,
    post_payments: [{ name: "租金", amount: 300 }],
    total_amount: 300,
    time_range: { end_time: inBeijing(0) }
  })

/** A call whose signature lacks the last line feed; its number. */
const rejectedCall = Effect.gen(function* () {
  const { baseUrl, calls, merchant } = yield* Simulator.Simulator
  const raw = signed(
    merchant,
    { target: "/v3/x", body: "{}" },
    {
      timestamp: yield* seconds,
      message: (lines, body) => Buffer.concat([Buffer.from(`${lines.join("\n")}\n`), body])
    }
  )
  yield* send(baseUrl, raw)
  const call = (yield* calls.all).at(-1)
  assert.strictEqual(call?.diagnosis?.mistakes[0]?.id, "lastLineFeed")
  return call?.id
})

const go = (page: Page, view: string) =>
  page.evaluate((next) => {
    location.hash = `#/${next}`
  }, view)

const recordOf = (page: Page, title: string) => page.locator(".record", { hasText: title }).first()

const views = ["calls", "records", "notifications", "faults", "platform"] as const

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
          for (const { name, raw } of blunders) {
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
              await page.locator(`.calls a[href="#/calls/${id}"] .mistake`).waitFor()
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

    const pictures = process.env.PICTURES
    for (const colorScheme of pictures === undefined ? [] : (["light", "dark"] as const)) {
      it.scoped(`the page is captured in ${colorScheme} colours`, () =>
        Effect.gen(function* () {
          yield* create(`ORDER-${colorScheme}`)
          const rejected = yield* rejectedCall
          const { page } = yield* Browser.open("calls", {
            colorScheme,
            viewport: { width: 1280, height: 860 }
          })
          yield* Effect.promise(async () => {
            for (const [name, view] of [
              ["call", `calls/${rejected}`],
              ["records", "records"],
              ["notifications", "notifications"],
              ["faults", "faults"]
            ] as const) {
              await go(page, view)
              await page.locator("main h2:visible").first().waitFor()
              await page.evaluate(() => scrollTo(0, 0))
              if (name === "notifications") await page.getByText("Before encryption").first().click()
              await page.screenshot({ path: `${pictures}/simulator-${name}-${colorScheme}.png` })
            }
            await page.setViewportSize({ width: 390, height: 844 })
            await go(page, "records")
            await page.screenshot({ path: `${pictures}/simulator-phone-${colorScheme}.png` })
          })
        })
      )
    }

    for (const colorScheme of ["light", "dark"] as const) {
      it.scoped(
        `the page has no serious finding of axe in ${colorScheme} colours, and fits a phone`,
        () =>
          Effect.gen(function* () {
            const detail = `calls/${yield* rejectedCall}`
            for (const [width, height] of [
              [1280, 800],
              [390, 844]
            ] as const) {
              const { page, problems } = yield* Browser.open("calls", {
                colorScheme,
                bypassCSP: true,
                viewport: { width, height }
              })
              yield* Effect.promise(async () => {
                for (const view of [...views, detail]) {
                  await go(page, view)
                  await page.locator("main h2:visible, main .calls:visible").first().waitFor()
                  if (view === detail) await page.locator(".lines .different:visible").first().waitFor()
                  if (width > 1000) assert.deepStrictEqual(await Browser.violations(page), [], view)
                  const overflow = await page.evaluate(
                    () => document.documentElement.scrollWidth - innerWidth
                  )
                  assert.isAtMost(overflow, 0, `${view} is wider than ${width}`)
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
