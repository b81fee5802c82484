// Effect 4 edition of parser.ts as of 7ae27f8b31c88e63.
/**
 * Compiles schemas to functions, for the values of every call. `SchemaParser` makes objects for each member, which costs
 * more than the rest of a call. Most schemas of WeChat Pay are texts, numbers, lists and objects of those, and most values
 * match. Other schemas, and values that do not match, are processed by `SchemaParser`, which also describes the problem.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import type * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import type { AnySchema } from "../../Endpoint.js"
import { once } from "./once.js"
import { type Direction, list, noMatch, only, type Parser, record, union } from "./parsers.js"

export type Parse = (value: unknown) => Result.Result<unknown, SchemaIssue.Issue>

interface Mode {
  readonly direction: Direction
  readonly options: AST.ParseOptions
}

const library = (ast: AST.AST, { direction, options }: Mode): Parse => {
  const schema = Schema.make<Schema.Codec<unknown, unknown>>(ast)
  return direction === "decode"
    ? SchemaParser.decodeUnknownResult(schema, options)
    : SchemaParser.encodeUnknownResult(schema, options)
}

const byLibrary = (ast: AST.AST, mode: Mode): Parser => {
  const parse = library(ast, mode)
  return (value) => Result.getOrElse(parse(value), () => noMatch)
}

/** `SchemaParser` reads inherited members as well. */
const inherits = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype !== Object.prototype && prototype !== null
}

const recordOf = (ast: AST.Objects, mode: Mode): Parser => {
  const parse = record(
    ast.propertySignatures.map(({ name, type }) => ({
      name,
      isOptional: type.context?.isOptional === true,
      parse: parserOf(type, mode)
    })),
    mode.direction,
    mode.options.onExcessProperty === "error"
  )
  const ofOthers = byLibrary(ast, mode)
  return (value) => (inherits(value) ? ofOthers(value) : parse(value))
}

/** The filters of a group, one after the other. */
const filtersOf = (check: AST.Check<unknown>): ReadonlyArray<AST.Filter<unknown>> =>
  check._tag === "Filter" ? [check] : check.checks.flatMap(filtersOf)

const filtered = (parse: Parser, ast: AST.AST, checks: AST.Checks, mode: Mode): Parser => {
  const filters = checks.flatMap(filtersOf)
  return (value) => {
    const parsed = parse(value)
    if (parsed === noMatch) return noMatch
    for (const filter of filters) {
      if (filter.run(parsed, ast, mode.options) !== undefined) return noMatch
    }
    return parsed
  }
}

/** Whether encoding may change a value. */
const changes = (ast: AST.AST): boolean => {
  if (ast.encoding !== undefined) return true
  switch (ast._tag) {
    case "Objects":
      return ast.propertySignatures.some(({ type }) => changes(type)) || ast.indexSignatures.length > 0
    case "Arrays":
      return [...ast.elements, ...ast.rest].some(changes)
    case "Union":
      return ast.types.some(changes)
    case "Declaration":
    case "Suspend":
      return true
    default:
      return false
  }
}

const primitives: ReadonlySet<AST.AST["_tag"]> = new Set([
  "String",
  "Number",
  "Boolean",
  "Undefined",
  "Literal"
])

const mayBeObject = (ast: AST.AST): boolean => !primitives.has(ast._tag)

const parserOf = (ast: AST.AST, mode: Mode): Parser => {
  if (ast.encoding !== undefined) return byLibrary(ast, mode)
  if (ast.checks === undefined) return withoutChecks(ast, mode)
  // Encoding validates the value first, then encodes the result of the inner schema.
  return mode.direction === "encode" && changes(ast)
    ? byLibrary(ast, mode)
    : filtered(withoutChecks(ast, mode), ast, ast.checks, mode)
}

const withoutChecks = (ast: AST.AST, mode: Mode): Parser => {
  switch (ast._tag) {
    case "String":
      return only("string")
    case "Number":
      return only("number")
    case "Boolean":
      return only("boolean")
    case "Undefined":
      return only("undefined")
    case "Unknown":
      return (value) => value
    case "Literal":
      return (value) => (value === ast.literal ? value : noMatch)
    case "Objects":
      return ast.indexSignatures.length > 0 || ast.propertySignatures.length === 0
        ? byLibrary(ast, mode)
        : recordOf(ast, mode)
    case "Arrays": {
      const [item, ...others] = ast.rest
      return item === undefined || others.length > 0 || ast.elements.length > 0
        ? byLibrary(ast, mode)
        : list(parserOf(item, mode), mode.direction)
    }
    case "Union":
      // `SchemaParser` selects among several objects by their literals.
      return ast.types.filter(mayBeObject).length > 1 ||
        ast.types.some(({ encoding }) => encoding !== undefined)
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
    return parsed === noMatch ? explain(value) : Result.succeed(parsed)
  }
}

/** Reports all issues of a value. Unknown members are removed. */
export const decoder = once((schema: AnySchema) =>
  parser(schema, {
    direction: "decode",
    options: { onExcessProperty: "ignore", errors: "all", reportInput: true }
  })
)

/** Reports all issues of a value, unknown members included. */
export const encoder = once((schema: AnySchema) =>
  parser(schema, {
    direction: "encode",
    options: { onExcessProperty: "error", errors: "all", reportInput: true }
  })
)
