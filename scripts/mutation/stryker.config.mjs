// Used by main.mjs, which names the files and the tests.
const list = (name) => JSON.parse(process.env[name] ?? "[]")

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: list("MUTATION_FILES"),
  plugins: [import.meta.resolve("@stryker-mutator/vitest-runner"), import.meta.resolve("./prose.mjs")],
  ignorers: ["prose"],
  testRunner: "vitest",
  vitest: { configFile: "scripts/mutation/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  // Values of modules: they are made once in a process, so no single test can be named for them.
  ignoreStatic: true,
  concurrency: 1,
  // Only for a thread that does not respond any more: Vitest ends a test after 15 s.
  timeoutMS: 30_000,
  timeoutFactor: 1,
  checkers: [],
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: process.env.MUTATION_REPORT },
  incremental: process.env.MUTATION_FRESH === undefined && process.env.MUTATION_ONCE === undefined,
  incrementalFile: process.env.MUTATION_REPORT?.replace(".json", ".incremental.json"),
  tempDirName: ".stryker-tmp",
  ignorePatterns: [
    "docs",
    "examples",
    "bench",
    "docker",
    "**/dist",
    "**/*.tsbuildinfo",
    "packages/simulator/page"
  ],
  disableTypeChecks: false,
  allowConsoleColors: false
}
