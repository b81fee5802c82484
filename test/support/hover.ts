/** What an editor shows about a program, asked of TypeScript's language service. */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = new URL("../../", import.meta.url)

/** Where the program would be: beside the tests, so that it resolves packages as they do. */
const tests = fileURLToPath(new URL("test/", root))

const options = ts.convertCompilerOptionsFromJson(
  ts.readConfigFile(fileURLToPath(new URL("tsconfig.base.json", root)), ts.sys.readFile).config
    .compilerOptions,
  tests
).options

const languageService = (program: string, folder: string, file: string) =>
  ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = name === file ? program : ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: (path) => ts.sys.realpath?.(path) ?? path
  })

const marker = "/*^*/"

export interface Hover {
  /** The type, shortened as editors shorten it. */
  readonly type: string
  /** The text of the docstring. */
  readonly text: string
  readonly tags: ReadonlyArray<{ readonly name: string; readonly text: string }>
  /** Of an object: each member with its docstring, of every alternative. */
  readonly members: ReadonlyArray<{ readonly name: string; readonly text: string }>
}

/** What shows for each word of a program in a folder that has the mark `^` in a comment before it. */
export const hovers = (marked: string, folder = tests): ReadonlyArray<Hover> => {
  const file = join(folder, "hover.ts")
  const parts = marked.split(marker)
  const positions = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("").length)
  const service = languageService(parts.join(""), folder, file)
  const program = service.getProgram()
  const source = program?.getSourceFile(file)
  if (program === undefined || source === undefined) throw new Error("no program")
  const problems = service.getSemanticDiagnostics(file)
  if (problems.length > 0) {
    throw new Error(
      problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n")
    )
  }
  const checker = program.getTypeChecker()
  const membersAt = (position: number): Hover["members"] => {
    const node = (function find(node: ts.Node): ts.Node {
      return (
        ts.forEachChild(node, (child) =>
          child.pos <= position && position < child.end ? find(child) : undefined
        ) ?? node
      )
    })(source)
    const type = checker.getTypeAtLocation(node)
    return (type.isUnion() ? type.types : [type]).flatMap((alternative) =>
      checker.getPropertiesOfType(alternative).map((property) => ({
        name: property.name,
        text: ts.displayPartsToString(property.getDocumentationComment(checker))
      }))
    )
  }
  return positions.map((position) => {
    const info = service.getQuickInfoAtPosition(file, position)
    if (info === undefined) throw new Error(`nothing shows at ${position}`)
    return {
      type: ts.displayPartsToString(info.displayParts),
      text: ts.displayPartsToString(info.documentation),
      tags: (info.tags ?? []).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) })),
      members: membersAt(position)
    }
  })
}
