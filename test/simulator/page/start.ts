/** The start page: a first call in six languages, and a demo order. */
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert } from "@effect/vitest"
import { Environment, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import { vi } from "vitest"
import * as Browser from "../browser.js"
import type { It } from "./fixture.js"

const run = promisify(execFile)

/** Programs that this machine can run. */
const runnable = {
  "curl + OpenSSL": ["sh", "call.sh"],
  Python: ["python3", "call.py"],
  Java: ["java", "Main.java"]
} as const

const isInstalled = async (command: string): Promise<boolean> => {
  const probe = command === "python3" ? ["-c", "import cryptography"] : ["-version"]
  return (
    command === "sh" ||
    run(command, probe).then(
      () => true,
      () => false
    )
  )
}

export const startTests = (it: It) => {
  it.scoped(
    "the page begins with three steps, whose programs make signed calls",
    () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const simulator = yield* Simulator.Simulator
        const { page, problems } = yield* Browser.open("calls", {
          permissions: ["clipboard-read", "clipboard-write"]
        })
        const variables = yield* Environment.current(simulator)
        const folder = yield* Effect.acquireRelease(
          Effect.promise(() => mkdtemp(join(tmpdir(), "snippets-"))),
          (path) => Effect.promise(() => rm(path, { recursive: true }))
        )
        yield* Effect.promise(async () => {
          const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
          await page.getByRole("button", { name: "Copy (base URL)" }).click()
          await page.getByText("Copied", { exact: true }).waitFor()
          assert.strictEqual(await clipboard(), baseUrl)
          await page.getByRole("button", { name: "Copy the file" }).click()
          await vi.waitFor(async () => assert.strictEqual(await clipboard(), Environment.toText(variables)), {
            timeout: 5000
          })
          await writeFile(join(folder, ".env.wechatpay"), await clipboard())

          // The first call would lead to the list.
          await page.evaluate(() => {
            location.hash = "#/start"
          })
          for (const language of ["curl + OpenSSL", "PHP", "Go", "Java", "Node.js", "Python"]) {
            await page.getByRole("button", { name: language, exact: true }).click()
            const snippet = page.locator(".snippet figure", { hasText: `· ${language}` })
            const text = String(await snippet.locator("pre").textContent())
            const known = language === "Node.js" ? ["ServiceOrder.create"] : [merchant.serialNo]
            for (const part of [baseUrl, Samples.mchid, Samples.appid, Samples.serviceId, ...known]) {
              assert.include(text, part, language)
            }
            const program = runnable[language as keyof typeof runnable]
            if (program === undefined || !(await isInstalled(program[0]))) continue
            const [command, file] = program
            await writeFile(join(folder, file), text)
            const { stdout } = await run(command, [file], {
              cwd: folder,
              env: { ...process.env, ...variables }
            })
            assert.include(stdout, '"state":"CREATED"', language)
          }
          await page.getByRole("link", { name: /^Calls/ }).click()
          await page.locator(".calls a", { hasText: "FIRST_1" }).first().waitFor()
          await page.getByRole("link", { name: "Start" }).click()
          await page.getByRole("button", { name: "Run a demo order" }).waitFor()
          assert.deepStrictEqual(problems, [])
        })
      }),
    { timeout: 60_000 }
  )

  it.scoped("the page plays a demo order and shows its story", () =>
    Effect.gen(function* () {
      const { page, problems } = yield* Browser.open("start")
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Run a demo order" }).click()
        await page.getByRole("heading", { name: /^Order DEMO_/ }).waitFor()
        await page.locator(".states .present.good", { hasText: "DONE" }).waitFor()
        await page.locator(".entry.notification", { hasText: "USER_PAID" }).getByText("204").waitFor()
        const story = String(await page.locator("main").textContent())
        for (const part of ["¥3.00", "transaction_id: 4200", "POST /v3/refund/domestic/refunds"]) {
          assert.include(story, part)
        }
        // In the order of time.
        const entries = (await page.locator(".timeline .entry").allTextContents()).map((text) =>
          text
            .replace(/\s+/g, " ")
            .replace(/DEMO_\w+/, "NO")
            .slice(0, 44)
        )
        assert.lengthOf(entries, 8)
        assert.match(entries[0] ?? "", /POST \/v3\/payscore\/serviceorder/)
        assert.match(entries[1] ?? "", /User action Confirm/)
        await page.locator(".entry.call").first().click()
        await page.getByRole("link", { name: /^Order DEMO_/ }).click()
        await page.locator(".entry.notification").first().click()
        await page.locator(".record.chosen").waitFor()
        assert.deepStrictEqual(problems, [])
      })
    })
  )
}
