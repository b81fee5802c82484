import * as Effect from "effect/Effect"
import { internalCode, SimulatedError } from "../../SimulatedError.js"
import type { Found, Match } from "../routes.js"

/** The path is one of WeChat Pay's, and so is the method. The answers 404 and 405 have no body. */
export const knownRoute = (found: Found): Effect.Effect<Match, SimulatedError> => {
  switch (found._tag) {
    case "Found":
      return Effect.succeed(found.match)
    case "NotFound":
      return Effect.fail(
        new SimulatedError({ status: 404, message: "", internalCode: internalCode.undocumented })
      )
    case "WrongMethod":
      return Effect.fail(
        new SimulatedError({
          status: 405,
          message: "",
          internalCode: internalCode.undocumented,
          headers: { Allow: found.allowed.join(", ") }
        })
      )
  }
}
