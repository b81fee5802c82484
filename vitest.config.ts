import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The page of the simulator is served by tests, and packed by one.
    globalSetup: ["scripts/page.mjs"],
    testTimeout: 20_000,
    hookTimeout: 30_000
  }
})
