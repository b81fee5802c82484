/** The shop of examples/shop in a real Chromium, against a simulator over real HTTP. */
import { execFile } from "node:child_process"
import { HttpServer } from "@effect/platform"
import { assert, describe, it, layer } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { Native } from "@effect-wechatpay/pay"
import { Refund } from "@effect-wechatpay/refund"
import { Faults, Pay, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Context, Effect, Layer, Logger, Redacted, Schedule } from "effect"
import type { Page } from "playwright-core"
import * as Demo from "../../examples/shop/src/Demo.js"
import * as Shop from "../../examples/shop/src/Shop.js"
import * as Browser from "../simulator/browser.js"
import { inject } from "../support/faults.js"

const { mchid } = Samples

/** Everything that the shop has logged. */
class Log extends Context.Tag("test/Log")<Log, Array<string>>() {}

const world = Layer.unwrapEffect(
  Effect.sync(() => {
    const lines: Array<string> = []
    const logger = Logger.make((options) => {
      lines.push(Logger.logfmtLogger.log(options))
    })
    return Demo.layerWorld({ shop: 0, simulator: 0, admin: 0 }).pipe(
      Layer.provideMerge(Layer.succeed(Log, lines)),
      Layer.provideMerge(Logger.replace(Logger.defaultLogger, logger))
    )
  })
)

const address = HttpServer.addressFormattedWith((url) => Effect.succeed(url))

const visit = (path: string, options: Parameters<typeof Browser.visit>[1] = {}) =>
  Effect.flatMap(address, (url) => Browser.visit(url + path, options))

const phone = { viewport: { width: 375, height: 812 }, locale: "zh-CN" }
const staff = { httpCredentials: { username: "any", password: Demo.officePassword } }

/** Orders by the QR code. */
const order = async (page: Page, product: string) => {
  await page.getByRole("button", { name: `Pay by QR code: ${product}` }).click()
  await page.getByText("Waiting for the payment").waitFor()
  return String(page.url().split("/").at(-1))
}

/** Opens the checkout page of the simulator, where the QR code leads. */
const scan = async (page: Page) => {
  const [checkout] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: "Open the simulated WeChat" }).click()
  ])
  await checkout.getByRole("button", { name: "Pay", exact: true }).waitFor()
  return checkout
}

const pay = async (checkout: Page) => {
  await checkout.getByRole("button", { name: "Pay", exact: true }).click()
  await checkout.getByText("Paid.", { exact: true }).waitFor()
}

const isAccessible = async (page: Page, what: string) =>
  assert.deepStrictEqual(await Browser.violations(page), [], what)

