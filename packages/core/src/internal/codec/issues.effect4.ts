// Effect 4 edition of issues.ts as of 2865997f020d3aba.
/**
 * Turns a schema issue into "where: what was expected". The value is left out, because messages get into logs, and values
 * are openids, order numbers and amounts.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import type { Issue } from "../../WechatPayError.js"
import { describe, distinct, formatPath } from "./issueTexts.js"

const textIn = (
  annotations: { readonly [name: string]: unknown } | undefined,
  ...names: ReadonlyArray<string>
): string | undefined => {
  for (const name of names) {
    const value = annotations?.[name]
    if (typeof value === "string") return value
  }
  return undefined
}

const annotated = (ast: AST.AST): string | undefined =>
  textIn(AST.resolve(ast), "description", "title") ?? textIn(ast.annotations, "description", "title")

/** The description of a schema. */
const expected = (ast: AST.AST): string => {
  const own = annotated(ast)
  if (own !== undefined) return own
  if (ast.encoding !== undefined) return expected(AST.toEncoded(ast))
  switch (ast._tag) {
    case "String":
      return "text"
    case "Boolean":
      return "true or false"
    case "Suspend":
      return expected(ast.thunk())
    case "Objects":
      return "an object"
    case "Arrays":
      return "an array"
    case "Union":
      return ast.types.filter(isGiven).map(expected).join(" or ")
    case "Literal":
      return JSON.stringify(ast.literal)
    default:
      return ast._tag.toLowerCase()
  }
}

/** An optional field is a union with `undefined`, which does not help a caller who gave a value. */
const isGiven = (ast: AST.AST): boolean => ast._tag !== "Undefined"

const problem = (text: string, actual: unknown, takesNumbers = false): string =>
  actual === undefined ? "is missing" : `expected ${text}, got ${describe(actual, takesNumbers)}`

const inputOf = (issue: SchemaIssue.Issue): unknown => (SchemaIssue.hasInput(issue) ? issue.input : undefined)

/**
 * The text of a rule across fields is its `description`, or the message of an issue that it returns. Other messages are
 * not used, because those of Effect's transformations repeat the value.
 */
const walk = (issue: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>, into: Array<Issue>): void => {
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, path.concat(issue.path), into)
    case "Composite":
      for (const inner of issue.issues) walk(inner, path, into)
      return
    case "AnyOf":
      return walkUnion(issue.ast, inputOf(issue), issue.issues, path, into)
    case "MissingKey":
      into.push({ path: formatPath(path), problem: "is missing" })
      return
    case "UnexpectedKey":
      into.push({ path: formatPath(path), problem: "is not a field of this call (misspelt?)" })
      return
    case "Filter": {
      if (addRuleIssues(issue.issue, path, into)) return
      if (issue.issue._tag !== "InvalidValue") return walk(issue.issue, path, into)
      const actual = inputOf(issue)
      const text = textIn(issue.filter.annotations, "description", "title", "expected") ?? "another value"
      const isRule = Predicate.isObject(actual) && Object.getPrototypeOf(actual) === Object.prototype
      into.push({
        path: formatPath(path),
        problem: isRule ? `expected ${text}` : problem(text, actual, true)
      })
      return
    }
    case "Encoding":
      if (issue.issue._tag !== "InvalidType" && issue.issue._tag !== "InvalidValue") {
        return walk(issue.issue, path, into)
      }
      into.push({ path: formatPath(path), problem: problem(expected(issue.ast), inputOf(issue)) })
      return
    case "OneOf":
    case "InvalidType":
      into.push({ path: formatPath(path), problem: problem(expected(issue.ast), inputOf(issue)) })
      return
    case "InvalidValue":
      into.push({ path: formatPath(path), problem: problem("another value", inputOf(issue)) })
      return
    case "Forbidden":
      into.push({ path: formatPath(path), problem: "cannot be read here" })
      return
  }
}

/** Reports the message that a rule returned, at the path that it names. */
const addRuleIssues = (
  issue: SchemaIssue.Issue,
  path: ReadonlyArray<PropertyKey>,
  into: Array<Issue>
): boolean => {
  switch (issue._tag) {
    case "Pointer":
      return addRuleIssues(issue.issue, path.concat(issue.path), into)
    case "Composite":
      return issue.issues.map((inner) => addRuleIssues(inner, path, into)).some(Boolean)
    case "InvalidValue": {
      const message = issue.annotations?.message
      if (typeof message !== "string") return false
      into.push({ path: formatPath(path), problem: message })
      return true
    }
    default:
      return false
  }
}

/** Whether a value is allowed by a field that has one constant, or must be absent. Other fields allow every value here. */
const admits = (ast: AST.AST | undefined, value: unknown): boolean => {
  if (ast === undefined || !isGiven(ast)) return false
  if (ast._tag === "Literal") return ast.literal === value
  const [only, ...more] = ast._tag === "Union" ? ast.types.filter(isGiven) : []
  return only === undefined || more.length > 0 || admits(only, value)
}

