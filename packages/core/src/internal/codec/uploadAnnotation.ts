import type { AnySchema } from "../../Endpoint.js"
import type { Limits } from "../../Upload.js"
import { annotationOf } from "./ast.js"

/** Marks the payload of an upload. */
const UploadAnnotationId = "@effect-wechatpay/core/Upload"

export const annotate = (payload: AnySchema, limits: Limits): AnySchema =>
  payload.annotations({ [UploadAnnotationId]: limits })

export const limitsOf = (payload: AnySchema): Limits | undefined =>
  annotationOf(payload.ast, UploadAnnotationId) as Limits | undefined
