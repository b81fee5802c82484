/** The sources of the edition. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { isModuleOfPage, joined, moduleOfPage } from "./pages.js"
import { type Rewritten, rewrite } from "./rewrite.js"
import { homeOf, root } from "./support.js"
import { isLeft, programs } from "./tests.js"
import { isTwin, readTwin, type Twin } from "./twins.js"

export { root }

/** What is installed, built or generated. */
const isMade = (name: string): boolean => /^(?:node_modules|dist|cache|\.cache|\.effect4)$/.test(name)

/** The files below a folder, by their paths from the root. */
export const under = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !isMade(name))
    .flatMap((entry) =>
      entry.isDirectory() ? under(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]
    )
    .sort()

export const packages: ReadonlyArray<string> = readdirSync(join(root, "packages")).sort()

/** What runs in both lines. */
export const compared: ReadonlyArray<string> = [
  "test/effect4/program.ts",
  "test/effect4/commands.ts",
  "test/effect4/products.ts"
]

const isTypeScript = (path: string): boolean => path.endsWith(".ts") && !path.endsWith(".d.ts")

/** The TypeScript files of the packages, of the tests and of the examples, twins among them. */
export const sources = (): ReadonlyArray<string> =>
  [...packages.map((name) => `packages/${name}/src`), ...programs]
    .flatMap(under)
    .filter((path) => isTypeScript(path) && !isLeft(path))

export const twins = (): ReadonlyArray<Twin> =>
  sources()
    .filter(isTwin)
    .map((path) => readTwin(root, path))

export const compilerOptions = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile)
  return ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, types: ["node"], experimentalDecorators: true },
    root
  ).options
}

export interface Generated extends Rewritten {
  readonly original: string
  readonly twin: Twin | undefined
}

/** The files of `support` that a twin imports. */
const supportsIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/"[./]*(?:internal\/)?effect4\/(\w+)\.js"/g)].map(([, name]) => name as string))

/** The files of `support` that packages need, by their paths from the root. */
export const supportFiles = (generated: ReadonlyMap<string, Rewritten>): ReadonlyMap<string, string> => {
  const files = new Map<string, string>()
  for (const [path, { supports }] of generated) {
    for (const name of supports) {
      const text = readFileSync(join(root, "scripts/effect4/support", `${name}.ts`), "utf8")
      files.set(`${homeOf(path)}/${name}.ts`, text)
    }
  }
  return files
}

/** A program of files, and of modules of pages that are not on the disk. */
const programOf = (paths: ReadonlyArray<string>, modules: ReadonlyMap<string, string>): ts.Program => {
  const options: ts.CompilerOptions = { ...compilerOptions(), typeRoots: [join(root, "node_modules/@types")] }
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  const textOf = (path: string) => modules.get(path.slice(root.length))
  return ts.createProgram(
    [...paths, ...modules.keys()].map((path) => join(root, path)),
    options,
    {
      ...host,
      fileExists: (path) => textOf(path) !== undefined || fileExists(path),
      getSourceFile: (path, language, ...rest) => {
        const text = textOf(path)
        return text === undefined
          ? getSourceFile(path, language, ...rest)
          : ts.createSourceFile(path, text, language, true)
      }
    }
  )
}

/**
 * The files of the edition by their paths from the root; of all, or of those whose path begins with a text. With those of the
 * given pages, each as a module ({@link isModuleOfPage}).
 */
export const generate = (only = "", pages: ReadonlyArray<string> = []): ReadonlyMap<string, Generated> => {
  const twinned = new Map(twins().map((twin) => [twin.source, twin]))
  const files = sources().filter((path) => !isTwin(path) && path.startsWith(only))
  const modules = new Map(
    pages
      .filter((path) => path.startsWith(only))
      .map((path) => [moduleOfPage(path), joined(readFileSync(join(root, path), "utf8"))])
  )
  const own = [...files, ...modules.keys()]
  const program = programOf(files, modules)
  const checker = program.getTypeChecker()
  const generated = new Map<string, Generated>()
  for (const path of own) {
    const file = program.getSourceFile(join(root, path))
    if (file === undefined) throw new Error(`${path} is not in the program`)
    const twin = twinned.get(path)
    const made =
      twin === undefined
        ? rewrite(file, checker)
        : { text: twin.text, applied: [], supports: supportsIn(twin.text) }
    generated.set(path, { ...made, original: file.text, twin })
  }
  return generated
}
