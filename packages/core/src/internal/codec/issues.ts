/**
 * Turns a parse issue into "where: what was expected". The value is left out, because messages get into logs, and values
 * are openids, order numbers and amounts.
 */
import * as Arr from "effect/Array"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"
import type { Issue } from "../../WechatPayError.js"
import { describe, distinct, formatPath } from "./issueTexts.js"

const annotated = (ast: AST.Annotated): string | undefined => {
  const annotations = ast.annotations as Record<symbol, unknown>
  for (const id of [AST.DescriptionAnnotationId, AST.TitleAnnotationId]) {
    const value = annotations[id]
    if (typeof value === "string") return value
  }
  return undefined
}

/** The description of a schema. Effect's own descriptions of keywords ("a string") are replaced by plainer ones. */
const expected = (ast: AST.AST): string => {
  switch (ast._tag) {
    case "StringKeyword":
      return ast === AST.stringKeyword ? "text" : (annotated(ast) ?? "text")
    case "BooleanKeyword":
      return "true or false"
    case "Refinement":
    case "Transformation":
      return annotated(ast) ?? expected(ast.from)
    case "Suspend":
      return expected(ast.f())
    case "TypeLiteral":
      return annotated(ast) ?? "an object"
    case "TupleType":
      return annotated(ast) ?? "an array"
    case "Union":
      return annotated(ast) ?? ast.types.filter(isGiven).map(expected).join(" or ")
    default:
      return annotated(ast) ?? String(ast)
  }
}

/** An optional field is a union with `undefined`, which does not help a caller who gave a value. */
const isGiven = (ast: AST.AST): boolean => ast._tag !== "UndefinedKeyword"

const takesNumbers = (ast: AST.AST): boolean =>
  ast._tag === "Refinement" ? takesNumbers(ast.from) : ast._tag === "NumberKeyword"

const problem = (ast: AST.AST, actual: unknown): string =>
  actual === undefined
    ? "is missing"
    : `expected ${expected(ast)}, got ${describe(actual, takesNumbers(ast))}`

/**
 * The text of a rule across fields is its `description`, or the message of an issue that it returns. Other messages are
 * not used, because those of Effect's transformations repeat the value.
 */
const walk = (issue: ParseResult.ParseIssue, path: ReadonlyArray<PropertyKey>, into: Array<Issue>): void => {
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, path.concat(issue.path), into)
    case "Composite": {
      const issues = Arr.ensure(issue.issues) as ReadonlyArray<ParseResult.ParseIssue>
      if (issue.ast._tag === "Union") return walkUnion(issue.ast, issue.actual, issues, path, into)
      for (const inner of issues) walk(inner, path, into)
      return
    }
    case "Missing":
      into.push({ path: formatPath(path), problem: "is missing" })
      return
    case "Unexpected":
      into.push({ path: formatPath(path), problem: "is not a field of this call (misspelt?)" })
      return
    case "Refinement": {
      if (issue.kind === "Predicate" && addRuleIssues(issue.issue, path, into)) return
      if (issue.issue._tag !== "Type") return walk(issue.issue, path, into)
      const isRule = AST.isTypeLiteral(AST.typeAST(issue.ast.from)) && issue.kind === "Predicate"
      into.push({
        path: formatPath(path),
        problem: isRule ? `expected ${expected(issue.ast)}` : problem(issue.ast, issue.actual)
      })
      return
    }
    case "Transformation":
      if (issue.issue._tag !== "Type") return walk(issue.issue, path, into)
      into.push({ path: formatPath(path), problem: problem(issue.ast, issue.actual) })
      return
    case "Type":
      into.push({ path: formatPath(path), problem: problem(issue.ast, issue.actual) })
      return
    case "Forbidden":
      into.push({ path: formatPath(path), problem: "cannot be read here" })
      return
  }
}

/** Reports the message that a rule returned, at the path that it names. */
const addRuleIssues = (
  issue: ParseResult.ParseIssue,
  path: ReadonlyArray<PropertyKey>,
  into: Array<Issue>
): boolean => {
  switch (issue._tag) {
    case "Pointer":
      return addRuleIssues(issue.issue, path.concat(issue.path), into)
    case "Composite":
      return Arr.ensure(issue.issues as ReadonlyArray<ParseResult.ParseIssue>)
        .map((inner) => addRuleIssues(inner, path, into))
        .some(Boolean)
    case "Type":
      if (issue.message === undefined) return false
      into.push({ path: formatPath(path), problem: issue.message })
      return true
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

/**
 * How far an input is from an alternative, of which `wrong` issues were found. Effect tries an alternative with a
 * constant field only if the input has that constant, and otherwise reports that field alone: so missing fields are
 * counted here.
 */
const distance = (ast: AST.AST, input: object, wrong: number): number => {
  switch (ast._tag) {
    case "Refinement":
      return distance(ast.from, input, wrong)
    case "Union":
      return Math.min(...ast.types.map((member) => distance(member, input, wrong)))
    case "TypeLiteral": {
      const given = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
      const fields = new Map(ast.propertySignatures.map((field) => [field.name, field]))
      const excluded = [...given].filter(([name, value]) => !admits(fields.get(name)?.type, value))
      const missing = [...fields.values()].filter(
        (field) => !field.isOptional && !given.has(String(field.name))
      )
      return excluded.length * excludedField + Math.max(missing.length, wrong)
    }
    default:
      return wrong
  }
}

/**
 * Reports the alternative that was meant: among the objects, the one that is nearest to the input. If the input is no
 * object, one sentence names all alternatives.
 */
const walkUnion = (
  ast: AST.Union,
  actual: unknown,
  issues: ReadonlyArray<ParseResult.ParseIssue>,
  path: ReadonlyArray<PropertyKey>,
  into: Array<Issue>
): void => {
  const here = formatPath(path)
  const members = issues
    .filter((issue) => issue._tag !== "Type" || isGiven(issue.ast))
    .map((issue) => {
      const found: Array<Issue> = []
      walk(issue, path, found)
      return { found, issue }
    })
  const entered = members.filter(({ found }) => found.some((issue) => issue.path !== here))
  const distances = entered.map(({ found, issue }) =>
    distance((issue as ParseResult.Composite).ast as AST.AST, actual as object, found.length)
  )
  const least = Math.min(...distances)
  const meant =
    entered.length === 0 && members.length === 1
      ? members
      : entered.filter((_, at) => distances[at] === least)
  if (meant.length > 0) into.push(...meant.flatMap(({ found }) => found))
  else into.push({ path: here, problem: problem(ast, actual) })
}

export const fromParseIssue = (issue: ParseResult.ParseIssue): Array<Issue> => {
  const all: Array<Issue> = []
  walk(issue, [], all)
  return distinct(all)
}
