// The public surface of a package, made from its emitted declarations: docs/decisions/0025-api-report.md.
import { posix } from "node:path"
import ts from "typescript"

/** Programs have no declarations for others. */
const isProgram = (path) => path === "bin.d.ts"

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

const isImport = (node) => ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)

/** The file of the same package that a specifier leads to. */
const target = (path, specifier) =>
  specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".d.ts") : undefined

const textOf = (literal) => (literal !== undefined && ts.isStringLiteral(literal) ? literal.text : "")

/** The names that a statement declares. */
const namesOf = (statement) => {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  }
  return statement.name === undefined ? [] : [statement.name.text]
}

const hasTag = (node, name) => ts.getJSDocTags(node).some(({ tagName }) => tagName.text === name)

/** The text of a declaration, without its documentation, except that it is deprecated. */
const print = (source, statement) => {
  const text = printer.printNode(ts.EmitHint.Unspecified, statement, source)
  return hasTag(statement, "deprecated") ? `/** @deprecated */\n${text}` : text
}

const parse = (path, text) => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  /** The file and the exported name behind each imported name; `*` is a whole module. */
  const imported = new Map()
  const declared = new Map()
  const add = (name, statement) => declared.set(name, [...(declared.get(name) ?? []), statement])
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const file = target(path, textOf(statement.moduleSpecifier))
      const bindings = statement.importClause?.namedBindings
      if (file === undefined || bindings === undefined) continue
      if (ts.isNamespaceImport(bindings)) imported.set(bindings.name.text, { file, name: "*" })
      else {
        for (const { name, propertyName } of bindings.elements) {
          imported.set(name.text, { file, name: (propertyName ?? name).text })
        }
      }
    } else if (ts.isExportDeclaration(statement)) {
      const file = target(path, textOf(statement.moduleSpecifier))
      if (statement.exportClause === undefined) add("export *", statement)
      else if (ts.isNamedExports(statement.exportClause)) {
        for (const { name, propertyName } of statement.exportClause.elements) {
          if (file === undefined) add(name.text, statement)
          else imported.set(name.text, { file, name: (propertyName ?? name).text })
        }
      }
    } else for (const name of namesOf(statement)) add(name, statement)
  }
  return { path, source, imported, declared }
}

/**
 * The internal declarations that the given statements name, and those that these name: a change of one of them changes what
 * users see.
 */
const internalsOf = (files, roots, isInternal) => {
  const found = new Map()
  const waiting = []
  const include = (path, name) => {
    const file = files.get(path)
    if (file === undefined || !isInternal(path)) return
    const through = file.imported.get(name)
    if (through !== undefined) return include(through.file, through.name)
    const statements = name === "*" ? file.source.statements : (file.declared.get(name) ?? [])
    for (const statement of statements) {
      if (isImport(statement) || found.get(path)?.has(statement)) continue
      if (!found.has(path)) found.set(path, new Set())
      found.get(path).add(statement)
      waiting.push({ file, statement })
    }
    for (const statement of file.declared.get("export *") ?? []) {
      const next = target(path, textOf(statement.moduleSpecifier))
      if (next !== undefined) include(next, name)
    }
  }
  const visit = (file, node) => {
    if (ts.isExportDeclaration(node)) {
      const next = target(file.path, textOf(node.moduleSpecifier))
      if (next === undefined) return
      if (node.exportClause !== undefined && ts.isNamedExports(node.exportClause)) {
        for (const { name, propertyName } of node.exportClause.elements) {
          include(next, (propertyName ?? name).text)
        }
      } else include(next, "*")
      return
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const next = target(file.path, textOf(node.argument.literal))
      const first = node.qualifier?.getText().split(".")[0] ?? "*"
      if (next !== undefined) include(next, first)
    }
    if (ts.isIdentifier(node)) {
      const origin = file.imported.get(node.text)
      if (origin?.name === "*") {
        const { parent } = node
        if (ts.isQualifiedName(parent)) include(origin.file, parent.right.text)
        else if (ts.isPropertyAccessExpression(parent)) include(origin.file, parent.name.text)
        else include(origin.file, "*")
      } else if (origin !== undefined) include(origin.file, origin.name)
      else if (file.declared.has(node.text)) include(file.path, node.text)
    }
    ts.forEachChild(node, (child) => visit(file, child))
  }
  for (const file of roots) {
    for (const statement of file.source.statements) {
      if (!isImport(statement)) visit(file, statement)
    }
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) visit(next.file, next.statement)
  return found
}

/** By name, so that a declaration that is moved within its file changes nothing. Overloads keep their order. */
const byName = (left, right) => {
  const [a, b] = [left, right].map((statement) => namesOf(statement)[0] ?? "")
  return a < b ? -1 : a > b ? 1 : 0
}

const section = (title, { source }, statements) => {
  const imports = statements.filter(isImport).map((statement) => print(source, statement))
  const reExports = statements.filter((statement) => ts.isExportDeclaration(statement))
  const rest = statements.filter((statement) => !isImport(statement) && !ts.isExportDeclaration(statement))
  const blocks = [
    imports.sort().join("\n"),
    reExports
      .map((statement) => print(source, statement))
      .filter((text) => text !== "export {};")
      .sort()
      .join("\n"),
    ...rest.sort(byName).map((statement) => print(source, statement))
  ].filter((text) => text !== "")
  return blocks.length === 0 ? [] : [`## ${title}\n\n\`\`\`ts\n${blocks.join("\n\n")}\n\`\`\`\n`]
}

const titleOf = (path) => path.replace(/\.d\.ts$/, "")

/** The public surface of a package, as Markdown. */
export const reportOf = ({ exports, name }, declarations) => {
  const hidden = Object.keys(exports)
    .filter((pattern) => exports[pattern] === null)
    .map((pattern) => pattern.replace(/^\.\/(.*)\*$/, "$1"))
  const isInternal = (path) => hidden.some((folder) => path.startsWith(folder))
  const paths = [...declarations.keys()].sort()
  const files = new Map(paths.map((path) => [path, parse(path, declarations.get(path))]))
  const roots = paths.filter((path) => !isInternal(path) && !isProgram(path)).map((path) => files.get(path))
  const internals = internalsOf(files, roots, isInternal)
  return [
    `# API of ${name}\n\nGenerated by \`pnpm api-report\`: do not edit. It has what users can import, and the internal declarations that these\nname.\n`,
    ...roots.flatMap((file) => section(titleOf(file.path), file, [...file.source.statements])),
    ...[...internals.keys()]
      .sort()
      .flatMap((path) =>
        section(`${titleOf(path)}, not importable`, files.get(path), [...internals.get(path)])
      )
  ].join("\n")
}
