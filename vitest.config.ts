import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

const workers = Number(process.env.VITEST_MAX_FORKS ?? availableParallelism() + 1)

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
    // One more than cores: a third of the time of a file is spent waiting for sockets, browsers and other processes. All of
    // them stay until the end: Vitest fails when it ends an idle one (tinypool 1.1.1, "Terminating worker thread").
    maxWorkers: workers,
    minWorkers: workers
  }
})
