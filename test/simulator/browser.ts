/** A real browser. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { Admin } from "@effect-wechatpay/simulator"
import { Context, Effect, Layer } from "effect"
import { type BrowserContextOptions, type Browser as Chromium, chromium, type Page } from "playwright-core"
import { findChromium } from "../../scripts/chromium.js"

export const executablePath = findChromium()

export class Browser extends Context.Tag("test/Browser")<Browser, Chromium>() {}

export const layer = Layer.scoped(
  Browser,
  Effect.acquireRelease(
    Effect.promise(() =>
      chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
      })
    ),
    (browser) => Effect.promise(() => browser.close())
  )
)

/** A page in a browser that knows nothing of earlier ones. */
export const visit = Effect.fnUntraced(function* (url: string, options: BrowserContextOptions = {}) {
  const browser = yield* Browser
  const context = yield* Effect.acquireRelease(
    Effect.promise(() =>
      browser.newContext({ locale: "en", viewport: { width: 1280, height: 800 }, ...options })
    ),
    (opened) => Effect.promise(() => opened.close())
  )
  context.setDefaultTimeout(10_000)
  const problems: Array<string> = []
  context.on("weberror", (error) => problems.push(error.error().message))
  context.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text())
  })
  const page = yield* Effect.promise(() => context.newPage())
  yield* Effect.promise(() => page.goto(url))
  return { page, problems }
})

/** The page of the simulator at one of its views. */
export const open = Effect.fnUntraced(function* (view: string, options: BrowserContextOptions = {}) {
  const { url } = yield* Admin.Admin
  const opened = yield* visit(`${url}/#/${view}`, options)
  yield* Effect.promise(() => opened.page.locator(".live.on").waitFor())
  return opened
})

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
}

/** What axe calls serious or critical. */
export const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  // A script element would be blocked by the policy of most pages.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(`${axe}; undefined`)
  const found = await page.evaluate<ReadonlyArray<Violation>>(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)"
  )
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ failureSummary, html }) => `${html} ${failureSummary}`).join("; ")}`
    )
}