/** A field that an alternative excludes counts more than all that is missing or wrong. */
const excludedField = 1e6

/** How far an input is from an alternative, of which `wrong` issues were found. */
const distance = (ast: AST.AST, input: object, wrong: number): number => {
  switch (ast._tag) {
    case "Union":
      return Math.min(...ast.types.map((member) => distance(member, input, wrong)))
    case "Objects": {
      const given = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
      const fields = new Map(ast.propertySignatures.map((field) => [field.name, field]))
      const excluded = [...given].filter(([name, value]) => !admits(fields.get(name)?.type, value))
      const missing = [...fields.values()].filter(
        ({ name, type }) => type.context?.isOptional !== true && !given.has(String(name))
      )
      return excluded.length * excludedField + Math.max(missing.length, wrong)
    }
    default:
      return wrong
  }
}

/** What an alternative expects of the value that was given. The issue of an input has schemas in which wire and input are exchanged. */
const sideOf = (ast: AST.AST): AST.AST => (ast.encoding === undefined ? AST.toType(ast) : AST.toEncoded(ast))

/** The one value that a field allows. */
const constantOf = (ast: AST.AST): AST.LiteralValue | undefined => {
  if (ast._tag === "Literal") return ast.literal
  const [only, ...more] = ast._tag === "Union" ? ast.types : []
  return only === undefined || more.length > 0 ? undefined : constantOf(only)
}

const constantsOf = (ast: AST.AST): ReadonlyMap<PropertyKey, AST.LiteralValue> =>
  new Map(
    (ast._tag === "Objects" ? ast.propertySignatures : []).flatMap(({ name, type }) => {
      const constant = constantOf(type)
      return constant === undefined ? [] : [[name, constant] as const]
    })
  )

/** Without the alternatives that have another constant in a field where the input has that of some alternative. */
const candidates = (types: ReadonlyArray<AST.AST>, input: unknown): ReadonlyArray<AST.AST> => {
  if (!Predicate.isObject(input)) return types
  const given = input as Readonly<Record<PropertyKey, unknown>>
  const constants = types.map((type) => [...constantsOf(sideOf(type))])
  const matched = new Set(constants.flat().flatMap(([name, value]) => (given[name] === value ? [name] : [])))
  return types.filter((_, at) =>
    (constants[at] ?? []).every(([name, value]) => !matched.has(name) || given[name] === value)
  )
}

const rejectionOf = (side: AST.AST, actual: unknown): ReadonlyArray<SchemaIssue.Issue> =>
  Result.match(
    SchemaParser.decodeUnknownResult(Schema.make<Schema.Codec<unknown, unknown>>(side), {
      errors: "all",
      onExcessProperty: "error",
      reportInput: true
    })(actual),
    { onFailure: (issue) => [issue], onSuccess: () => [] }
  )

/** What each alternative says. Effect tries those alone whose constants the input has, which may be none. */
const issuesOf = (
  ast: AST.Union,
  actual: unknown,
  issues: ReadonlyArray<SchemaIssue.Issue>
): ReadonlyArray<readonly [AST.AST, SchemaIssue.Issue]> => {
  if (issues.length === 0 && !Predicate.isObject(actual)) return []
  return candidates(ast.types, actual).flatMap((type) => {
    const sides = type.encoding === undefined ? [AST.toType(type)] : [sideOf(type), AST.toType(type)]
    // A side that accepts any value says nothing.
    const [problem] = sides.flatMap((side) => rejectionOf(side, actual))
    return problem === undefined ? [] : [[type, problem] as const]
  })
}

/**
 * Reports the alternative that was meant: among the objects, the one that is nearest to the input. If the input is no
 * object, one sentence names all alternatives.
 */
const walkUnion = (
  ast: AST.Union,
  actual: unknown,
  issues: ReadonlyArray<SchemaIssue.Issue>,
  path: ReadonlyArray<PropertyKey>,
  into: Array<Issue>
): void => {
  const here = formatPath(path)
  const members = issuesOf(ast, actual, issues)
    .filter(([type, issue]) => issue._tag !== "InvalidType" || isGiven(type))
    .map(([type, issue]) => {
      const found: Array<Issue> = []
      walk(issue, path, found)
      return { found, type }
    })
  const entered = members.filter(({ found }) => found.some((issue) => issue.path !== here))
  const distances = entered.map(({ found, type }) => distance(sideOf(type), actual as object, found.length))
  const least = Math.min(...distances)
  const meant =
    entered.length === 0 && members.length === 1
      ? members
      : entered.filter((_, at) => distances[at] === least)
  if (meant.length > 0) into.push(...meant.flatMap(({ found }) => found))
  else into.push({ path: here, problem: problem(expected(ast), actual) })
}

export const fromParseIssue = (issue: SchemaIssue.Issue): Array<Issue> => {
  const all: Array<Issue> = []
  walk(issue, [], all)
  return distinct(all)
}
