/**
 * Docstrings of the sources. They do not exist at run time, and the type checker needs half a minute for all endpoints, so
 * this follows the expressions: names, members, spreads and the arguments of calls.
 */
import ts from "typescript"
import { exists, read } from "./files.js"

interface Import {
  readonly file: string
  /** `*` for a namespace. */
  readonly name: string
}

interface Source {
  readonly path: string
  readonly text: string
  readonly imports: ReadonlyMap<string, Import>
  /** Variables and functions of the file itself. */
  readonly values: ReadonlyMap<string, { readonly node: ts.Node; readonly value: ts.Node }>
  /** What it exports from other files. */
  readonly exported: ReadonlyMap<string, Import>
}

/** A member of a schema: its docstring, and where its own members come from. */
interface Member {
  readonly text: string
  readonly value: ts.Node
  readonly source: Source
}

type Members = ReadonlyMap<string, Member>

const none: Members = new Map()

const sources = new Map<string, Source | undefined>()

const join = (folder: string, relative: string): string => {
  const parts = folder.split("/")
  for (const part of relative.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== ".") parts.push(part)
  }
  return parts.join("/")
}

const fileOf = (from: string, specifier: string): string | undefined => {
  const path = specifier.startsWith(".")
    ? join(from.replace(/\/[^/]*$/, ""), specifier).replace(/\.js$/, ".ts")
    : /^@effect-wechatpay\/[\w-]+(\/|$)/.test(specifier)
      ? specifier.replace(
          /^@effect-wechatpay\/([\w-]+)(?:\/(.*))?$/,
          (_, name: string, module?: string) => `packages/${name}/src/${module ?? "index"}.ts`
        )
      : undefined
  return path !== undefined && exists(path) ? path : undefined
}

const sourceOf = (path: string): Source | undefined => {
  if (sources.has(path)) return sources.get(path)
  if (!exists(path)) return undefined
  const text = read(path)
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports = new Map<string, Import>()
  const exported = new Map<string, Import>()
  const values = new Map<string, { readonly node: ts.Node; readonly value: ts.Node }>()
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const target = fileOf(path, statement.moduleSpecifier.text)
      const bindings = statement.importClause?.namedBindings
      if (target === undefined || bindings === undefined) continue
      if (ts.isNamespaceImport(bindings)) imports.set(bindings.name.text, { file: target, name: "*" })
      else {
        for (const { name, propertyName } of bindings.elements) {
          imports.set(name.text, { file: target, name: (propertyName ?? name).text })
        }
      }
    } else if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      const specifier = statement.moduleSpecifier
      const target = specifier && ts.isStringLiteral(specifier) ? fileOf(path, specifier.text) : path
      if (target === undefined || !ts.isNamedExports(statement.exportClause)) continue
      for (const { name, propertyName } of statement.exportClause.elements) {
        exported.set(name.text, { file: target, name: (propertyName ?? name).text })
      }
    } else if (ts.isVariableStatement(statement)) {
      for (const { initializer, name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && initializer !== undefined) {
          values.set(name.text, { node: statement, value: initializer })
        }
      }
    } else if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      values.set(statement.name.text, { node: statement, value: statement })
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      values.set(statement.name.text, { node: statement, value: statement })
    }
  }
  const source = { path, text, imports, values, exported }
  sources.set(path, source)
  return source
}

