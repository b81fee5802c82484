/** One file of the Effect 3 line while it is rewritten: its imports, its types, and its text with the rules applied. */
import ts from "typescript"
import type { Rule } from "./Rule.js"
import { moved, renamed } from "./rules/modules.js"
import { pathOfSupport } from "./support.js"

/** Packages whose barrels and modules are imported as namespaces. */
const barrels = /^(?:effect|@effect\/(?:cli|cluster|platform|platform-node|sql|sql-pg|vitest|workflow))$/

/** The module of Effect that declares something, such as `effect/Either`, by the path of its declarations. */
export const moduleOfPath = (path: string): string | undefined => {
  const match = /node_modules\/(effect|@effect\/[a-z-]+)\/(?:dist\/dts|src|dist)\/(.+?)\.(?:d\.)?ts$/.exec(
    path
  )
  return match === null ? undefined : `${match[1]}/${match[2]}`
}

const declaredIn = (symbol: ts.Symbol | undefined): string | undefined =>
  symbol?.declarations
    ?.map((declaration) => moduleOfPath(declaration.getSourceFile().fileName))
    .find((module) => module !== undefined)

export const membersOf = (type: ts.Type): ReadonlyArray<ts.Type> => (type.isUnion() ? type.types : [type])

/** Whether a type, or one of its alternatives, has a name of a module of Effect. */
export const isOfModule = (type: ts.Type, module: string, name: RegExp): boolean => {
  const symbol = type.aliasSymbol ?? type.symbol
  return symbol !== undefined && name.test(symbol.name) && declaredIn(symbol) === module
}

export class Source {
  /** The modules of Effect by the names under which the file imports them. */
  readonly namespaces = new Map<string, string>()
  /** Modules that the rewritten file needs in addition, by their local names. */
  readonly added = new Map<string, string>()
  /** Names that the rewritten file imports from files of `support`. */
  readonly supported = new Map<string, string>()
  /** The files of `support` that the package needs. */
  readonly supports = new Set<string>()
  /** The names of the rules that changed something, once for each change. */
  readonly applied: Array<string> = []
  private readonly rules: ReadonlyMap<ts.SyntaxKind, ReadonlyArray<Rule>>
  private readonly names = new Set<string>()
  /** Namespaces that the file imports as types only. */
  private readonly types = new Set<string>()

