// Effect 4 edition of schemas.ts as of 7b2dd5ed7f7b6684.
/** What the command sees of schemas: their fields, and what is wrong in an input. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"

/** Schemas by their names. */
export type Definitions = Record<string, unknown>

/** What a reference to one of them begins with. */
export const prefix = "#/$defs/"

/** A schema as JSON Schema. */
export const jsonSchemaOf = (schema: AnySchema, definitions: Definitions): unknown => {
  const document = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" })
  Object.assign(definitions, document.definitions)
  return document.schema
}

const describedBy = (annotations: { readonly [name: string]: unknown } | undefined): string | undefined =>
  typeof annotations?.description === "string" ? annotations.description : undefined

const formatter = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "is missing"
    const text = issue._tag === "InvalidType" ? describedBy(AST.resolve(issue.ast)) : undefined
    return text === undefined ? SchemaIssue.defaultLeafHook(issue) : `Expected ${text}`
  },
  checkHook: (issue) => {
    const text = describedBy(issue.filter.annotations)
    return SchemaIssue.defaultCheckHook(issue) ?? (text === undefined ? undefined : `Expected ${text}`)
  }
})

/** Decodes an input; or says which of its fields are wrong. Members that the schema does not have are left out. */
export const decodeInput = (schema: AnySchema, input: unknown): Result.Result<unknown, string> =>
  Result.mapError(
    SchemaParser.decodeUnknownResult(schema)(input, { onExcessProperty: "ignore", errors: "all" }),
    (issue) =>
      formatter(issue)
        .issues.map(({ message, path }) => `${path?.map(String).join(".") ?? ""}: ${message}`)
        .join("; ")
  )
