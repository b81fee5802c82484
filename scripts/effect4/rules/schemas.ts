/** Constructors of schemas. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { isOfModule, membersOf, propertyOf, type Source } from "../Source.js"

const schema = "effect/Schema"

/** The arguments of a call as one list: `...items` stands for itself. */
const listOf = (source: Source, { arguments: given }: ts.CallExpression): string => {
  const [only] = given
  return given.length === 1 && only !== undefined && ts.isSpreadElement(only)
    ? source.bare(only.expression)
    : `[${source.bareAll(given).join(", ")}]`
}

const isList = ({ arguments: given }: ts.CallExpression): boolean =>
  given.length === 1 && given[0] !== undefined && ts.isArrayLiteralExpression(given[0])

type Make = (source: Source, node: ts.CallExpression, local: string) => string | undefined

/** A rule for the calls of one name of `Schema`. */
const call = (name: string, title: string, make: Make) =>
  rule<ts.CallExpression>(title, ts.SyntaxKind.CallExpression, (node, source) =>
    source.isCall(node, schema, name)
      ? make(source, node, source.localOf((node.expression as ts.PropertyAccessExpression).expression))
      : undefined
  )

/** A filter that became a check. */
const check = (name: string, to: (...given: ReadonlyArray<string>) => string) =>
  call(name, `Schema.${name}(…) → Schema.check(…)`, (source, node, local) => {
    const [text] = [to(...source.bareAll(node.arguments))]
    return `${local}.check(${local}.${text})`
  })

const through =
  (name: string) =>
  (...given: ReadonlyArray<string>) =>
    `${name}(${given.join(", ")})`

/** Types only: packages do not depend on fast-check. */
const fastCheck = 'typeof import("fast-check")'
const valuesOf = (type: string): string => `import("fast-check").Arbitrary<${type}>`

/** The arguments of `Schema.TaggedError<Self>(id)(tag, fields)` in the heritage of a class. */
const taggedError = (node: ts.ClassDeclaration, source: Source): ReadonlyArray<ts.Expression> => {
  const made = node.heritageClauses?.[0]?.types[0]?.expression
  if (made === undefined || !ts.isCallExpression(made) || !ts.isCallExpression(made.expression)) return []
  const { arguments: ids, expression } = made.expression
  return source.is(expression, schema, "TaggedError") && ids.length > 0 ? made.arguments : []
}

