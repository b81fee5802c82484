/** The page of one order. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert } from "@effect/vitest"
import { Environment, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import * as Browser from "../browser.js"
import { create, go, type It } from "./fixture.js"

const run = promisify(execFile)

export const orderTests = (it: It) => {
  it.scoped("the page of an order shows its state and the next call, which leads to the next state", () =>
    Effect.gen(function* () {
      const variables = yield* Environment.current(yield* Simulator.Simulator)
      yield* create("STORY1")
      const { page, problems } = yield* Browser.open("orders/STORY1")
      yield* Effect.promise(async () => {
        const present = (state: string) =>
          page.locator(".states [aria-current=step]", { hasText: state }).waitFor()
        await present("CREATED")
        await page.getByRole("button", { name: "Confirm (STORY1)" }).click()
        await page.getByRole("dialog").getByRole("button", { name: "Run" }).click()
        await present("USER_CONFIRM")
        await page.locator(".entry.action", { hasText: "Confirm" }).waitFor()
        // The program of the page completes the order.
        const next = page.getByRole("region", { name: "What the shop calls next" })
        await next.getByText("/complete · curl + OpenSSL").waitFor()
        const program = String(await next.locator("pre").textContent())
        const { stdout } = await run("sh", ["-c", program.replace(/^set -a.*$/m, "cd $(mktemp -d)")], {
          env: { ...process.env, ...variables }
        })
        assert.include(stdout, "MCH_COMPLETE")
        await present("MCH_COMPLETE")
        await page.getByRole("button", { name: "Pay (STORY1)", exact: true }).click()
        await present("DONE")
        await page.getByText(/transaction_id: 4200/).waitFor()
        await page.locator(".entry.notification", { hasText: "USER_PAID" }).getByText("200").waitFor()
        const kinds = await page
          .locator(".timeline .entry")
          .evaluateAll((all) => all.map((one) => one.className))
        assert.strictEqual(kinds.filter((kind) => kind.includes("call")).length, 2)
        assert.strictEqual(kinds.filter((kind) => kind.includes("action")).length, 2)
        assert.strictEqual(kinds.filter((kind) => kind.includes("notification")).length, 2)
        await go(page, "orders/NOT_KNOWN")
        await page.getByRole("alert").waitFor()
        // Rows of calls and notifications have the number.
        await go(page, "calls")
        await page.locator(".calls .order-no", { hasText: "STORY1" }).first().waitFor()
        await go(page, "notifications")
        await page.getByRole("link", { name: "Order STORY1" }).first().click()
        await present("DONE")
        assert.deepStrictEqual(
          problems.filter((problem) => !problem.includes("409")),
          []
        )
      })
    })
  )
}
