/**
 * Turns a parse issue into "where: what was expected", without the value: values are openids,
 * order numbers and amounts, and end up in logs.
 */
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"
import type { Issue } from "../WechatPayError.js"

const annotated = (ast: AST.Annotated): string | undefined => {
  const annotations = ast.annotations as Record<symbol, unknown>
  for (const id of [AST.DescriptionAnnotationId, AST.TitleAnnotationId]) {
    const value = annotations[id]
    if (typeof value === "string") return value
  }
  return undefined
}

const expected = (ast: AST.AST): string => {
  switch (ast._tag) {
    case "Refinement":
      return annotated(ast) ?? expected(ast.from)
    case "Transformation":
      return annotated(ast) ?? expected(ast.from)
    case "Suspend":
      return expected(ast.f())
    case "StringKeyword":
      return annotated(ast) ?? "text"
    case "NumberKeyword":
      return annotated(ast) ?? "a number"
    case "BooleanKeyword":
      return "true or false"
    case "TypeLiteral":
      return annotated(ast) ?? "an object"
    case "TupleType":
      return annotated(ast) ?? "an array"
    case "Union":
      return annotated(ast) ?? ast.types.map(expected).join(" or ")
    case "Literal":
      return annotated(ast) ?? String(ast)
    case "Declaration":
      return annotated(ast) ?? String(ast)
    default:
      return annotated(ast) ?? String(ast)
  }
}

const described = (actual: unknown): string => {
  if (actual === null) return "null"
  if (Array.isArray(actual)) return `an array of ${actual.length}`
  switch (typeof actual) {
    case "string":
      return `text of ${actual.length} characters`
    case "undefined":
      return "nothing"
    case "number":
      return Number.isInteger(actual) ? "an integer out of range" : "a number that is no integer"
    default:
      return `a value of type ${typeof actual}`
  }
}

const found = (ast: AST.AST, actual: unknown): string => `expected ${expected(ast)}, got ${described(actual)}`

/** `["a", 0, "b"]` to `a[0].b`. */
export const formatPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    ""
  )

/** A rule across fields says its text in its `description`, or returns it as the message of an issue. */
const walk = (issue: ParseResult.ParseIssue, path: ReadonlyArray<PropertyKey>, into: Array<Issue>): void => {
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, path.concat(issue.path), into)
    case "Composite":
      for (const inner of Array.isArray(issue.issues) ? issue.issues : [issue.issues]) walk(inner, path, into)
      return
    case "Missing":
      into.push({ path: formatPath(path), problem: "is missing" })
      return
    case "Unexpected":
      into.push({ path: formatPath(path), problem: "is not a field of this call (misspelt?)" })
      return
    case "Refinement": {
      if (issue.kind === "From") return walk(issue.issue, path, into)
      const rule = issue.issue
      if (rule._tag === "Type" && rule.message === undefined) {
        const scalar =
          typeof issue.actual !== "object" || issue.actual === null || Array.isArray(issue.actual)
        into.push({
          path: formatPath(path),
          problem: scalar ? found(issue.ast, issue.actual) : `expected ${expected(issue.ast)}`
        })
        return
      }
      return walk(rule, path, into)
    }
    case "Transformation":
      return walk(issue.issue, path, into)
    case "Type":
      into.push({ path: formatPath(path), problem: issue.message ?? found(issue.ast, issue.actual) })
      return
    case "Forbidden":
      into.push({ path: formatPath(path), problem: issue.message ?? "cannot be read here" })
      return
  }
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
