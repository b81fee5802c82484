// The tests of one unit of mutation testing. The packages are taken from the copy that Stryker made: the links of
// the workspace lead back to the unchanged sources.
import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

const files: ReadonlyArray<string> = JSON.parse(process.env.MUTATION_TESTS ?? "[]")

const placeOf = ({ moduleId }: TestSpecification): number =>
  files.findIndex((file) => moduleId.endsWith(file))

/** The first failure ends the run of a mutant, so the tests that probably notice it come first, as units.mjs lists them. */
class AsListed extends BaseSequencer {
  override async sort(specifications: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    return [...specifications].sort((one, other) => placeOf(one) - placeOf(other))
  }
}

const packages = fileURLToPath(new URL("../../packages/", import.meta.url))

// Vitest ends the thread of the tests after each run, so each mutant would load all modules again, which takes longer than its
// tests. Mutants that survive get a thread of their own, because modules keep values that an earlier mutant has made.
if (process.env.MUTATION_FRESH === undefined) {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"))
  const { Tinypool } = await import(pathToFileURL(resolve("tinypool")).href)
  Tinypool.prototype.recycleWorkers = () => Promise.resolve()
}

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@effect-wechatpay\/([^/]+)$/, replacement: `${packages}$1/src/index.ts` },
      { find: /^@effect-wechatpay\/([^/]+)\/(.+)$/, replacement: `${packages}$1/src/$2.ts` }
    ]
  },
  test: {
    include: [...files],
    isolate: false,
    sequence: { sequencer: AsListed },
    setupFiles: ["test/support/methods.ts", "test/support/freshDefaults.ts"],
    testTimeout: 15_000,
    hookTimeout: 30_000
  }
})
