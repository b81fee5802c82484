// Effect 4 edition of coerceTexts.ts as of 4e029d4914ce83e3.
/** Query values are texts; this converts them to the numbers, booleans or lists of a schema. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as AST from "effect/SchemaAST"

const coerce = (ast: AST.AST, value: string | ReadonlyArray<string>): unknown => {
  switch (ast._tag) {
    case "Number":
      return typeof value === "string" && /^-?[0-9]+(?:\.[0-9]+)?$/.test(value) ? Number(value) : value
    case "Boolean":
      return value === "true" ? true : value === "false" ? false : value
    case "Literal":
      return typeof ast.literal !== "string" && String(ast.literal) === value ? ast.literal : value
    case "Arrays":
      return typeof value === "string" ? [value] : value
    case "Union":
      for (const member of ast.types) {
        const coerced = coerce(member, value)
        if (coerced !== value) return coerced
      }
      return value
    default:
      return value
  }
}

const propertyType = (ast: AST.AST, name: string): AST.AST | undefined => {
  switch (ast._tag) {
    case "Objects":
      return ast.propertySignatures.find((property) => property.name === name)?.type
    case "Suspend":
      return propertyType(ast.thunk(), name)
    case "Union":
      for (const member of ast.types) {
        const found = propertyType(member, name)
        if (found !== undefined) return found
      }
      return undefined
    default:
      return undefined
  }
}

export const coerceTexts = (
  schema: AnySchema | undefined,
  query: Readonly<Record<string, string | ReadonlyArray<string>>>
): Readonly<Record<string, unknown>> => {
  if (schema === undefined) return query
  const encoded = AST.toEncoded(schema.ast)
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      const type = propertyType(encoded, name)
      return [name, type === undefined ? value : coerce(type, value)]
    })
  )
}
