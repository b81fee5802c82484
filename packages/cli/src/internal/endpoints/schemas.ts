/** What the command sees of schemas: their fields, and what is wrong in an input. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Either from "effect/Either"
import * as JSONSchema from "effect/JSONSchema"
import * as ParseResult from "effect/ParseResult"

/** Schemas by their names. */
export type Definitions = Record<string, JSONSchema.JsonSchema7>

/** What a reference to one of them begins with. */
export const prefix = "#/$defs/"

/** A schema as JSON Schema. */
export const jsonSchemaOf = (schema: AnySchema, definitions: Definitions): unknown =>
  JSONSchema.fromAST(schema.ast, {
    definitions,
    definitionPath: prefix,
    target: "openApi3.1",
    topLevelReferenceStrategy: "skip",
    additionalPropertiesStrategy: "strict"
  })

/** Decodes an input; or says which of its fields are wrong. Members that the schema does not have are left out. */
export const decodeInput = (schema: AnySchema, input: unknown): Either.Either<unknown, string> =>
  Either.mapLeft(
    ParseResult.decodeUnknownEither(schema)(input, { onExcessProperty: "ignore", errors: "all" }),
    (issue) =>
      ParseResult.ArrayFormatter.formatIssueSync(issue)
        // The value may be personal data.
        .map(({ message, path }) => `${path.join(".")}: ${message.replace(/, actual .*$/, "")}`)
        .join("; ")
  )
