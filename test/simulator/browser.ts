/** A real browser with the page of a simulator. */
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

/** The page at one of its views, in a browser that knows nothing of earlier ones. */
export const open = Effect.fnUntraced(function* (view: string, options: BrowserContextOptions = {}) {
  const { url } = yield* Admin.Admin
  const browser = yield* Browser
  const context = yield* Effect.acquireRelease(
    Effect.promise(() =>
      browser.newContext({ locale: "en", viewport: { width: 1280, height: 800 }, ...options })
    ),
    (opened) => Effect.promise(() => opened.close())
  )
  context.setDefaultTimeout(10_000)
  const page = yield* Effect.promise(() => context.newPage())
  const problems: Array<string> = []
  page.on("pageerror", (error) => problems.push(error.message))
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text())
  })
  yield* Effect.promise(async () => {
    await page.goto(`${url}/#/${view}`)
    await page.locator(".live.on").waitFor()
  })
  return { page, problems }
})

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js")

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
}

/** What axe calls serious or critical. */
export const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.addScriptTag({ path: axePath })
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
