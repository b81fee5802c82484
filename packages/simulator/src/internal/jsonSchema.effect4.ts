// Effect 4 edition of jsonSchema.ts as of de9bb33ee50ab192.
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Schema from "effect/Schema"

/** Schemas by their names. */
export type Definitions = Record<string, unknown>

/** A schema as JSON Schema. `excess`: whether other members are allowed. */
export const jsonSchemaOf = (
  schema: Endpoint.AnySchema,
  definitions: Definitions,
  excess: "rejected" | "allowed"
): unknown => {
  const { definitions: found, schema: made } = Schema.toJsonSchemaDocument(schema, {
    onExcessProperty: excess === "rejected" ? "error" : "ignore"
  })
  for (const [name, definition] of Object.entries(found)) definitions[name] = definition
  return JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/'))
}
