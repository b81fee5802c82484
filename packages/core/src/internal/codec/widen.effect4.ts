// Effect 4 edition of widen.ts as of 6154b59cba7f86e9.
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import type { AnySchema } from "../../Endpoint.js"
import { annotate, limitsOf } from "./uploadAnnotation.js"

const withMembers = (ast: AST.AST, added: ReadonlyArray<AST.PropertySignature>): AST.AST => {
  switch (ast._tag) {
    case "Objects":
      return new AST.Objects(
        [...ast.propertySignatures, ...added],
        ast.indexSignatures,
        ast.annotations,
        ast.checks,
        ast.encoding,
        ast.context
      )
    case "Union":
      return new AST.Union(
        ast.types.map((type) => withMembers(type, added)),
        ast.options,
        ast.annotations,
        ast.checks
      )
    default:
      throw new Error(`a schema of the kind ${ast._tag} cannot have additional members`)
  }
}

/** A schema with additional members. */
export const widen = (base: AnySchema | undefined, fields: Schema.Struct.Fields): AnySchema => {
  const added: AnySchema = Schema.Struct(fields) as never
  if (base === undefined) return added
  const wider: AnySchema = Schema.make(withMembers(base.ast, (added.ast as AST.Objects).propertySignatures))
  const limits = limitsOf(base)
  return limits === undefined ? wider : annotate(wider, limits)
}
