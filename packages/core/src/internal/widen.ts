import * as Schema from "effect/Schema"
import type { AnySchema } from "../Endpoint.js"

/** A schema with more members. */
export const widen = (base: AnySchema | undefined, fields: Schema.Struct.Fields): AnySchema => {
  const added: AnySchema = Schema.Struct(fields) as never
  return base === undefined ? added : (Schema.extend(base, added) as AnySchema)
}
