// The tests of one unit of mutation testing. The packages are taken from the copy that Stryker made: the links of
// the workspace lead back to the unchanged sources.
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const packages = fileURLToPath(new URL("../../packages/", import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@effect-wechatpay\/([^/]+)$/, replacement: `${packages}$1/src/index.ts` },
      { find: /^@effect-wechatpay\/([^/]+)\/(.+)$/, replacement: `${packages}$1/src/$2.ts` }
    ]
  },
  test: {
    include: JSON.parse(process.env.MUTATION_TESTS ?? "[]"),
    isolate: false,
    setupFiles: ["test/support/methods.ts"],
    testTimeout: 15_000,
    hookTimeout: 30_000
  }
})
