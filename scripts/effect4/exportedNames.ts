/** The exported names of a file: both lines export the same. */
import ts from "typescript"

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

const namesOf = (statement: ts.Statement): ReadonlyArray<string> => {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier } = statement
    if (exportClause === undefined) return [`* from ${moduleSpecifier?.getText()}`]
    return ts.isNamespaceExport(exportClause)
      ? [exportClause.name.text]
      : exportClause.elements.map(({ name }) => name.text)
  }
  if (!isExported(statement)) return []
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  }
  const { name } = statement as ts.DeclarationStatement
  return name === undefined ? ["default"] : [name.getText()]
}

export const exportedNames = (text: string): ReadonlySet<string> =>
  new Set(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true).statements.flatMap(namesOf))

const isPublic = (path: string): boolean => /^packages\/[^/]+\/src\/(?!.*internal\/)/.test(path)

/** The public names that one line has and the other one has not, as the compiler would say it. */
export const differingNames = (
  generated: ReadonlyMap<string, { readonly original: string; readonly text: string }>
): ReadonlyArray<string> =>
  [...generated]
    .filter(([path]) => isPublic(path))
    .flatMap(([path, { original, text }]) => {
      const [before, after] = [exportedNames(original), exportedNames(text)]
      const missing = [...before].filter((name) => !after.has(name))
      const added = [...after].filter((name) => !before.has(name))
      return [
        ...missing.map((name) => `${path}(1,1): error: the edition does not export ${name}`),
        ...added.map((name) => `${path}(1,1): error: only the edition exports ${name}`)
      ]
    })
