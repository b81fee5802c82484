import * as Schema from "effect/Schema"
import type { AnySchema, Section } from "../../Endpoint.js"

/** The schema of a section, which is a schema or a record of schemas. */
export const toSchema = (section: Section): AnySchema =>
  Schema.isSchema(section) ? (section as AnySchema) : (Schema.Struct(section as {}) as never)
