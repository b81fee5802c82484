import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // As in the repository: vitest.config.ts there has the reasons.
    isolate: false,
    setupFiles: ["test/support/methods.ts"],
    testTimeout: process.env.WECHATPAY_LONG === "1" ? 6 * 60 * 60_000 : 20_000,
    hookTimeout: 30_000,
    maxWorkers: Number(process.env.VITEST_MAX_FORKS ?? availableParallelism() + 1)
  }
})
