/** What the edition has beside the packages: tests, examples, benchmarks. */

/** Folders of programs that are rewritten as the packages are. */
export const programs: ReadonlyArray<string> = ["test", "examples", "bench"]

const reasons = {
  repository: "tests the repository: its manifests, its scripts, its prose",
  packed: "tests the tarballs of the Effect 3 line; `pnpm matrix` installs those of both lines",
  site: "tests the site, which is made from the Effect 3 line",
  planted: "removes texts from the sources of the Effect 3 line",
  rules: "tests the rules themselves"
}

/** Files of tests that the edition does not have, each with the reason. */
export const left: ReadonlyMap<string, string> = new Map([
  ["test/docs/site.test.ts", reasons.site],
  ["test/packaging/packed.test.ts", reasons.packed],
  ["test/simulation/planted.test.ts", reasons.planted],
  ["test/tooling/apiReport.test.ts", reasons.repository],
  ["test/tooling/effect4.test.ts", reasons.rules],
  ["test/tooling/readme.test.ts", reasons.repository],
  ["test/tooling/release.test.ts", reasons.repository],
  ["test/tooling/sizes.test.ts", reasons.repository],
  ["test/tooling/supplyChain.test.ts", reasons.repository],
  ["test/tooling/vocabulary.test.ts", reasons.repository],
  ["test/tooling/workflows.test.ts", reasons.repository],
  ["test/tooling/workspace.test.ts", reasons.repository]
])

/** Packages of other repositories. */
const foreign = /^examples\/own-package\//

export const isLeft = (path: string): boolean => left.has(path) || foreign.test(path)
