/**
 * Pages with examples: the blocks of a page are rewritten together, as one module, and then put back one by one. So that the
 * types of the program are known to them, each such module is a file of the program that does not exist on the disk.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { inEdition } from "./prose.js"
import { renamed } from "./rules/modules.js"
import { root } from "./support.js"

const block = /^```ts\n([\s\S]*?)^```$/gm

const importStatement = /^import [^"]* from "[^"]+"\n/gm

/** What is written about Effect 3 and Effect 4 themselves. */
const untouched = /^docs\/(?:decisions\/|effect4\.md)/

/** The pages among files. */
export const pagesOf = (paths: ReadonlyArray<string>): ReadonlyArray<string> =>
  paths.filter((path) => path.endsWith(".md") && !untouched.test(path))

/** The pages at the root, which are no part of a folder. */
export const pagesAtRoot = (): ReadonlyArray<string> =>
  readdirSync(root).filter((name) => name.endsWith(".md"))

/** Whether a block is a module; some list calls only, or are the inside of a generator. */
const isModule = (text: string): boolean =>
  !/^(?:const .* = )?\(?yield\*/m.test(text) &&
  ts.transpileModule(text, { reportDiagnostics: true }).diagnostics?.length === 0

const blocksOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(block)].map(([, inside = ""]) => inside).filter(isModule)

export const hasExamples = (path: string): boolean =>
  blocksOf(readFileSync(join(root, path), "utf8")).length > 0

const prefix = "test/docs/page__"

/** The module of a page: beside the tests, so that it imports what they do. */
export const moduleOfPage = (path: string): string =>
  `${prefix}${path.replace(/\.md$/, "").replaceAll("/", "__")}.ts`

/** Whether a file is the module of a page. */
export const isModuleOfPage = (path: string): boolean => path.startsWith(prefix)

const marker = (at: number | string): string => `// block ${at} of the page`

/** The text of the module: all imports, then the code of each block. */
export const joined = (page: string): string => {
  const blocks = blocksOf(page)
  const imports = new Set(
    blocks.flatMap((text) =>
      (text.match(importStatement) ?? []).map((one) => one.replace(/\s+/g, " ").trim())
    )
  )
  const codes = blocks.map((text, at) => `${marker(at)}\n${text.replace(importStatement, "").trim()}\n`)
  return `${[...imports].join("\n")}\n\n${codes.join("\n")}`
}

/** The names that an import statement gives a file. */
const namesOf = (statement: string): ReadonlyArray<string> => {
  const [, namespace] = /\* as (\w+)/.exec(statement) ?? []
  if (namespace !== undefined) return [namespace]
  const [, list = ""] = /\{([\s\S]*)\}/.exec(statement) ?? []
  const [, initial] = /^import (?:type )?(\w+)\b(?! from "[^"]*\{)/.exec(statement) ?? []
  const named = list
    .split(",")
    .map((one) => one.trim().split(/\s+/).at(-1) as string)
    .filter((name) => name !== "")
  return initial === undefined || initial === "type" ? named : [initial, ...named]
}

/** The names of Effect 4 for namespaces that are renamed. */
const newNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(renamed).map(([module, name]) => [module.split("/").at(-1), name])
)

const uses = (code: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(code)

const firstOf = (codes: ReadonlyArray<string>, name: string): number =>
  codes.findIndex((code) => uses(code, name))

/** An import of some of its names. */
const narrowed = (statement: string, names: ReadonlyArray<string>, kept: ReadonlySet<string>): string =>
  names.length === kept.size
    ? statement
    : statement.replace(/\{[\s\S]*\}/, (list) => {
        const own = list.slice(1, -1).split(",")
        const some = own.filter((one) => kept.has(one.trim().split(/\s+/).at(-1) ?? ""))
        return `{ ${some.map((one) => one.trim()).join(", ")} }`
      })

/** Whether two texts differ in their line breaks and in the order of their imports only. */
const isSame = (one: string, other: string): boolean => {
  const [left, right] = [one, other].map((text) => {
    const imports = (text.match(importStatement) ?? [])
      .map((statement) => statement.replace(/\s+/g, " "))
      .sort()
    return `${imports.join("")}${text.replace(importStatement, "").replace(/\s+/g, "")}`
  })
  return left === right
}

/** What a page says outside its examples. */
const inProse = (page: string): string =>
  page
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith("```") ? part : inEdition(part)))
    .join("")

/** The page with the blocks of its rewritten module. */
export const withModule = (page: string, module: string): string => {
  const imports = module.match(importStatement) ?? []
  const codes = blocksOf(page).map((_, at) => {
    const [, from = ""] = module.split(`${marker(at)}\n`)
    return (from.split(/\/\/ block \d+ of the page\n/)[0] ?? "").trim()
  })
  const known = blocksOf(page).map(
    (text) =>
      new Set((text.match(importStatement) ?? []).flatMap(namesOf).map((name) => newNames[name] ?? name))
  )
  const statements = codes.map((): Array<string> => [])
  for (const statement of imports) {
    const names = namesOf(statement)
    for (const [at, own] of known.entries()) {
      const here = names.filter(
        (name) => own.has(name) || (!known.some((other) => other.has(name)) && firstOf(codes, name) === at)
      )
      if (here.length > 0) statements[at]?.push(narrowed(statement, names, new Set(here)))
    }
  }
  let at = -1
  return inProse(page).replace(block, (whole: string, text: string) => {
    if (!isModule(text)) return whole
    at++
    if (isSame(text, `${(statements[at] ?? []).join("")}${codes[at] ?? ""}`)) return whole
    const inside = [(statements[at] ?? []).join("").trim(), codes[at] ?? ""].filter((text) => text !== "")
    return `\`\`\`ts\n${inside.join("\n\n")}\n\`\`\``
  })
}
