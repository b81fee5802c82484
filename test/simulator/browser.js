/** A real browser at the desk of a simulator. */
import { createRequire } from "node:module";
import { Admin } from "@effect-wechatpay/simulator";
import { Context, Effect, Layer } from "effect";
import { chromium } from "playwright-core";
import { findChromium } from "../../scripts/chromium.js";
export const executablePath = findChromium();
export class Browser extends Context.Tag("test/Browser")() {
}
export const layer = Layer.scoped(Browser, Effect.acquireRelease(Effect.promise(() => chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
})), (browser) => Effect.promise(() => browser.close())));
/** The page at one of its views, in a browser that knows nothing of earlier ones. */
export const open = Effect.fnUntraced(function* (view, options = {}) {
    const { url } = yield* Admin.Admin;
    const browser = yield* Browser;
    const context = yield* Effect.acquireRelease(Effect.promise(() => browser.newContext({ locale: "en", viewport: { width: 1280, height: 800 }, ...options })), (opened) => Effect.promise(() => opened.close()));
    context.setDefaultTimeout(10_000);
    const page = yield* Effect.promise(() => context.newPage());
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
        if (message.type() === "error")
            problems.push(message.text());
    });
    yield* Effect.promise(async () => {
        await page.goto(`${url}/#/${view}`);
        await page.locator(".live.on").waitFor();
    });
    return { page, problems };
});
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** What axe calls serious or critical. */
export const violations = async (page) => {
    await page.addScriptTag({ path: axePath });
    const found = await page.evaluate("axe.run().then(({ violations }) => violations)");
    return found
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ failureSummary, html }) => `${html} ${failureSummary}`).join("; ")}`);
};