/** The text between the marks of a docstring. */
const plainOf = (comment: string): string =>
  comment
    .replace(/^\/\*\*?/, "")
    .replace(/\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim()

const commentOf = (node: ts.Node, source: Source): string => {
  const ranges = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []
  const last = ranges.at(-1)
  const text = last === undefined ? "" : source.text.slice(last.pos, last.end)
  return text.startsWith("/**") ? plainOf(text) : ""
}

interface Found {
  readonly node: ts.Node
  readonly value: ts.Node
  readonly source: Source
}

const exportOf = (path: string, name: string, depth: number): Found | undefined => {
  const source = sourceOf(path)
  if (source === undefined || depth > 12) return undefined
  const own = source.values.get(name)
  if (own !== undefined) return { ...own, source }
  const other = source.exported.get(name) ?? source.imports.get(name)
  return other === undefined || other.name === "*" ? undefined : exportOf(other.file, other.name, depth + 1)
}

const namedIn = (name: string, source: Source): Found | undefined => {
  const own = source.values.get(name)
  if (own !== undefined) return { ...own, source }
  const other = source.imports.get(name)
  return other === undefined || other.name === "*" ? undefined : exportOf(other.file, other.name, 0)
}

const merged = (all: Iterable<Members>): Members => {
  const result = new Map<string, Member>()
  for (const members of all) {
    for (const [name, member] of members) if (!result.has(name)) result.set(name, member)
  }
  return result
}

const returned = (body: ts.Node): ReadonlyArray<ts.Node> => {
  if (!ts.isBlock(body)) return [body]
  return body.statements.flatMap((statement) =>
    ts.isReturnStatement(statement) && statement.expression !== undefined ? [statement.expression] : []
  )
}

const membersOf = (node: ts.Node, source: Source, depth = 0): Members => {
  if (depth > 24) return none
  const inner = (each: ts.Node): Members => membersOf(each, source, depth + 1)
  const of = (found: Found | undefined): Members =>
    found === undefined ? none : membersOf(found.value, found.source, depth + 1)
  if (ts.isObjectLiteralExpression(node)) {
    const result = new Map<string, Member>()
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        for (const [name, member] of inner(property.expression)) {
          const before = result.get(name)
          result.set(
            name,
            member.text === "" && before !== undefined ? { ...member, text: before.text } : member
          )
        }
      } else if (ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)) {
        const name = ts.isComputedPropertyName(property.name) ? property.name.getText() : property.name.text
        const value = ts.isPropertyAssignment(property) ? property.initializer : property.name
        const text = commentOf(property, source)
        const before = result.get(name)
        result.set(name, { text: text === "" ? (before?.text ?? "") : text, value, source })
      }
    }
    return result
  }
  if (ts.isIdentifier(node)) return of(namedIn(node.text, source))
  if (ts.isPropertyAccessExpression(node)) {
    if (ts.isIdentifier(node.expression)) {
      const namespace = source.imports.get(node.expression.text)
      if (namespace?.name === "*") return of(exportOf(namespace.file, node.name.text, 0))
    }
    const base = inner(node.expression)
    const member = base.get(node.name.text)
    return member === undefined ? base : membersOf(member.value, member.source, depth + 1)
  }
  if (ts.isCallExpression(node)) {
    const { arguments: given, expression } = node
    const parts = given.map((argument) =>
      inner(ts.isSpreadElement(argument) ? argument.expression : argument)
    )
    return merged([
      ...(ts.isPropertyAccessExpression(expression) && !ts.isIdentifier(expression.expression)
        ? [inner(expression.expression)]
        : []),
      ...(ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression)
        ? [of(namedIn(expression.expression.text, source))]
        : []),
      ...parts,
      inner(expression)
    ])
  }
  if (ts.isArrowFunction(node) || ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) {
    return node.body === undefined ? none : merged(returned(node.body).map(inner))
  }
  if (ts.isArrayLiteralExpression(node)) return merged(node.elements.map(inner))
  if (ts.isConditionalExpression(node)) return merged([inner(node.whenTrue), inner(node.whenFalse)])
  if (
    ts.isAsExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return inner(node.expression)
  }
  if (ts.isClassDeclaration(node)) {
    return merged(
      (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => inner(expression)))
    )
  }
  return none
}

/** Rules across fields bring fields of their own, under this name. */
const broughtAlong = "fields"

const find = (members: Members, name: string): Member | undefined => {
  const direct = members.get(name)
  if (direct !== undefined) return direct
  const brought = members.get(broughtAlong)
  return brought === undefined ? undefined : membersOf(brought.value, brought.source).get(name)
}

/** Looks docstrings up by the names of members, from the outside in. */
export type Lookup = (path: ReadonlyArray<string>) => string

const lookupIn =
  (members: Members): Lookup =>
  ([head, ...rest]) => {
    const member = head === undefined ? undefined : find(members, head)
    if (member === undefined) return ""
    return rest.length === 0 ? oneLine(member.text) : lookupIn(membersOf(member.value, member.source))(rest)
  }

const oneLine = (text: string): string =>
  text
    .split(/\n@/)[0]
    ?.replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .trim() ?? ""

export interface Docstring {
  /** Markdown: all before the first tag. */
  readonly text: string
  /** The examples of it, which are part of `text` too. */
  readonly examples: ReadonlyArray<string>
  readonly see: ReadonlyArray<{ readonly url: string; readonly note: string }>
}

const docstringOf = (comment: string): Docstring => {
  const [text = "", ...tags] = comment.split(/^(?=@)/m)
  return {
    text: text.replace(/\{@link (\w+)\}/g, "`$1`").trim(),
    examples: [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code.trim()),
    see: tags.flatMap((tag) => {
      const [, url, note = ""] = /^@see (https:\S+)\s*([\s\S]*)$/.exec(tag.trim()) ?? []
      return url === undefined ? [] : [{ url, note: note.replace(/\s+/g, " ").trim() }]
    })
  }
}

/** The path of a module such as `@effect-wechatpay/pay/Native`. */
const pathOf = (module: string): string =>
  `${module.replace(/^@effect-wechatpay\/([\w-]+)\//, "packages/$1/src/")}.ts`

/** The docstring of an export, and the docstrings of the members of its options. */
export const documented = (
  module: string,
  name: string
): { readonly docstring: Docstring; readonly section: (name: string) => Lookup } => {
  const found = exportOf(pathOf(module), name, 0)
  if (found === undefined) throw new Error(`${module} has no ${name}`)
  const options = membersOf(found.value, found.source)
  return {
    docstring: docstringOf(commentOf(found.node, found.source)),
    section: (name) => {
      const member = options.get(name)
      return member === undefined ? () => "" : lookupIn(membersOf(member.value, member.source))
    }
  }
}

/** The first docstring of a module. */
export const moduleDocstring = (module: string): Docstring => {
  const [comment = ""] = /\/\*\*[\s\S]*?\*\//.exec(read(pathOf(module))) ?? []
  return docstringOf(plainOf(comment))
}