const fits = async (page: Page) =>
  assert.isTrue(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth"))

const pictures = process.env.PICTURES

/** `PICTURES=docs/images` writes the pictures of the documentation. */
const capture = async (page: Page, name: string) => {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` })
}

const dated = (compact: string) => compact.replace(/^(....)(..)(..).*/, "$1-$2-$3")

describe.skipIf(Browser.executablePath === undefined)("examples/shop", { timeout: 60_000 }, () => {
  layer(Layer.merge(Layer.provideMerge(Shop.layer, world), Browser.layer), { excludeTestServices: true })(
    (it) => {
      it.scoped("a buyer pays after a failed attempt, and the page of the order shows it by itself", () =>
        Effect.gen(function* () {
          yield* inject(Native.create, [Faults.reset({ effect: true })])
          const { page, problems } = yield* visit("/")
          yield* Effect.promise(async () => {
            await isAccessible(page, "products")
            await capture(page, "shop-products")
            await order(page, "Longjing green tea")
            await isAccessible(page, "open order")
            await capture(page, "shop-order")

            const checkout = await scan(page)
            await checkout.getByRole("heading", { name: "¥68.00" }).waitFor()
            await checkout.getByText(`Merchant ${mchid}`).waitFor()
            await isAccessible(checkout, "checkout")
            await capture(checkout, "checkout")
            await checkout.getByRole("button", { name: "Let the payment fail" }).click()
            await checkout.getByText("The last attempt failed.").waitFor()
            await isAccessible(checkout, "failed attempt")
            await page.reload()
            await page.getByText("Waiting for the payment").waitFor()

            // The reloaded page shows a new code, which replaces the scanned one.
            await checkout.reload()
            await checkout.getByRole("alert").waitFor()
            await isAccessible(checkout, "replaced code")
            const again = await scan(page)
            await pay(again)
            assert.strictEqual(await again.getByText("The last attempt failed.").count(), 0)
            await isAccessible(again, "paid checkout")
            await page.getByText("Paid. Your tea is on its way.").waitFor()
            await isAccessible(page, "paid order")
            assert.deepStrictEqual(problems, [
              "Failed to load resource: the server responded with a status of 404 (Not Found)"
            ])
          })
        })
      )

      it.scoped("a buyer pays on the phone, in Chinese, and returns to the order", () =>
        Effect.gen(function* () {
          const { page, problems } = yield* visit("/", phone)
          yield* Effect.promise(async () => {
            await fits(page)
            await capture(page, "shop-phone-products")
            await page.getByRole("button", { name: "在本机支付: 安溪铁观音" }).click()
            await page.getByText("等待支付").waitFor()
            await fits(page)
            await isAccessible(page, "open order on the phone")
            await page.getByRole("link", { name: "微信支付" }).click()
            await page.getByRole("heading", { name: "¥45.00" }).waitFor()
            await fits(page)
            await isAccessible(page, "checkout on the phone")
            await capture(page, "checkout-phone")
            await page.getByRole("button", { name: "支付", exact: true }).click()
            await page.getByText("支付成功。").waitFor()
            await page.getByRole("link", { name: "返回商家" }).click()
            await page.getByText("支付成功，商品即将寄出。").waitFor()
            assert.deepStrictEqual(problems, [])
          })
        })
      )

      it.scoped("a buyer cancels in WeChat and then in the shop, and can no longer pay", () =>
        Effect.gen(function* () {
          const { page } = yield* visit("/")
          yield* Effect.promise(async () => {
            await order(page, "Tieguanyin oolong")
            const checkout = await scan(page)
            await checkout.getByRole("button", { name: "Cancel" }).click()
            await checkout.getByText("The order waits for the payment.").waitFor()
            await page.getByRole("button", { name: "Cancel the order" }).click()
            await page.getByText("Closed. Nothing was charged.").waitFor()
            await isAccessible(page, "closed order")
            // The buyer still has the checkout page open.
            await checkout.getByRole("button", { name: "Pay", exact: true }).click()
            await checkout.getByRole("alert").waitFor()
            await isAccessible(checkout, "closed checkout")
            await page.reload()
            await page.getByText("Closed. Nothing was charged.").waitFor()
          })
        })
      )

      it.scoped("a payment that is faster than the cancellation counts", () =>
        Effect.gen(function* () {
          const { page } = yield* visit("/")
          yield* Effect.promise(async () => {
            const number = await order(page, "Longjing green tea")
            await page.route("**/status", (route) => route.abort())
            await pay(await scan(page))
            await page.getByRole("button", { name: "Cancel the order" }).click()
            await page.getByText("Paid. Your tea is on its way.").waitFor()
            assert.include(page.url(), number)
          })
        })
      )

      it.scoped("the office refunds an order once, also if the response is lost, and the buyer sees it", () =>
        Effect.gen(function* () {
          yield* inject(Refund.create, [Faults.reset({ effect: true })])
          const { page } = yield* visit("/")
          const office = (yield* visit("/office", staff)).page
          const number = yield* Effect.promise(async () => {
            const number = await order(page, "Aged Pu'er cake")
            await pay(await scan(page))
            await page.getByText("Paid. Your tea is on its way.").waitFor()
            await office.reload()
            await isAccessible(office, "office")
            await office.getByRole("button", { name: `Refund: ${number}` }).click()
            await page.getByText("The refund is on its way.").waitFor()
            assert.strictEqual(await office.getByRole("button", { name: `Refund: ${number}` }).count(), 0)
            return number
          })
          yield* Simulator.act(Refunds.succeed({ mchid, out_refund_no: `${number}R0` })).pipe(
            Effect.retry(Schedule.spaced("50 millis"))
          )
          yield* Effect.promise(async () => {
            await page.getByText("Refunded.", { exact: true }).waitFor()
            await isAccessible(page, "refunded order")
            await office.reload()
            await office.getByRole("row", { name: number }).getByText("Refunded", { exact: true }).waitFor()
          })
        })
      )

      it.scoped(
        "the reconciliation explains every fen, and finds a payment that the shop does not know",
        () =>
          Effect.gen(function* () {
            const { time } = yield* Simulator.Simulator
            const { page } = yield* visit("/office", staff)
            const compare = async (day: string) => {
              await page.getByLabel("Day").fill(day)
              await page.getByRole("button", { name: "Compare" }).click()
            }
            const today = dated(BeijingTime.fromDateTime(yield* time.now))
            yield* Effect.promise(async () => {
              await compare(today)
              await page.getByRole("alert").waitFor()
              await isAccessible(page, "no bill yet")
            })
            yield* time.advance("2 days")
            yield* Effect.promise(async () => {
              await compare(today)
              await page.getByText("Every fen is explained.").waitFor()
              // Four payments and a refund.
              await page.getByText("Payments and refunds in the books: 5").waitFor()
              await isAccessible(page, "reconciliation")
              await capture(page, "shop-office")
            })

            const stranger = { mchid, out_trade_no: "NOT_OF_THE_SHOP" }
            yield* Native.create({
              ...stranger,
              appid: Samples.appid,
              description: "tea",
              notify_url: "https://shop.example/wechatpay/notify",
              amount: { total: 100 }
            }).pipe(Effect.provide(Simulator.layerClient()))
            yield* Simulator.act(Pay.pay(stranger))
            const day = dated(BeijingTime.fromDateTime(yield* time.now))
            yield* time.advance("2 days")
            yield* Effect.promise(async () => {
              await compare(day)
              await page.getByText("In the bill, not in the books: Payment NOT_OF_THE_SHOP, ¥1.00").waitFor()
              await isAccessible(page, "a difference")
            })
            const log = yield* Log
            assert.isTrue(log.some((line) => line.includes("NOT_OF_THE_SHOP, which is not an open order")))
          })
      )

      it.scoped("the office needs the password, and forms of other sites are rejected", () =>
        Effect.gen(function* () {
          const url = yield* address
          const send = (path: string, init: RequestInit = {}) =>
            Effect.promise(() => fetch(url + path, { redirect: "manual", ...init }))
          const basic = (password: string) => ({
            Authorization: `Basic ${Buffer.from(`any:${password}`).toString("base64")}`
          })
          assert.strictEqual((yield* send("/office")).status, 401)
          assert.strictEqual((yield* send("/office", { headers: basic("coffee") })).status, 401)
          assert.strictEqual((yield* send("/office", { headers: basic(Demo.officePassword) })).status, 200)
          const foreign = { method: "POST", headers: { "Sec-Fetch-Site": "cross-site" } }
          assert.strictEqual((yield* send("/buy/puer/native", foreign)).status, 403)
          assert.strictEqual((yield* send("/buy/puer/native", { method: "POST" })).status, 303)
          assert.strictEqual((yield* send("/buy/diamonds/native", { method: "POST" })).status, 404)
          assert.strictEqual((yield* send("/orders/NOBODY")).status, 404)
          assert.strictEqual((yield* send("/nothing")).status, 404)
          assert.strictEqual((yield* send("/wechatpay/notify", { method: "POST", body: "{}" })).status, 401)
        })
      )

      it.scoped("an order is cancelled before WeChat Pay has heard of it, and nobody can pay it later", () =>
        Effect.gen(function* () {
          const url = yield* address
          const send = (path: string, method = "GET") =>
            Effect.promise(() => fetch(url + path, { method, redirect: "manual" }))
          const path = String((yield* send("/buy/puer/h5", "POST")).headers.get("location"))
          assert.strictEqual((yield* send(`${path}/cancel`, "POST")).status, 303)
          const status = yield* Effect.flatMap(send(`${path}/status`), (response) =>
            Effect.promise(() => response.text())
          )
          assert.strictEqual(status, "Closed")
          assert.strictEqual((yield* send(`${path}/pay`)).headers.get("location"), path)
          const late = Native.create({
            mchid,
            appid: Samples.appid,
            out_trade_no: String(path.split("/").at(-1)),
            description: "tea",
            notify_url: "https://shop.example/wechatpay/notify",
            amount: { total: 100 }
          })
          const error = yield* Effect.flip(Effect.provide(late, Simulator.layerClient()))
          assert.strictEqual(error._tag, "InvalidRequest")
        })
      )

      it.effect("the shop logs no personal data and no keys", () =>
        Effect.gen(function* () {
          const { merchant } = yield* Simulator.Simulator
          const text = (yield* Log).join("\n")
          assert.match(text, /order \w+ is Paid/)
          for (const secret of [
            Samples.openid,
            Redacted.value(merchant.apiV3Key),
            "PRIVATE KEY",
            "127.0.0.1"
          ]) {
            assert.notInclude(text, secret)
          }
        })
      )
    }
  )

  layer(world, { excludeTestServices: true })((it) => {
    it.scoped("a shop that was stopped learns of payments and continues refunds when it starts again", () =>
      Effect.gen(function* () {
        const url = yield* address
        const headers = { Authorization: `Basic ${btoa(`any:${Demo.officePassword}`)}` }
        const send = (path: string, method = "GET") =>
          Effect.promise(() => fetch(url + path, { method, headers, redirect: "manual" }))
        const becomes = (path: string, status: string) =>
          send(`${path}/status`).pipe(
            Effect.flatMap((response) => Effect.promise(() => response.text())),
            Effect.repeat({ until: (found) => found === status, schedule: Schedule.spaced("50 millis") })
          )
        const numberOf = (path: string) => String(path.split("/").at(-1))
        const running = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.scoped(Effect.andThen(Layer.build(Shop.layer), effect))

        const path = yield* running(
          Effect.gen(function* () {
            const path = String((yield* send("/buy/puer/native", "POST")).headers.get("location"))
            yield* send(path)
            return path
          })
        )
        yield* Simulator.act(Pay.pay({ mchid, out_trade_no: numberOf(path) }))
        yield* running(
          Effect.gen(function* () {
            yield* becomes(path, "Paid")
            yield* send(`/office/refund/${numberOf(path)}`, "POST")
            yield* becomes(path, "Refunding")
          })
        )
        yield* running(becomes(path, "Refunded"))
      })
    )
  })

  it.live("pnpm shop starts the shop and prints its addresses", () =>
    Effect.gen(function* () {
      const main = new URL("../../examples/shop/src/demoMain.ts", import.meta.url).pathname
      const printed = yield* Effect.async<string>((resume) => {
        let text = ""
        const child = execFile(process.execPath, ["--import", "tsx", main], {
          env: { PATH: process.env.PATH, SHOP_PORT: "0", SIMULATOR_PORT: "0", SIMULATOR_ADMIN_PORT: "0" }
        })
        const take = (chunk: string) => {
          text += chunk
          if (text.includes("Simulated WeChat Pay")) child.kill()
        }
        child.stdout?.on("data", take)
        child.stderr?.on("data", take)
        child.on("close", () => resume(Effect.succeed(text)))
        return Effect.sync(() => child.kill())
      })
      assert.match(
        printed,
        /^Shop: +http:\/\/127\.0\.0\.1:\d+\nOffice of the shop: +http\S+\/office .*\nSimulated WeChat Pay: http\S+\n$/
      )
    })
  )
})
