/**
 * Turns a parse issue into "where: what was expected", without the value: values are openids,
 * order numbers and amounts, and end up in logs.
 */
import * as Arr from "effect/Array"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"
import type { Issue } from "../../WechatPayError.js"

const annotated = (ast: AST.Annotated): string | undefined => {
  const annotations = ast.annotations as Record<symbol, unknown>
  for (const id of [AST.DescriptionAnnotationId, AST.TitleAnnotationId]) {
    const value = annotations[id]
    if (typeof value === "string") return value
  }
  return undefined
}

/** Effect describes its own keywords too ("a string"); what we wrote says more. */
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

/** An optional field is a union with `undefined`, which is no help to who gave a value. */
const isGiven = (ast: AST.AST): boolean => ast._tag !== "UndefinedKeyword"

const takesNumbers = (ast: AST.AST): boolean =>
  ast._tag === "Refinement" ? takesNumbers(ast.from) : ast._tag === "NumberKeyword"

const described = (ast: AST.AST, actual: unknown): string => {
  if (actual === null) return "null"
  if (Array.isArray(actual)) return `an array of ${actual.length}`
  if (actual instanceof Uint8Array) return `${actual.length} bytes`
  switch (typeof actual) {
    case "string":
      return `text of ${actual.length} characters`
    case "object":
      return "an object"
    case "number":
      if (!takesNumbers(ast)) return "a number"
      return Number.isSafeInteger(actual) ? "an integer out of range" : "a number that is no integer"
    default:
      return `a value of type ${typeof actual}`
  }
}

const problem = (ast: AST.AST, actual: unknown): string =>
  actual === undefined ? "is missing" : `expected ${expected(ast)}, got ${described(ast, actual)}`

/** `["a", 0, "b"]` to `a[0].b`. */
export const formatPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    ""
  )

/** A message stays one readable line however much is wrong; `issues` of the error has all of it. */
const maxListed = 10

export const formatIssues = (issues: ReadonlyArray<Issue>): string => {
  const listed = issues
    .slice(0, maxListed)
    .map(({ path, problem }) => (path === "" ? problem : `${path}: ${problem}`))
  if (issues.length > maxListed) listed.push(`and ${issues.length - maxListed} more`)
  return listed.join("; ")
}

/**
 * A rule across fields says its text in its `description`, or returns it as the message of an issue.
 * Other messages are not taken: those of Effect's transformations repeat the value.
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
      if (issue.kind === "Predicate" && sayRule(issue.issue, path, into)) return
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

/** What a rule returned: its message, at the place that it names. */
const sayRule = (
  issue: ParseResult.ParseIssue,
  path: ReadonlyArray<PropertyKey>,
  into: Array<Issue>
): boolean => {
  switch (issue._tag) {
    case "Pointer":
      return sayRule(issue.issue, path.concat(issue.path), into)
    case "Composite":
      return Arr.ensure(issue.issues as ReadonlyArray<ParseResult.ParseIssue>)
        .map((inner) => sayRule(inner, path, into))
        .some(Boolean)
    case "Type":
      if (issue.message === undefined) return false
      into.push({ path: formatPath(path), problem: issue.message })
      return true
    default:
      return false
  }
}

/** The alternatives that come closest: of those that were entered the ones with the fewest issues, else all of them in one sentence. */
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
      return found
    })
  const entered = members.filter((found) => found.some((issue) => issue.path !== here))
  // The alternative that was meant is the one that least is wrong with.
  const least = Math.min(...entered.map((found) => found.length))
  if (entered.length > 0) into.push(...entered.filter((found) => found.length === least).flat())
  else if (members.length === 1) into.push(...members.flat())
  else into.push({ path: here, problem: problem(ast, actual) })
}

/** A union reports each of its members; the same place and text is said once. */
export const fromParseIssue = (issue: ParseResult.ParseIssue): Array<Issue> => {
  const all: Array<Issue> = []
  walk(issue, [], all)
  const seen = new Set<string>()
  return all.filter(({ path, problem }) => {
    const key = `${path}\n${problem}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
