import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The page of the simulator is served by tests, and packed by one.
    globalSetup: ["scripts/page.mjs"],
    // Modules that are not the project's own are loaded once in each process, which takes a third of the time of a file.
    isolate: false,
    setupFiles: ["test/support/methods.ts"],
    // Long forms: test/support/long.ts.
    testTimeout: process.env.WECHATPAY_LONG === "1" ? 6 * 60 * 60_000 : 20_000,
    hookTimeout: 30_000,
    // Vitest leaves one core to itself, which is half of a machine of two. It needs little: most of its work is done
    // when the first files start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    minWorkers: 1
  }
})
