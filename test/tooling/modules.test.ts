/** Each public module is tested where one looks for it, and each id names one thing. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))

const packages = readdirSync(`${root}packages`)

const modules = packages.flatMap((name) =>
  readdirSync(`${root}packages/${name}/src`)
    .filter((file) => file.endsWith(".ts") && !["index.ts", "bin.ts"].includes(file))
    .map((file) => ({ name, module: file.slice(0, -".ts".length), path: `packages/${name}/src/${file}` }))
)

/** The test of the same name, or the one that the module's docstring names. */
const testOf = ({ module, name, path }: (typeof modules)[number]): string | undefined => {
  const namesake = [module, module.charAt(0).toLowerCase() + module.slice(1)]
    .map((title) => `test/${name}/${title}.test.ts`)
    .find((file) => existsSync(`${root}${file}`))
  const [docstring = ""] = readFileSync(`${root}${path}`, "utf8").split("*/")
  return namesake ?? /Tested in `(test\/[^`]+\.test\.ts)`/.exec(docstring)?.[1]
}

const isTested = (module: (typeof modules)[number]): boolean => {
  const file = testOf(module)
  return file !== undefined && existsSync(`${root}${file}`)
}

describe("a public module has a test of its name or names its test", () => {
  it.each(modules.map((each) => [each.path, each] as const))(
    "the public module %s has a test of its name or names its test",
    (_, module) => {
      assert.isTrue(isTested(module), `add test/${module.name}/${module.module}.test.ts, or "Tested in …"`)
    }
  )
})

it("each docstring of an export has a description, not only tags", () => {
  const sources = packages.flatMap((name) =>
    readdirSync(`${root}packages/${name}/src`, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `packages/${name}/src/${file}`)
  )
  assert.isAbove(sources.length, 300)
  const silent = sources.flatMap((path) =>
    [...readFileSync(`${root}${path}`, "utf8").matchAll(/\/\*\*\n(?: \* @.*\n)+ \*\/\nexport .*/g)].map(
      ([docstring]) => `${path}: ${docstring.split("\n").at(-1)}`
    )
  )
  assert.deepStrictEqual(silent, [])
})

/** The ids of services, references and classes of schemas, with what they name. */
const idsOf = (value: unknown): ReadonlyArray<string> => {
  if (typeof value !== "function") return []
  const { identifier, key } = value as { readonly identifier?: unknown; readonly key?: unknown }
  return [key, identifier].filter(
    (id): id is string => typeof id === "string" && id.startsWith("@effect-wechatpay/")
  )
}

it("each id of a service, a reference or an error names one thing", async () => {
  const paths = modules.filter(({ module }) => module !== "vitest").map(({ path }) => path)
  const exported = new Set<unknown>()
  for (const path of paths) {
    const exports = (await import(`${root}${path}`)) as Readonly<Record<string, unknown>>
    for (const value of Object.values(exports)) exported.add(value)
  }
  const named = new Map<string, number>()
  for (const value of exported) {
    // A product's class for the code of all products extends it, and shares its id.
    if (typeof value === "function" && exported.has(Object.getPrototypeOf(value))) continue
    for (const id of new Set(idsOf(value))) named.set(id, (named.get(id) ?? 0) + 1)
  }
  assert.isAbove(named.size, 100)
  assert.deepStrictEqual(
    [...named].filter(([, count]) => count > 1).map(([id]) => id),
    []
  )
})
