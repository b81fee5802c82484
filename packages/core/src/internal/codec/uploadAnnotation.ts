import type * as AST from "effect/SchemaAST"
import type { AnySchema } from "../../Endpoint.js"
import type { Limits } from "../../Upload.js"

/** Marks the payload of an upload. */
const UploadAnnotationId: unique symbol = Symbol.for("@effect-wechatpay/core/Upload")

export const annotate = (payload: AnySchema, limits: Limits): AnySchema =>
  payload.annotations({ [UploadAnnotationId]: limits })

const find = (ast: AST.AST): Limits | undefined => {
  const found = ast.annotations[UploadAnnotationId]
  if (found !== undefined) return found as Limits
  return ast._tag === "Refinement" || ast._tag === "Transformation" ? find(ast.from) : undefined
}

export const limitsOf = (payload: AnySchema): Limits | undefined => find(payload.ast)