export const schemas = [
  rule<ts.ClassDeclaration>(
    "name of an error: its identifier → its tag",
    ts.SyntaxKind.ClassDeclaration,
    (node, source, text) => {
      const [tag, fields] = taggedError(node, source)
      if (tag === undefined || propertyOf(fields, "name") !== undefined) return undefined
      const member = `override get name(): string {\nreturn ${source.bare(tag)}\n}`
      return `${text.replace(/\}$/, "")}\n${member}\n}`
    },
    { wraps: true }
  ),
  call("Literal", "Schema.Literal(a, b) → Schema.Literals([a, b])", (source, node, local) =>
    node.arguments.length > 1 || node.arguments.some(ts.isSpreadElement)
      ? `${local}.Literals(${listOf(source, node)})`
      : undefined
  ),
  call("Union", "Schema.Union(a, b) → Schema.Union([a, b])", (source, node, local) =>
    isList(node) ? undefined : `${local}.Union(${listOf(source, node)})`
  ),
  call("Tuple", "Schema.Tuple(a, b) → Schema.Tuple([a, b])", (source, node, local) =>
    isList(node) ? undefined : `${local}.Tuple(${listOf(source, node)})`
  ),
  call("Record", "Schema.Record({ key, value }) → Schema.Record(key, value)", (source, node, local) => {
    const key = propertyOf(node.arguments[0], "key")
    const value = propertyOf(node.arguments[0], "value")
    return key === undefined || value === undefined
      ? undefined
      : `${local}.Record(${source.bare(key)}, ${source.bare(value)})`
  }),
  rule<ts.PropertyAccessExpression>(
    "Schema.UUID → Schema.String with a check",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) => {
      const local = source.is(node, schema, "UUID") ? source.localOf(node.expression) : undefined
      return local === undefined ? undefined : `${local}.String.pipe(${local}.check(${local}.isUUID()))`
    }
  ),
  call("parseJson", "Schema.parseJson() → Schema.UnknownFromJsonString", (_, node, local) =>
    node.arguments.length === 0 ? `${local}.UnknownFromJsonString` : undefined
  ),
  call("optionalWith", "Schema.optionalWith(s, { exact }) → Schema.optionalKey(s)", (source, node, local) => {
    const [inner, options] = node.arguments
    if (inner === undefined || options === undefined) return undefined
    const type = source.checker.getTypeAtLocation(options)
    const names = type.getProperties().map((property) => property.name)
    return names.length === 1 && names[0] === "exact"
      ? `${local}.optionalKey(${source.bare(inner)})`
      : undefined
  }),
  call("compose", "Schema.compose(a, b) → a.pipe(Schema.decodeTo(b))", (source, node, local) => {
    const [from, to] = source.bareAll(node.arguments)
    return to === undefined ? `${local}.decodeTo(${from})` : `${from}.pipe(${local}.decodeTo(${to}))`
  }),
  call("transform", "Schema.transform(a, b, o) → a.pipe(Schema.decodeTo(b, …))", (source, node, local) => {
    const [from, to, options] = node.arguments
    const decode = propertyOf(options, "decode")
    const encode = propertyOf(options, "encode")
    if (from === undefined || to === undefined || decode === undefined || encode === undefined)
      return undefined
    const made = source.need("effect/SchemaTransformation")
    const loose = propertyOf(options, "strict")?.kind === ts.SyntaxKind.FalseKeyword
    const ways = `{ decode: ${source.bare(decode)}, encode: ${source.bare(encode)} }`
    return `${source.bare(from)}.pipe(${local}.decodeTo(${source.bare(to)}, ${made}.transform${loose ? "<any, any>" : ""}(${ways})))`
  }),
  call(
    "withConstructorDefault",
    "Schema.withConstructorDefault(f) → of an effect",
    (source, node, local) =>
      `${local}.withConstructorDefault(${source.need("effect/Effect")}.sync(${source.bareAll(node.arguments).join(", ")}))`
  ),
  rule<ts.CallExpression>(
    "s.pipe(Schema.propertySignature, …) → s.pipe(…)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const [first, ...others] = node.arguments
      if (first === undefined || !source.is(first, schema, "propertySignature")) return undefined
      return `${source.bare(node.expression)}(${source.bareAll(others).join(", ")})`
    }
  ),
  rule<ts.CallExpression>(
    "ParseResult.validateEither(s, o) → SchemaParser.decodeUnknownResult of its type",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "effect/ParseResult", "validateEither")) return undefined
      const [validated, options] = node.arguments
      if (validated === undefined || options === undefined || !ts.isObjectLiteralExpression(options))
        return undefined
      const own = source.bareAll(options.properties)
      const type = `${source.need(schema)}.toType(${source.bare(validated)})`
      return `${source.need("effect/SchemaParser")}.decodeUnknownResult(${type}, { ${[...own, "reportInput: true"].join(", ")} })`
    }
  ),
  check("filter", through("makeFilter")),
  check("pattern", through("isPattern")),
  check("maxItems", through("isMaxLength")),
  check("minItems", through("isMinLength")),
  check("maxLength", through("isMaxLength")),
  check("minLength", through("isMinLength")),
  check("between", (minimum, maximum) => `isBetween({ minimum: ${minimum}, maximum: ${maximum} })`),
  check("int", () => "isInt()"),
  check("positive", () => "isGreaterThan(0)"),
  check("nonNegative", () => "isGreaterThanOrEqualTo(0)"),
  check("greaterThanOrEqualTo", through("isGreaterThanOrEqualTo")),
  check("lessThanOrEqualTo", through("isLessThanOrEqualTo")),
  rule<ts.PropertyAssignment | ts.ShorthandPropertyAssignment>(
    "message of an issue of a filter → issue",
    [ts.SyntaxKind.PropertyAssignment, ts.SyntaxKind.ShorthandPropertyAssignment],
    (node, source) => {
      if (node.name.getText() !== "message" || !ts.isObjectLiteralExpression(node.parent)) return undefined
      if (!isIssue(node.parent, source)) return undefined
      return `issue: ${ts.isPropertyAssignment(node) ? source.bare(node.initializer) : "message"}`
    }
  ),
  rule<ts.PropertyAssignment>(
    "annotation jsonSchema → toJsonSchema",
    ts.SyntaxKind.PropertyAssignment,
    (node, source) => {
      if (!ts.isIdentifier(node.name) || node.name.text !== "jsonSchema") return undefined
      const keywords = source.bare(node.initializer)
      const made = `toJsonSchema: () => (${keywords})`
      return isOfFilter(node, source) && hasKeywords(node.initializer)
        ? `${made}, arbitraryConstraint: ${source.support("hints", "hints")}(${keywords})`
        : made
    }
  ),
  rule<ts.PropertySignature>(
    "type of the annotation jsonSchema → toJsonSchema",
    ts.SyntaxKind.PropertySignature,
    (node, source) =>
      node.name.getText() === "jsonSchema" && node.type !== undefined
        ? `readonly toJsonSchema: () => ${source.bare(node.type)}`
        : undefined
  ),
  rule<ts.PropertyAssignment>(
    "annotation arbitrary: its parameters get types",
    ts.SyntaxKind.PropertyAssignment,
    (node, source) => {
      const { initializer: outer } = node
      if (node.name.getText() !== "arbitrary" || !ts.isArrowFunction(outer)) return undefined
      const { body: inner } = outer
      const [from] = outer.parameters
      const [fc] = ts.isArrowFunction(inner) ? inner.parameters : []
      const head =
        from === undefined ? "()" : `(${from.name.getText()}: (fc: ${fastCheck}) => ${valuesOf("any")})`
      const body =
        ts.isArrowFunction(inner) && fc !== undefined
          ? `(${fc.name.getText()}: ${fastCheck}) => ${source.bare(inner.body)}`
          : source.bare(inner)
      return `arbitrary: ${head} => ${body}`
    }
  ),
  rule<ts.TypeReferenceNode>(
    "type Arbitrary.LazyArbitrary<A> → a function of fast-check",
    ts.SyntaxKind.TypeReference,
    (node, source) => {
      const { typeName } = node
      return ts.isQualifiedName(typeName) &&
        typeName.right.text === "LazyArbitrary" &&
        source.moduleOf(typeName.left) === "effect/Arbitrary"
        ? `(fc: ${fastCheck}) => ${valuesOf(source.bareAll(node.typeArguments ?? []).join(", "))}`
        : undefined
    }
  ),
  rule<ts.VariableStatement>(
    "option of exact members: left out",
    ts.SyntaxKind.VariableStatement,
    (node, source) => (servesExactOptions(node, source) ? "" : undefined)
  ),
  rule<ts.PropertyAssignment>(
    "option disableValidation → disableChecks",
    ts.SyntaxKind.PropertyAssignment,
    (node, source) =>
      node.name.getText() === "disableValidation"
        ? `disableChecks: ${source.bare(node.initializer)}`
        : undefined
  ),
  rule<ts.PropertySignature>(
    "type of the option disableValidation → disableChecks",
    ts.SyntaxKind.PropertySignature,
    (node, source) =>
      node.name.getText() === "disableValidation" && node.type !== undefined
        ? `readonly disableChecks: ${source.bare(node.type)}`
        : undefined
  )
]

