// Effect 4 edition of issues.ts as of 48af6b5e84633a6c.
/** What is wrong in an input. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Result from "effect/Result"
import type * as AST from "effect/SchemaAST"
import type * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"

const textIn = (
  annotations: { readonly [name: string]: unknown } | undefined,
  ...names: ReadonlyArray<string>
): string | undefined =>
  names.map((name) => annotations?.[name]).find((value): value is string => typeof value === "string")

/** What a schema expects before its checks: an alternative each. */
const expected = (ast: AST.AST): ReadonlyArray<string> => {
  const own = textIn(ast.annotations, "description", "title")
  if (own !== undefined) return [own]
  switch (ast._tag) {
    case "Objects":
      return ["an object"]
    case "Arrays":
      return ["a list"]
    case "Literal":
      return [JSON.stringify(ast.literal)]
    case "Union":
      // An optional field may be left out, which does not help somebody who gave a value.
      return ast.types.filter(({ _tag }) => _tag !== "Undefined").flatMap(expected)
    default:
      return [ast._tag.toLowerCase()]
  }
}

interface Found {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

const found = (path: ReadonlyArray<PropertyKey>, texts: ReadonlyArray<string>): ReadonlyArray<Found> =>
  texts.map((text) => ({ path, message: `Expected ${text}` }))

const walk = (issue: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>): ReadonlyArray<Found> => {
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, path.concat(issue.path))
    case "Composite":
      return issue.issues.flatMap((inner) => walk(inner, path))
    case "AnyOf":
      return issue.issues.length === 0
        ? found(path, expected(issue.ast))
        : issue.issues.flatMap((inner) => walk(inner, path))
    case "Encoding":
      return walk(issue.issue, path)
    case "MissingKey":
      return [{ path, message: "is missing" }]
    case "Filter":
      return issue.issue._tag === "InvalidValue" && textIn(issue.issue.annotations, "message") === undefined
        ? found(path, [
            textIn(issue.filter.annotations, "description", "title", "expected") ?? "another value"
          ])
        : walk(issue.issue, path)
    case "InvalidType":
    case "OneOf":
      return found(path, expected(issue.ast))
    case "InvalidValue":
      return [
        {
          path,
          message:
            textIn(issue.annotations, "message") ??
            `Expected ${textIn(issue.annotations, "expected") ?? "another value"}`
        }
      ]
    case "UnexpectedKey":
    case "Forbidden":
      return [{ path, message: "is not allowed here" }]
  }
}

/** Decodes an input; or says which of its fields are wrong. Members that the schema does not have are left out. */
export const decodeInput = (schema: AnySchema, input: unknown): Result.Result<unknown, string> =>
  Result.mapError(
    SchemaParser.decodeUnknownResult(schema)(input, { onExcessProperty: "ignore", errors: "all" }),
    (issue) =>
      [
        ...new Set(walk(issue, []).map(({ message, path }) => `${path.map(String).join(".")}: ${message}`))
      ].join("; ")
  )
