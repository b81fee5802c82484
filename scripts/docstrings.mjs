// Writes the docstrings of fields into the emitted declarations. The compiler infers the type of an endpoint's input and
// emits it without them, so that an editor would show a field as `string`, without its limits and units.
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

const root = fileURLToPath(new URL("..", import.meta.url))

const declarationsOf = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".d.ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

const compilerOptions = () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile)
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options
}

/** The alternatives of a type, without `undefined`. */
const alternatives = (type) =>
  (type.isUnion() ? type.types : [type]).filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0)

const argumentsOf = (checker, type) =>
  type.aliasTypeArguments ??
  (type.objectFlags & ts.ObjectFlags.Reference ? checker.getTypeArguments(type) : [])

/** On one line, so that the lines of the declaration map stay right. */
const docstring = (texts) => `/** ${texts.join(" ").replace(/\s+/g, " ").trim()} */ `

/** The edits of one emitted file: what its nodes lack of the docstrings of the source's types. */
const editsOf = (checker, emitted, source) => {
  const edits = []
  const module = checker.getSymbolAtLocation(source)
  if (module === undefined) return edits
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]))

  const walk = (node, types) => {
    if (types.length === 0) return
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
      for (const each of node.types) walk(each, types)
    } else if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) {
      walk(node.type, types)
    } else if (ts.isArrayTypeNode(node)) {
      walk(
        node.elementType,
        types.flatMap((type) => argumentsOf(checker, type).flatMap(alternatives))
      )
    } else if (ts.isTypeReferenceNode(node)) {
      node.typeArguments?.forEach((argument, index) => {
        walk(
          argument,
          types.flatMap((type) => {
            const given = argumentsOf(checker, type)[index]
            return given === undefined ? [] : alternatives(given)
          })
        )
      })
    } else if (ts.isTypeLiteralNode(node)) {
      for (const member of node.members) {
        if (!ts.isPropertySignature(member) || member.type === undefined) continue
        const properties = types
          .map((type) =>
            checker.getPropertyOfType(type, member.name.getText(emitted).replace(/^["']|["']$/g, ""))
          )
          .filter((property) => property !== undefined)
        const text = properties
          .map((property) => ts.displayPartsToString(property.getDocumentationComment(checker)))
          .find((each) => each !== "")
        if (text !== undefined && ts.getJSDocCommentsAndTags(member).length === 0) {
          edits.push({ at: member.getStart(emitted), text: docstring([text]) })
        }
        walk(
          member.type,
          properties.flatMap((property) => alternatives(checker.getTypeOfSymbol(property)))
        )
      }
    }
  }

  for (const statement of emitted.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, type } of statement.declarationList.declarations) {
      const symbol = ts.isIdentifier(name) ? exported.get(name.text) : undefined
      if (symbol !== undefined && type !== undefined)
        walk(type, alternatives(checker.getTypeOfSymbol(symbol)))
    }
  }
  return edits
}

/** Completes the declarations of a workspace's packages; those that are complete stay as they are. */
export const writeDocstrings = async (workspace, packages) => {
  const files = []
  for (const name of packages) {
    const folder = join(workspace, "packages", name)
    for (const file of await declarationsOf(join(folder, "dist")).catch(() => [])) {
      const source = join(folder, "src", relative(join(folder, "dist"), file).replace(/\.d\.ts$/, ".ts"))
      files.push({ file, source })
    }
  }
  const program = ts.createProgram(
    files.map(({ source }) => source).filter(ts.sys.fileExists),
    compilerOptions()
  )
  const checker = program.getTypeChecker()
  let written = 0
  for (const { file, source } of files) {
    const sourceFile = program.getSourceFile(source)
    if (sourceFile === undefined) continue
    const text = await readFile(file, "utf8")
    const emitted = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    const edits = editsOf(checker, emitted, sourceFile).sort((one, other) => other.at - one.at)
    if (edits.length === 0) continue
    let edited = text
    for (const { at, text: inserted } of edits) edited = edited.slice(0, at) + inserted + edited.slice(at)
    await writeFile(file, edited)
    written += edits.length
  }
  return written
}