const isIssue = (node: ts.ObjectLiteralExpression, source: Source): boolean => {
  const own = node.properties.map((property) => property.name?.getText()).sort()
  if (own.join() === "message,path") return true
  const expected = source.checker.getContextualType(node)
  return (
    expected !== undefined && membersOf(expected).some((type) => isOfModule(type, schema, /^FilterIssue$/))
  )
}

const isExported = (node: ts.VariableStatement): boolean =>
  (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

const isOfFilter = ({ parent }: ts.PropertyAssignment, source: Source): boolean =>
  source.isCall(parent.parent, schema, "filter") && parent.parent.arguments[1] === parent

const hasKeywords = (node: ts.Expression): boolean =>
  !ts.isObjectLiteralExpression(node) || node.properties.length > 0

const isExactOption = (node: ts.Node, source: Source): boolean =>
  source.isCall(node.parent, schema, "optionalWith") && node.parent.arguments[1] === node

/** Whether a constant is used by nothing but `Schema.optionalWith`, as the option of exact members. */
const servesExactOptions = (node: ts.VariableStatement, source: Source): boolean => {
  const { file } = source
  const [declaration] = node.declarationList.declarations
  if (declaration === undefined || !ts.isIdentifier(declaration.name) || isExported(node)) return false
  const { text } = declaration.name
  const uses: Array<ts.Node> = []
  const visit = (at: ts.Node): void => {
    if (at === node) return
    if (ts.isIdentifier(at) && at.text === text) uses.push(at)
    ts.forEachChild(at, visit)
  }
  if (!file.text.includes("exact: true") || node.parent !== file) return false
  visit(file)
  return uses.length > 0 && uses.every((use) => isExactOption(use, source))
}
