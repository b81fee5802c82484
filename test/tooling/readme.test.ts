/** README.zh-CN.md is README.md in Chinese: what one of them learns, the other one has to learn too. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8")

const english = read("README.md")
const chinese = read("README.zh-CN.md")

const fences = /^```ts\n(.*?)^```/gms

const found = (pattern: RegExp, page: string) => [...page.matchAll(pattern)].map(([, what = ""]) => what)

/** Whatever is not text for people. */
const parts: Readonly<Record<string, (page: string) => ReadonlyArray<string>>> = {
  "names in backticks": (page) => [...new Set(found(/`([^`\n]+)`/g, page.replace(fences, "")))].sort(),
  links: (page) =>
    [...new Set(found(/\]\(([^)]+)\)/g, page))].filter((link) => !link.startsWith("README")).sort(),
  headings: (page) => found(/^(#+) /gm, page),
  "rows of tables": (page) => found(/^(\|)/gm, page),
  // Texts and comments are in the language of the page.
  examples: (page) =>
    found(fences, page).map((code) =>
      code
        .replace(/"[^"\n]*"|`[^`]*`/g, "text")
        .replace(/\/\*\*.*?\*\/|\/\/.*/g, "")
        .replace(/\s+/g, " ")
    )
}

describe("README.md and README.zh-CN.md have the same", () => {
  it.each(Object.entries(parts))("README.md and README.zh-CN.md have the same %s", (_, of) => {
    const expected = of(english)
    assert.isAbove(expected.length, 5)
    assert.deepStrictEqual(of(chinese), expected)
  })
})

it("documentation and examples import modules of @effect/platform-node: its barrel needs packages that yarn does not install", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url))
  const inFolder = (folder: string) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`)
  const sources = (folder: string) =>
    readdirSync(`${root}${folder}`)
      .filter((name) => existsSync(`${root}${folder}/${name}/src`))
      .flatMap((name) => inFolder(`${folder}/${name}/src`))
  const readmes = readdirSync(`${root}packages`).map((name) => `packages/${name}/README.md`)
  const files = [
    ...["README.md", "README.zh-CN.md", ...readmes, ...inFolder("docs"), ...inFolder("test/docs")],
    ...[...sources("packages"), ...sources("examples")]
  ].filter((file) => /\.(?:md|ts)$/.test(file))
  assert.isAbove(files.length, 300)
  // The command of the simulator brings what its barrels need.
  const barrel = /from "@effect\/platform-(?:node|bun)"/
  const users = files.filter((file) => !file.startsWith("packages/simulator/src/") && barrel.test(read(file)))
  assert.deepStrictEqual(users, [])
})

it("every relative link of the documentation leads to a file", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url))
  const inside = (folder: string, options = {}) =>
    readdirSync(root + folder, { encoding: "utf8", ...options }).map((file) => join(folder, file))
  const folders = ["packages", "examples"].flatMap((folder) => inside(folder))
  const pages = [
    ...inside("."),
    ...inside("docs", { recursive: true }),
    ...folders
      .filter((folder) => existsSync(`${root}${folder}/package.json`))
      .flatMap((folder) => inside(folder))
  ].filter((file) => file.endsWith(".md"))
  assert.isAbove(pages.length, 60)
  const dead = pages.flatMap((page) =>
    [
      ...readFileSync(root + page, "utf8")
        .replace(/^```.*?^```/gms, "")
        .matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)
    ]
      .map(([, target = ""]) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`)
  )
  assert.deepStrictEqual(dead, [])
})

it("every example has a README, and the indexes of the examples name it", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url))
  const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "shared" && entry.name !== "node_modules")
    .map(({ name }) => name)
  assert.isAbove(examples.length, 10)
  for (const name of examples) {
    assert.isTrue(existsSync(join(root, "examples", name, "README.md")), name)
    for (const index of ["README.md", "README.zh-CN.md"]) {
      assert.include(readFileSync(join(root, "examples", index), "utf8"), `[${name}](${name}/README`)
    }
  }
})
