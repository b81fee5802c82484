/** Verdicts about the merchant's backend. */
import { createServer } from "node:http"
import { assert } from "@effect/vitest"
import { Outbox, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import { listenAt } from "../../support/listen.js"
import * as Browser from "../browser.js"
import { type It, recordOf, shop } from "./fixture.js"

const notify = (url: string, out_trade_no: string) =>
  Simulator.act(
    Outbox.send({
      mchid: Samples.mchid,
      url,
      event_type: "TRANSACTION.SUCCESS",
      summary: "支付成功",
      original_type: "transaction",
      resource: { out_trade_no }
    })
  )

/** A backend with one status for everything. */
const backend = (status: number) =>
  Effect.map(
    listenAt(
      createServer((request, response) => {
        request.resume().on("end", () => response.writeHead(status).end("cannot decrypt"))
      })
    ),
    (url) => `${url}/notify`
  )

export const notificationTests = (it: It) => {
  it.scoped("the page alarms when a backend accepts a forged signature, and judges each response", () =>
    Effect.gen(function* () {
      yield* notify(`${shop}/notify`, "VERDICT1")
      const failing = yield* backend(500)
      yield* notify(failing, "VERDICT2")
      const { page } = yield* Browser.open("notifications")
      yield* Effect.promise(async () => {
        const good = recordOf(page, "VERDICT1")
        await good.getByText("received").waitFor()
        await good
          .getByText(/\d+ ms \/ 5000 ms/)
          .first()
          .waitFor({ state: "attached" })
        await good.getByRole("button", { name: /^Send a signature probe/ }).click()
        await page.locator(".message.failed", { hasText: "Probe: 200" }).waitFor()
        await good.locator(".alarm.bad", { hasText: "Accepted a forged signature" }).waitFor()
        await page.locator(".alarm-count").waitFor()

        const bad = recordOf(page, "VERDICT2")
        await bad.locator(".alarm", { hasText: "Only 200 and 204 count" }).waitFor()
        await bad.getByRole("button", { name: /^Send again/ }).click()
        await page.locator(".message.failed", { hasText: "Sent again: 500" }).waitFor()
        await bad.getByText("requested by hand").waitFor()
        await bad.getByRole("button", { name: /^Send a signature probe/ }).click()
        await bad.locator(".alarm.bad", { hasText: "before it verifies" }).waitFor()
        await bad.getByRole("link", { name: "Order VERDICT2" }).waitFor()
      })
    })
  )

  it.scoped("the page tests a webhook, with a table of the results", () =>
    Effect.gen(function* () {
      const { page, problems } = yield* Browser.open("notifications")
      yield* Effect.promise(async () => {
        await page.getByText("Test my webhook").click()
        const form = page.locator(".webhook form")
        await form.getByLabel("Notification address").fill(`${shop}/notify`)
        await form.getByRole("button", { name: "Run the test" }).click()
        const row = (id: string) => page.locator(`tr[data-case=${id}]`)
        await row("genuine").getByText("Received.").waitFor()
        const ids = [
          "genuine",
          "duplicate",
          "outOfOrder",
          "unknownEvent",
          "slow",
          "probe",
          "forged",
          "stale",
          "notJson"
        ]
        const shown = await page
          .locator("tbody tr")
          .evaluateAll((rows) => rows.map((one) => (one as HTMLElement).dataset.case))
        assert.deepStrictEqual(shown, ids)
        // The backend of this test receives everything.
        await row("probe").getByText("Accepted a forged signature").waitFor()
        await page.locator(".message.failed", { hasText: "Faults of the webhook: 4" }).waitFor()

        await form.getByLabel("Notification address").fill("https://demo-shop.example/notify")
        await form.getByRole("button", { name: "Run the test" }).click()
        await page.locator(".message:not(.failed)", { hasText: "The webhook passed." }).waitFor()
        assert.strictEqual(await page.locator("tbody tr.good").count(), 9)
        assert.deepStrictEqual(problems, [])
      })
    })
  )
}
