import * as Effect from "effect/Effect"
import { internalCode, make, type SimulatedError } from "../../SimulatedError.js"
import type { Request } from "../message.js"

/** A body comes with `Content-Type: application/json`; parameters such as a charset are allowed. */
export const contentType = ({ body, headers }: Request): Effect.Effect<void, SimulatedError> => {
  if (body.length === 0) return Effect.void
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";")
  return mediaType.trim().toLowerCase() === "application/json"
    ? Effect.void
    : Effect.fail(
        make(415, "INVALID_REQUEST", "Http头Content-Type不是application/json", internalCode.undocumented)
      )
}