  constructor(
    readonly file: ts.SourceFile,
    readonly checker: ts.TypeChecker,
    rules: ReadonlyArray<Rule>
  ) {
    const byKind = new Map<ts.SyntaxKind, Array<Rule>>()
    for (const rule of rules) {
      for (const kind of rule.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), rule])
    }
    this.rules = byKind
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
      const module = statement.moduleSpecifier.text
      const bindings = statement.importClause?.namedBindings
      if (bindings === undefined) continue
      const isType = statement.importClause?.isTypeOnly === true
      if (ts.isNamespaceImport(bindings)) {
        if (isType) this.types.add(bindings.name.text)
        this.namespaces.set(bindings.name.text, module)
        this.names.add(bindings.name.text)
        continue
      }
      for (const element of bindings.elements) {
        this.names.add(element.name.text)
        if (isType || element.isTypeOnly) this.types.add(element.name.text)
        if (!barrels.test(module)) continue
        this.namespaces.set(element.name.text, `${module}/${(element.propertyName ?? element.name).text}`)
      }
    }
    ts.forEachChild(file, (node) => {
      if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
        this.names.add(node.name.text)
      }
      if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) this.names.add(node.name.text)
    })
  }

  /** The module that an identifier stands for, if it is a namespace of Effect. */
  moduleOf(node: ts.Node): string | undefined {
    return ts.isIdentifier(node) ? this.namespaces.get(node.text) : undefined
  }

  /** Whether a node is `Namespace.name` of a module. */
  is(node: ts.Node, module: string, name: string): node is ts.PropertyAccessExpression {
    return (
      ts.isPropertyAccessExpression(node) &&
      node.name.text === name &&
      this.moduleOf(node.expression) === module
    )
  }

  /** Whether a node is a call of `Namespace.name`. */
  isCall(node: ts.Node, module: string, name: string): node is ts.CallExpression {
    return ts.isCallExpression(node) && this.is(node.expression, module, name)
  }

  /** The name that a file gives a module whose namespace is renamed; `undefined` if it keeps its name. */
  namespaceOf(module: string): string | undefined {
    const to = renamed[module]
    return to === undefined || this.isTaken(to) ? undefined : to
  }

  /** The name of a namespace in the rewritten file. */
  localOf(node: ts.Node): string {
    const { text } = node as ts.Identifier
    return this.namespaceOf(this.namespaces.get(text) ?? "") ?? text
  }

  /** The module of Effect that declares a member of a value. */
  declares(name: ts.Node): string | undefined {
    return declaredIn(this.checker.getSymbolAtLocation(name))
  }

  /** The name under which the rewritten file has a module; imports it if need be. */
  need(module: string, as: "type" | "value" = "value"): string {
    for (const [local, known] of this.namespaces) {
      if (as === "value" && this.types.has(local)) continue
      if ((moved[known] ?? known) === module) return this.namespaceOf(known) ?? local
    }
    const own = module.split("/").at(-1) as string
    const local = this.names.has(own) && !this.added.has(own) ? `${own}_` : own
    this.added.set(local, module)
    return local
  }

  /** The path of a file of `support`, which each package of the edition has in `src/internal/effect4`. */
  supportPath(file: string): string {
    this.supports.add(file)
    return pathOfSupport(this.file.fileName, file)
  }

  /** Imports a name from a file of `support`. */
  support(file: string, name: string, isType = false): string {
    this.supported.set(isType ? `type ${name}` : name, this.supportPath(file))
    return name
  }

  /** Whether the file itself uses a name at its top level. */
  isTaken(name: string): boolean {
    return this.names.has(name)
  }

  /** The text before a node: blanks and comments. */
  lead(node: ts.Node): string {
    return this.file.text.slice(node.getFullStart(), node.getStart(this.file))
  }

  /** The text of a node with the rules applied within it. */
  inner(node: ts.Node): string {
    const children: Array<ts.Node> = []
    ts.forEachChild(node, (child) => {
      children.push(child)
    })
    children.sort((left, right) => left.getFullStart() - right.getFullStart())
    let text = ""
    let position = node.getFullStart()
    for (const child of children) {
      if (child.getFullStart() < position) continue
      text += this.file.text.slice(position, child.getFullStart()) + this.render(child)
      position = child.getEnd()
    }
    return text + this.file.text.slice(position, node.getEnd())
  }

  /** The text of a node with the rules applied to it and within it, with what stands before it. */
  render(node: ts.Node): string {
    const lead = this.lead(node)
    let text: string | undefined
    const rules = this.rules.get(node.kind) ?? []
    for (const rule of rules) {
      if (rule.wraps === true) continue
      text = rule.apply(node, this)
      if (text === undefined) continue
      this.applied.push(rule.name)
      break
    }
    text ??= this.inner(node).slice(lead.length)
    for (const rule of rules) {
      if (rule.wraps !== true) continue
      const wrapped = rule.apply(node, this, text)
      if (wrapped === undefined) continue
      this.applied.push(rule.name)
      text = wrapped
    }
    return lead + text
  }

  /** {@link render} without what stands before the node. */
  bare(node: ts.Node): string {
    return this.render(node).slice(this.lead(node).length)
  }

  bareAll(nodes: ReadonlyArray<ts.Node>): ReadonlyArray<string> {
    return nodes.map((node) => this.bare(node))
  }
}

/** The value of a property of an object literal. */
export const propertyOf = (node: ts.Node | undefined, name: string): ts.Expression | undefined => {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined
  for (const property of node.properties) {
    if (property.name === undefined || property.name.getText() !== name) continue
    if (ts.isPropertyAssignment(property)) return property.initializer
    if (ts.isShorthandPropertyAssignment(property)) return property.name
  }
  return undefined
}
