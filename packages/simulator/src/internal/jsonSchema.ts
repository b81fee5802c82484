import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as JSONSchema from "effect/JSONSchema"

/** Schemas by their names. */
export type Definitions = Record<string, JSONSchema.JsonSchema7>

/** A schema as JSON Schema. `excess`: whether other members are allowed. */
export const jsonSchemaOf = (
  schema: Endpoint.AnySchema,
  definitions: Definitions,
  excess: "rejected" | "allowed"
): unknown =>
  JSONSchema.fromAST(schema.ast, {
    definitions,
    definitionPath: "#/components/schemas/",
    target: "openApi3.1",
    topLevelReferenceStrategy: "skip",
    additionalPropertiesStrategy: excess === "rejected" ? "strict" : "allow"
  })
