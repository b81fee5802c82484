/**
 * The examples of a page of docs/ stand a second time in a module beside the page's test, where they are compiled and run.
 * This compares the two, line breaks aside.
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const read = (relative: string) => readFileSync(fileURLToPath(new URL(relative, import.meta.url)), "utf8")

const split = (text: string) => {
  const imports: Array<string> = []
  const rest = text.replace(/^import [^"]* from "[^"]+"$/gm, (statement) => {
    imports.push(statement.replace(/\s+/g, " "))
    return ""
  })
  return { imports: [...new Set(imports)].sort(), code: rest.replace(/\s+/g, " ").trim() }
}

const blocksOf = (file: string): ReadonlyArray<string> =>
  [...read(`../../${file}`).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block)

const moduleOf = (page: string) => read(`./${page}.examples.ts`).replace(/^\/\*\*[\s\S]*?\*\/\n/, "")

/** Imports and code of all blocks of a page. */
export const ofPage = (page: string) => split(blocksOf(`docs/${page}.md`).join("\n"))

/** Imports and code without texts and comments, which are in the language of the page. */
const shapeOf = (text: string) => {
  const { imports } = split(text)
  const rest = text.replace(/^import [^"]* from "[^"]+"$/gm, "").replace(/"[^"\n]*"/g, "text")
  return {
    imports,
    code: rest
      .replace(/\/\/.*$/gm, "")
      .replace(/\s+/g, " ")
      .trim()
  }
}

/** The examples of a page in any language, to compare with {@link shapeOfModule}. */
export const shapeOfPage = (page: string) => shapeOf(blocksOf(`docs/${page}.md`).join("\n"))

/** The tested examples of a page, to compare with {@link shapeOfPage}. */
export const shapeOfModule = (page: string) => shapeOf(moduleOf(page))

/** Imports, code and number of lines of the one block of a file that holds some text. */
export const ofBlock = (file: string, text: string) => {
  const [block, ...others] = blocksOf(file).filter((block) => block.includes(text))
  if (block === undefined || others.length > 0) throw new Error(`no block of its own with ${text} in ${file}`)
  return { ...split(block), lines: block.trimEnd().split("\n").length }
}

/** Imports and code of the module with its examples. */
export const ofModule = (page: string) => split(moduleOf(page))
