/**
 * Schemas as functions, for values that come with every call. `ParseResult` makes objects for each member of a shape, which
 * is more than a call costs otherwise; most shapes of WeChat Pay are texts, numbers, lists and objects of those, and most
 * values fit. What is not so, or does not fit, goes the way of `ParseResult`, which also says what is wrong.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import type { AnySchema } from "../Endpoint.js"

export type Parse = (value: unknown) => Either.Either<unknown, ParseResult.ParseIssue>

/** What does not fit, or may not. */
const unfit: unique symbol = Symbol("unfit")

type Try = (value: unknown) => unknown

interface Way {
  readonly direction: "decode" | "encode"
  readonly options: AST.ParseOptions
}

const library = (ast: AST.AST, { direction, options }: Way): Parse => {
  const schema = Schema.make<unknown, unknown>(ast)
  return direction === "decode"
    ? ParseResult.decodeUnknownEither(schema, options)
    : ParseResult.encodeUnknownEither(schema, options)
}

const byLibrary = (ast: AST.AST, way: Way): Try => {
  const parse = library(ast, way)
  return (value) => Either.getOrElse(parse(value), () => unfit)
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const only =
  (type: "string" | "number" | "boolean" | "undefined"): Try =>
  (value) =>
    typeof value === type ? value : unfit

interface Member {
  readonly name: PropertyKey
  readonly isOptional: boolean
  readonly parse: Try
}

/** The members of a value, as far as they are known, up to one of them. */
const pick = (
  value: Record<PropertyKey, unknown>,
  members: ReadonlyArray<Member>,
  until = members.length
) => {
  const picked: Record<PropertyKey, unknown> = {}
  for (let index = 0; index < until; index++) {
    const { name } = members[index] as Member
    if (Object.hasOwn(value, name)) picked[name] = value[name]
  }
  return picked
}

const countOf = (value: object): number => {
  let count = 0
  for (const _ in value) count++
  return count
}

/** What was read of JSON is nobody else's, and is kept where nothing in it changes. What a caller passed in is made anew. */
const mayKeep = ({ direction }: Way): boolean => direction === "decode"

const record = (ast: AST.TypeLiteral, way: Way): Try => {
  const members: ReadonlyArray<Member> = ast.propertySignatures.map(({ isOptional, name, type }) => ({
    name,
    isOptional,
    parse: tryOf(type, way)
  }))
  const keeps = mayKeep(way)
  const refusesExcess = way.options.onExcessProperty === "error"
  return (value) => {
    if (!isRecord(value)) return unfit
    let parsed: Record<PropertyKey, unknown> | undefined = keeps ? undefined : {}
    let present = 0
    for (let index = 0; index < members.length; index++) {
      const { isOptional, name, parse } = members[index] as Member
      if (Object.hasOwn(value, name)) {
        const given = value[name]
        const member = parse(given)
        if (member === unfit) return unfit
        if (parsed === undefined && member !== given) parsed = pick(value, members, index)
        if (parsed !== undefined) parsed[name] = member
        present++
      } else if (!isOptional) return unfit
    }
    if (refusesExcess) return Reflect.ownKeys(value).length === present ? parsed : unfit
    return parsed ?? (countOf(value) === present ? value : pick(value, members))
  }
}

const list = (item: AST.AST, way: Way): Try => {
  const parse = tryOf(item, way)
  const keeps = mayKeep(way)
  return (value) => {
    if (!Array.isArray(value)) return unfit
    let parsed: Array<unknown> | undefined = keeps ? undefined : []
    for (let index = 0; index < value.length; index++) {
      const element = parse(value[index])
      if (element === unfit) return unfit
      if (parsed === undefined && element !== value[index]) parsed = value.slice(0, index)
      parsed?.push(element)
    }
    return parsed ?? value
  }
}

const union = (ast: AST.Union, way: Way): Try => {
  const members = ast.types.map((type) => tryOf(type, way))
  return (value) => {
    for (const parse of members) {
      const parsed = parse(value)
      if (parsed !== unfit) return parsed
    }
    return unfit
  }
}

const filtered = (ast: AST.Refinement, way: Way): Try => {
  const parse = tryOf(ast.from, way)
  return (value) => {
    const parsed = parse(value)
    return parsed === unfit || Option.isSome(ast.filter(parsed, way.options, ast)) ? unfit : parsed
  }
}

/** Whether encoding may make another value. */
const changes = (ast: AST.AST): boolean => {
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

const tryOf = (ast: AST.AST, way: Way): Try => {
  const special =
    Option.isSome(AST.getParseOptionsAnnotation(ast)) || Option.isSome(AST.getDecodingFallbackAnnotation(ast))
  if (special) return byLibrary(ast, way)
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
      return (value) => (value === ast.literal ? value : unfit)
    case "Refinement":
      // To encode it, the value is checked first, and what it was made of is encoded then.
      return way.direction === "encode" && changes(ast) ? byLibrary(ast, way) : filtered(ast, way)
    case "TypeLiteral":
      return ast.indexSignatures.length > 0 || ast.propertySignatures.length === 0
        ? byLibrary(ast, way)
        : record(ast, way)
    case "TupleType": {
      const [item, ...others] = ast.rest
      return item === undefined || others.length > 0 || ast.elements.length > 0
        ? byLibrary(ast, way)
        : list(item.type, way)
    }
    case "Union":
      // Among several objects the library chooses by their literals.
      return ast.types.filter(mayBeObject).length > 1 ? byLibrary(ast, way) : union(ast, way)
    default:
      return byLibrary(ast, way)
  }
}

const parser = (schema: AnySchema, way: Way): Parse => {
  const attempt = tryOf(schema.ast, way)
  const explain = library(schema.ast, way)
  return (value) => {
    const parsed = attempt(value)
    return parsed === unfit ? explain(value) : Either.right(parsed)
  }
}

const compiled = (way: Way) => {
  const known = new WeakMap<AnySchema, Parse>()
  return (schema: AnySchema): Parse => {
    const before = known.get(schema)
    if (before !== undefined) return before
    const made = parser(schema, way)
    known.set(schema, made)
    return made
  }
}

/** Names all that is wrong with a value; members that the schema does not know are left out. */
export const decoder = compiled({
  direction: "decode",
  options: { onExcessProperty: "ignore", errors: "all" }
})

/** Names all that is wrong with a value, members that the schema does not know among it. */
export const encoder = compiled({
  direction: "encode",
  options: { onExcessProperty: "error", errors: "all" }
})
