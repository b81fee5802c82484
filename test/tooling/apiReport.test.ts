/** The reports of etc/api: docs/decisions/0025-api-report.md. `pnpm check` compares them with the packages. */
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { reportOf } from "../../scripts/apiReport.js"

const root = fileURLToPath(new URL("../../", import.meta.url))

const manifest = { name: "@acme/coupons", exports: { ".": "./src/index.ts", "./internal/*": null } }

const declarations = {
  "index.d.ts": `export * as Coupon from "./Coupon.js";\n//# sourceMappingURL=index.d.ts.map`,
  "Coupon.d.ts": `
    import * as Limits from "./internal/limits.js";
    import { type Stock } from "./internal/stock.js";
    /** Sends a coupon. */
    export declare const send: (input: {
      /** At most 20 characters. */
      readonly stock_id: string;
    }, limit?: Limits.Limit) => Stock;
    /** @deprecated use send */
    export declare const give: typeof send;
    export { used } from "./internal/again.js";`,
  "internal/limits.d.ts": `export interface Limit { readonly max: Max } interface Max {} export interface Other {}`,
  "internal/stock.d.ts": `export interface Stock { readonly left: import("./count.js").Count }`,
  "internal/count.d.ts": "export type Count = number; export type Unused = string;",
  "internal/again.d.ts": "export declare const used: (a: string) => void;",
  "internal/hidden.d.ts": "export declare const hidden: 1;",
  "bin.d.ts": "export declare const program: 1;"
}

type Files = Readonly<Record<string, string>>

const report = (changes: Files = {}) =>
  reportOf(manifest, new Map(Object.entries<string>({ ...declarations, ...changes })))

describe("the API reports", () => {
  it("an API report has the public declarations without their documentation, and that one is deprecated", () => {
    const text = report()
    assert.include(text, 'export * as Coupon from "./Coupon.js";')
    assert.include(text, "readonly stock_id: string;\n}, limit?: Limits.Limit) => Stock;")
    assert.include(text, "/** @deprecated */\nexport declare const give: typeof send;")
    for (const absent of ["Sends", "At most", "sourceMappingURL", "program", "hidden"]) {
      assert.notInclude(text, absent)
    }
  })

  it("an API report has the internal declarations that public ones name, and no others", () => {
    const text = report()
    for (const named of [
      "interface Limit {",
      "interface Max {",
      "interface Stock {",
      "type Count =",
      "const used:"
    ]) {
      assert.include(text, named)
    }
    for (const other of ["Other", "Unused"]) assert.notInclude(text, other)
    assert.include(text, "## internal/limits, not importable")
  })

  it.each<[string, Files]>([
    [
      "a member that becomes optional",
      { "Coupon.d.ts": declarations["Coupon.d.ts"].replace("stock_id:", "stock_id?:") }
    ],
    ["a module that is added", { "Stock.d.ts": "export declare const query: 1;" }],
    ["an internal type behind a public one", { "internal/count.d.ts": "export type Count = bigint;" }],
    [
      "an internal function that a module exports",
      { "internal/again.d.ts": "export declare const used: () => void;" }
    ]
  ])("the API report shows %s", (_, changes) => {
    assert.notStrictEqual(report(changes), report())
  })

  it.each<[string, Files]>([
    ["documentation", { "Coupon.d.ts": declarations["Coupon.d.ts"].replace("Sends", "Gives") }],
    [
      "an internal declaration that no public one names",
      { "internal/hidden.d.ts": "export declare const hidden: 2;" }
    ],
    [
      "the order of declarations",
      { "internal/count.d.ts": "export type Unused = string; export type Count = number;" }
    ]
  ])("the API report does not show a change of %s", (_, changes) => {
    assert.strictEqual(report(changes), report())
  })

  it("every package has an API report", () => {
    assert.deepStrictEqual(
      readdirSync(`${root}etc/api`).sort(),
      readdirSync(`${root}packages`)
        .map((name) => `${name}.api.md`)
        .sort()
    )
  })
})
