import type { Description } from "@effect-wechatpay/core/Endpoint"
import * as Effect from "effect/Effect"
import { internalCode, make, type SimulatedError } from "../../SimulatedError.js"
import type { Request } from "../message.js"
import type { Parts } from "../upload.js"

const rejected = (expected: string): Effect.Effect<never, SimulatedError> =>
  Effect.fail(make(415, "INVALID_REQUEST", `Http头Content-Type不是${expected}`, internalCode.undocumented))

/**
 * A body comes with `Content-Type: application/json`, that of an upload with `multipart/form-data`; parameters such as a
 * charset are allowed.
 */
export const contentType = (
  { body, headers }: Request,
  { bodyType }: Description,
  upload: Parts | undefined
): Effect.Effect<void, SimulatedError> => {
  if (bodyType === "multipart") return upload === undefined ? rejected("multipart/form-data") : Effect.void
  if (body.length === 0) return Effect.void
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";")
  return mediaType.trim().toLowerCase() === "application/json" ? Effect.void : rejected("application/json")
}
