/** The built site in a browser: what a reader sees, on a laptop and a phone, in both languages. */
import { spawn } from "node:child_process"
import { existsSync, readFileSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { BrowserContextOptions, Page } from "playwright-core"
import * as Browser from "../simulator/browser.js"

const site = fileURLToPath(new URL("../../site/", import.meta.url))
const dist = join(site, ".vitepress/dist")

/** Runs a program of the site to its end, in its folder. */
const run = (name: string, args: ReadonlyArray<string>) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn(join(site, "node_modules/.bin", name), args, { cwd: site })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += String(part)))
    child.on("error", reject)
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(output))))
  })

/** What `pnpm site` does. */
export const build = Effect.promise(async () => {
  await run("tsx", ["../scripts/effect4/main.ts", "--write"])
  await run("tsx", ["generate/main.ts"])
  await run("vitepress", ["build"])
})

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8"
}

/** A server of files, as simple as any host of static sites. */
export const serve = Effect.acquireRelease(
  Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
    const server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname)
      const file = join(dist, path.endsWith("/") ? `${path}index.html` : path)
      if (!file.startsWith(dist) || !existsSync(file) || statSync(file).isDirectory()) {
        response.writeHead(404).end()
        return
      }
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
      response.end(readFileSync(file))
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close: () => void server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

const devices: Readonly<Record<string, BrowserContextOptions>> = {
  laptop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
}

const looks = Object.entries(devices).flatMap(([device, options]) =>
  (["light", "dark"] as const).map((colorScheme) => ({
    name: `${device}-${colorScheme}`,
    options: { ...options, colorScheme }
  }))
)

/** One page of each kind, and the widest ones. */
const shown = [
  "",
  "guide/quick-start.html",
  "guide/notifications.html",
  "guide/tracing.html",
  "guide/quality.html",
  "guide/performance.html",
  "reference/",
  "reference/codes.html",
  "reference/notifications.html",
  "reference/payscore/service-order-create.html",
  "reference/facepay/face-payment-reverse.html",
  "reference/pay/pay-notification-succeeded.html"
]

const isWide = (page: Page) =>
  page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth")

/** Looks at pages in every look: nothing is wider than the screen, fails to load, comes from elsewhere, or is hard to read. */
export const look = Effect.fnUntraced(function* (url: string) {
  const pictures = process.env.PICTURES
  for (const prefix of ["", "en/"]) {
    for (const { name, options } of looks) {
      const { page, problems } = yield* Browser.visit(`${url}/${prefix}`, options)
      yield* Effect.promise(async () => {
        const foreign: Array<string> = []
        page.on("request", (request) => {
          if (!request.url().startsWith(url) && !request.url().startsWith("data:"))
            foreign.push(request.url())
        })
        for (const path of shown) {
          await page.goto(`${url}/${prefix}${path}`, { waitUntil: "networkidle" })
          assert.isFalse(await isWide(page), `${prefix}${path} is wider than the ${name}`)
          assert.deepStrictEqual(await Browser.violations(page), [], `${prefix}${path} on the ${name}`)
          if (pictures !== undefined) {
            const file = `${prefix}${path}`.replace(/\W+/g, "-") || "home"
            await page.screenshot({ path: join(pictures, `site-${file}-${name}.png`) })
          }
        }
        assert.deepStrictEqual(foreign, [])
        assert.deepStrictEqual(problems, [])
      })
    }
  }
})

/** Types into the search, and opens the first result with the wanted title. */
export const search = Effect.fnUntraced(function* (url: string, query: string, result: string) {
  const { page, problems } = yield* Browser.visit(url)
  return yield* Effect.promise(async () => {
    await page.keyboard.press("Control+k")
    await page.locator("#localsearch-input").fill(query)
    await page.locator(".results a", { hasText: result }).first().click()
    await page.locator(".results").waitFor({ state: "detached" })
    assert.deepStrictEqual(problems, [])
    return { address: new URL(page.url()).pathname, text: String(await page.locator("main").textContent()) }
  })
})

/** The code of the first block with tabs, as it is shown before and after the switch, after a reload, and after a tab. */
export const switchLines = Effect.fnUntraced(function* (url: string) {
  const { page, problems } = yield* Browser.visit(url)
  return yield* Effect.promise(async () => {
    const shown = () => page.locator(".vp-code-group").first().locator(".blocks > .active pre").textContent()
    const button = (name: string) => page.locator(".effect-switch.in-bar button", { hasText: name })
    const atFirst = await shown()
    await button("Effect 3").click()
    const switched = await shown()
    await page.reload({ waitUntil: "networkidle" })
    const reloaded = await shown()
    await page.locator(".vp-code-group").last().locator(".tabs label", { hasText: "Effect 4" }).click()
    const byTab = await shown()
    assert.strictEqual(await button("Effect 4").getAttribute("aria-pressed"), "true")
    assert.deepStrictEqual(problems, [])
    return { atFirst, switched, reloaded, byTab }
  })
})
