import * as Schema from "effect/Schema"
import type { AnySchema } from "../../Endpoint.js"
import { annotate, limitsOf } from "./uploadAnnotation.js"

/** A schema with additional members. */
export const widen = (base: AnySchema | undefined, fields: Schema.Struct.Fields): AnySchema => {
  const added: AnySchema = Schema.Struct(fields) as never
  if (base === undefined) return added
  const wider = Schema.extend(base, added) as AnySchema
  const limits = limitsOf(base)
  return limits === undefined ? wider : annotate(wider, limits)
}
