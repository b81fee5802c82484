/**
 * Compiles schemas to functions, for the values of every call. `ParseResult` makes objects for each member, which costs
 * more than the rest of a call. Most schemas of WeChat Pay are texts, numbers, lists and objects of those, and most values
 * match. Other schemas, and values that do not match, are processed by `ParseResult`, which also describes the problem.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import type { AnySchema } from "../../Endpoint.js"
import { once } from "./once.js"
import { type Direction, list, noMatch, only, type Parser, record, union } from "./parsers.js"

export type Parse = (value: unknown) => Either.Either<unknown, ParseResult.ParseIssue>

interface Mode {
  readonly direction: Direction
  readonly options: AST.ParseOptions
}

const library = (ast: AST.AST, { direction, options }: Mode): Parse => {
  const schema = Schema.make<unknown, unknown>(ast)
  return direction === "decode"
    ? ParseResult.decodeUnknownEither(schema, options)
    : ParseResult.encodeUnknownEither(schema, options)
}

const byLibrary = (ast: AST.AST, mode: Mode): Parser => {
  const parse = library(ast, mode)
  return (value) => Either.getOrElse(parse(value), () => noMatch)
}

const recordOf = (ast: AST.TypeLiteral, mode: Mode): Parser =>
  record(
    ast.propertySignatures.map(({ isOptional, name, type }) => ({
      name,
      isOptional,
      parse: parserOf(type, mode)
    })),
    mode.direction,
    mode.options.onExcessProperty === "error"
  )

const filtered = (ast: AST.Refinement, mode: Mode): Parser => {
  const parse = parserOf(ast.from, mode)
  return (value) => {
    const parsed = parse(value)
    return parsed === noMatch || Option.isSome(ast.filter(parsed, mode.options, ast)) ? noMatch : parsed
  }
}

/** Whether a schema has options of its own, or replaces values that do not match. */
const isSpecial = (ast: AST.AST): boolean =>
  Option.isSome(AST.getParseOptionsAnnotation(ast)) || Option.isSome(AST.getDecodingFallbackAnnotation(ast))

/** Whether a member of a union may accept a value that another member should have got: by its fallback. */
const acceptsMore = (ast: AST.AST): boolean =>
  isSpecial(ast) ||
  (ast._tag === "Refinement" && acceptsMore(ast.from)) ||
  (ast._tag === "Transformation" && (acceptsMore(ast.from) || acceptsMore(ast.to))) ||
  (ast._tag === "Union" && ast.types.some(acceptsMore))

type Change = (value: unknown, options: AST.ParseOptions, ast: AST.Transformation, from: unknown) => unknown

/** An effect is not an `Either`: `ParseResult` then says that it cannot run one here. */
const transformed = (ast: AST.Transformation, mode: Mode): Parser => {
  const { transformation } = ast
  if (transformation._tag === "TypeLiteralTransformation") return byLibrary(ast, mode)
  const isDecoding = mode.direction === "decode"
  const before = parserOf(isDecoding ? ast.from : ast.to, mode)
  const after = parserOf(isDecoding ? ast.to : ast.from, mode)
  if (transformation._tag === "ComposeTransformation") {
    return (value) => {
      const parsed = before(value)
      return parsed === noMatch ? noMatch : after(parsed)
    }
  }
  const change = transformation[mode.direction] as Change
  return (value) => {
    const parsed = before(value)
    if (parsed === noMatch) return noMatch
    const changed = change(parsed, mode.options, ast, value)
    return Either.isEither(changed) && Either.isRight(changed) ? after(changed.right) : noMatch
  }
}

/** Whether encoding may change a value. */
const changes = (ast: AST.AST): boolean => {
  if (isSpecial(ast)) return true
  switch (ast._tag) {
    case "Refinement":
      return changes(ast.from)
    case "TypeLiteral":
      return ast.propertySignatures.some(({ type }) => changes(type)) || ast.indexSignatures.length > 0
    case "TupleType":
      return [...ast.elements, ...ast.rest].some(({ type }) => changes(type))
    case "Union":
      return ast.types.some(changes)
    case "Transformation":
    case "Declaration":
    case "Suspend":
      return true
    default:
      return false
  }
}

const primitives: ReadonlySet<AST.AST["_tag"]> = new Set([
  "StringKeyword",
  "NumberKeyword",
  "BooleanKeyword",
  "UndefinedKeyword",
  "Literal"
])

const mayBeObject = (ast: AST.AST): boolean =>
  ast._tag === "Refinement" ? mayBeObject(ast.from) : !primitives.has(ast._tag)

const parserOf = (ast: AST.AST, mode: Mode): Parser => {
  if (isSpecial(ast)) return byLibrary(ast, mode)
  switch (ast._tag) {
    case "StringKeyword":
      return only("string")
    case "NumberKeyword":
      return only("number")
    case "BooleanKeyword":
      return only("boolean")
    case "UndefinedKeyword":
      return only("undefined")
    case "UnknownKeyword":
      return (value) => value
    case "Literal":
      return (value) => (value === ast.literal ? value : noMatch)
    case "Refinement":
      // Encoding validates the value first, then encodes the result of the inner schema.
      return mode.direction === "encode" && changes(ast) ? byLibrary(ast, mode) : filtered(ast, mode)
    case "TypeLiteral":
      return ast.indexSignatures.length > 0 || ast.propertySignatures.length === 0
        ? byLibrary(ast, mode)
        : recordOf(ast, mode)
    case "TupleType": {
      const [item, ...others] = ast.rest
      return item === undefined || others.length > 0 || ast.elements.length > 0
        ? byLibrary(ast, mode)
        : list(parserOf(item.type, mode), mode.direction)
    }
    case "Transformation":
      return transformed(ast, mode)
    case "Union":
      // `ParseResult` selects among several objects by their literals.
      return ast.types.filter(mayBeObject).length > 1 || ast.types.some(acceptsMore)
        ? byLibrary(ast, mode)
        : union(ast.types.map((type) => parserOf(type, mode)))
    default:
      return byLibrary(ast, mode)
  }
}

const parser = (schema: AnySchema, mode: Mode): Parse => {
  const attempt = parserOf(schema.ast, mode)
  const explain = library(schema.ast, mode)
  return (value) => {
    const parsed = attempt(value)
    return parsed === noMatch ? explain(value) : Either.right(parsed)
  }
}

/** Reports all issues of a value. Unknown members are removed. */
export const decoder = once((schema: AnySchema) =>
  parser(schema, { direction: "decode", options: { onExcessProperty: "ignore", errors: "all" } })
)

/** Reports all issues of a value, unknown members included. */
export const encoder = once((schema: AnySchema) =>
  parser(schema, { direction: "encode", options: { onExcessProperty: "error", errors: "all" } })
)
