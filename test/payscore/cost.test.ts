/** What the types of the endpoints cost the compiler, and what importing one module brings into a bundle. */
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { build } from "esbuild"
import { instantiations } from "../support/typeCost.js"
import { familyOf } from "../support/walk/families.js"
import { samples } from "../support/walk/inputs.js"

const payscore = familyOf("payscore")

const { endpoints } = payscore

/** An input as source text. */
const source = (value: unknown): string => {
  if (Redacted.isRedacted(value)) return `Redacted.make(${JSON.stringify(Redacted.value(value))})`
  if (Array.isArray(value)) return `[${value.map(source).join(", ")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${source(member)}`)
    .join(", ")} }`
}

/** Every endpoint called with an input in full, its errors caught by class. */
const everyCall = [
  `import * as Effect from "effect/Effect"`,
  `import * as Redacted from "effect/Redacted"`,
  ...[...new Set(endpoints.map(({ module }) => module))].map(
    (module) => `import * as ${module} from "@effect-wechatpay/payscore/${module}"`
  ),
  "export const nothing = Redacted.make(0)",
  ...endpoints.map(({ endpoint, module, name }, index) => {
    const [input] = samples(endpoint, 1)
    return [
      `export const call${index} = ${module}.${name}(${source(input)}).pipe(`,
      `  Effect.catchTag("NoAuth", (error) => Effect.fail(error.status)),`,
      `  Effect.catchTag("WechatPayError", (error) => Effect.fail(error.outcome))`,
      ")"
    ].join("\n")
  })
].join("\n")

/** The promise is 15,000. Much less is needed, and a leap below that would go unnoticed. */
const budget = 5000

describe("the types", () => {
  it(`the types cost at most ${budget} instantiations per endpoint`, async () => {
    const count = await instantiations("payscore", everyCall)
    assert.isAtMost(count / endpoints.length, budget)
  }, 120_000)
})

const modules = [...new Set(endpoints.map(({ module }) => module))]

/** Our sources that each import ends up with in a bundle of its own. */
const bundled = async (
  imports: ReadonlyMap<string, string>
): Promise<ReadonlyMap<string, ReadonlyArray<string>>> => {
  const { metafile } = await build({
    entryPoints: [...imports.keys()].map((name) => ({ in: `entry:${name}`, out: name })),
    plugins: [
      {
        name: "entries",
        setup: ({ onLoad, onResolve }) => {
          onResolve({ filter: /^entry:/ }, ({ path }) => ({
            path: path.slice("entry:".length),
            namespace: "entry"
          }))
          onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => ({
            contents: imports.get(path) ?? "",
            resolveDir: fileURLToPath(new URL(".", import.meta.url))
          }))
        }
      }
    ],
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "silent"
  })
  return new Map(
    Object.entries(metafile.outputs).map(([output, { inputs }]) => [
      output.replace(/^.*\/|\.js$/g, ""),
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([path]) => /packages\/payscore\/src\/(.*)\.ts$/.exec(path)?.[1] ?? [])
        .sort()
    ])
  )
}

describe("a bundle of one module", () => {
  it("a bundle of one payscore module contains the schemas that the module uses, for each style of import", async () => {
    const files = ["PayscoreError", "Permission", "internal/explanations"]
    const schemas = ["schemas/Goods", "schemas/Permission", "schemas/Service"]
    const found = await bundled(
      new Map([
        ["module", `export { terminateByOpenid } from "@effect-wechatpay/payscore/Permission"`],
        [
          "barrel",
          `import { Permission } from "@effect-wechatpay/payscore"; export const run = Permission.terminateByOpenid`
        ]
      ])
    )
    assert.deepStrictEqual(found.get("module"), [...files, ...schemas])
    assert.deepStrictEqual(found.get("barrel"), [...files, ...schemas])
  })

  it("a bundle of one payscore module contains no other module with endpoints", async () => {
    const found = await bundled(
      new Map(modules.map((module) => [module, `export * from "@effect-wechatpay/payscore/${module}"`]))
    )
    for (const module of modules) {
      const others = found.get(module)?.filter((file) => modules.includes(file))
      assert.deepStrictEqual(others, [module])
    }
  })
})
