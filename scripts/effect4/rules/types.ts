/** Types of Effect that are written otherwise. */
import ts from "typescript"
import { rule } from "../Rule.js"
import type { Source } from "../Source.js"

/** `Namespace.name` of a type reference. */
const nameOf = (node: ts.TypeReferenceNode | ts.ExpressionWithTypeArguments, source: Source) => {
  const name = ts.isTypeReferenceNode(node) ? node.typeName : node.expression
  if (ts.isQualifiedName(name)) {
    const module = source.moduleOf(name.left)
    return module === undefined
      ? undefined
      : { module, name: name.right.text, local: source.localOf(name.left) }
  }
  if (ts.isPropertyAccessExpression(name)) {
    const module = source.moduleOf(name.expression)
    return module === undefined
      ? undefined
      : { module, name: name.name.text, local: source.localOf(name.expression) }
  }
  return undefined
}

type Make = (node: ts.TypeReferenceNode, source: Source, local: string) => string | undefined

const reference = (module: string, name: string, title: string, make: Make) =>
  rule<ts.TypeReferenceNode>(
    title,
    [ts.SyntaxKind.TypeReference, ts.SyntaxKind.ExpressionWithTypeArguments],
    (node, source) => {
      const found = nameOf(node, source)
      return found?.module === module && found.name === name ? make(node, source, found.local) : undefined
    }
  )

const schema = "effect/Schema"

/** Schemas that have an interface of their own name in Effect 4. */
const plain = new Set([
  "Any",
  "Boolean",
  "Int",
  "Never",
  "Null",
  "Number",
  "String",
  "Undefined",
  "Unknown",
  "Void"
])

/** The class that a type names, if it extends `Context.Reference`. */
const isReference = (node: ts.TypeReferenceNode, source: Source): boolean => {
  if (node.typeArguments !== undefined) return false
  let symbol = source.checker.getSymbolAtLocation(node.typeName)
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    symbol = source.checker.getAliasedSymbol(symbol)
  }
  const declaration = symbol?.valueDeclaration
  return (
    declaration !== undefined &&
    ts.isClassDeclaration(declaration) &&
    (declaration.heritageClauses ?? []).some((clause) => /\bContext\.Reference</.test(clause.getText()))
  )
}

export const types = [
  reference(schema, "Schema", "type Schema.Schema<A, I> → Schema.Codec<A, I>", (node, source, local) =>
    node.typeArguments === undefined
      ? undefined
      : `${local}.Codec<${source.bareAll(node.typeArguments).join(", ")}>`
  ),
  reference(schema, "filter", "type Schema.filter<S> → S", (node, source) =>
    node.typeArguments?.[0] === undefined ? undefined : source.bare(node.typeArguments[0])
  ),
  reference(
    schema,
    "Literal",
    "type Schema.Literal<[…]> → Schema.Literals<readonly […]>",
    (node, source, local) => {
      const [list] = node.typeArguments ?? []
      const [only, ...others] = list !== undefined && ts.isTupleTypeNode(list) ? list.elements : []
      if (only !== undefined && others.length === 0 && ts.isRestTypeNode(only)) {
        return `${local}.Literals<${source.bare(only.type)}>`
      }
      return list !== undefined && ts.isTupleTypeNode(list)
        ? `${local}.Literals<readonly ${source.bare(list)}>`
        : undefined
    }
  ),
  reference(
    schema,
    "Class",
    "type Schema.Class<…> of Effect 3 → Schema.Class of a struct",
    (node, source, local) => {
      const given = node.typeArguments ?? []
      const [self, fields, , , , , inherited] = given
      if (self === undefined || fields === undefined || inherited === undefined) return undefined
      return `${local}.Class<${source.bare(self)}, ${local}.Struct<${source.bare(fields)}>, ${source.bare(inherited)}>`
    }
  ),
  reference(
    "effect/Schedule",
    "Schedule",
    "type Schedule.Schedule<O, I, R> → Schedule.Schedule<O, I, never, R>",
    (node, source, local) => {
      const given = source.bareAll(node.typeArguments ?? [])
      return given.length === 3
        ? `${local}.Schedule<${given[0]}, ${given[1]}, never, ${given[2]}>`
        : undefined
    }
  ),
  reference(
    "@effect/platform/HttpApp",
    "Default",
    "type HttpApp.Default<E, R> → an effect of a request",
    (node, source) => {
      const [error = "never", requirements = "never"] = source.bareAll(node.typeArguments ?? [])
      const effect = source.need("effect/Effect", "type")
      const response = source.need("effect/http/HttpServerResponse", "type")
      const request = source.need("effect/http/HttpServerRequest", "type")
      const needed = requirements === "never" ? "" : ` | ${requirements}`
      return `${effect}.Effect<${response}.HttpServerResponse, ${error}, ${request}.HttpServerRequest${needed}>`
    }
  ),
  reference(
    "@effect/vitest/Vitest",
    "MethodsNonLive",
    "type Vitest.MethodsNonLive<R, true> → Vitest.MethodsNonLive<R>",
    (node, source, local) => {
      const [requirements, ...others] = node.typeArguments ?? []
      return requirements === undefined || others.length === 0
        ? undefined
        : `${local}.MethodsNonLive<${source.bare(requirements)}>`
    }
  ),
  rule<ts.TypeQueryNode>("typeof Schema.String → Schema.String", ts.SyntaxKind.TypeQuery, (node, source) => {
    const name = node.exprName
    if (!ts.isQualifiedName(name) || source.moduleOf(name.left) !== schema) return undefined
    return plain.has(name.right.text) ? `${source.localOf(name.left)}.${name.right.text}` : undefined
  }),
  rule<ts.UnionTypeNode>("A | type of a reference → A", ts.SyntaxKind.UnionType, (node, source) => {
    const others = node.types.filter((type) => !ts.isTypeReferenceNode(type) || !isReference(type, source))
    if (others.length === node.types.length) return undefined
    return others.length === 0 ? "never" : source.bareAll(others).join(" | ")
  }),
  rule<ts.TypeReferenceNode>("type of a reference → never", ts.SyntaxKind.TypeReference, (node, source) =>
    isReference(node, source) ? "never" : undefined
  ),
  rule<ts.IndexedAccessTypeNode>(
    'Tag["Type"] → Service["Service"]',
    ts.SyntaxKind.IndexedAccessType,
    (node, source) => {
      if (!ts.isLiteralTypeNode(node.indexType) || node.indexType.getText() !== '"Type"') return undefined
      const property = source.checker.getTypeFromTypeNode(node.objectType).getProperty("Type")
      const isService = property?.declarations?.some((declaration) =>
        /node_modules\/effect\/.*\/Context\.(?:d\.)?ts$/.test(declaration.getSourceFile().fileName)
      )
      return isService === true ? `${source.bare(node.objectType)}["Service"]` : undefined
    }
  )
]
