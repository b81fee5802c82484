import * as Effect from "effect/Effect"
import { internalCode, make, SimulatedError } from "../../SimulatedError.js"
import { documentedMethods } from "../documentedPaths.js"
import type { Found, Match } from "../routes.js"

/** Whether WeChat Pay documents an endpoint that the simulator does not serve. */
export const isNotSimulated = (method: string, target: string): boolean =>
  documentedMethods(target).includes(method)

/**
 * Checks that the simulator has a handler for the method and path. WeChat Pay's 404 and 405 responses have no body; for
 * an endpoint that WeChat Pay documents and the simulator does not serve, the 404 says so.
 */
export const knownRoute = (
  found: Found,
  method: string,
  target: string
): Effect.Effect<Match, SimulatedError> => {
  if (found._tag === "Found") return Effect.succeed(found.match)
  if (isNotSimulated(method, target)) {
    return Effect.fail(
      make(
        404,
        "NOT_SIMULATED",
        "模拟器尚未支持该接口 (not simulated: WeChat Pay has this endpoint, the simulator does not)"
      )
    )
  }
  return Effect.fail(
    found._tag === "NotFound"
      ? new SimulatedError({ status: 404, message: "", internalCode: internalCode.undocumented })
      : new SimulatedError({
          status: 405,
          message: "",
          internalCode: internalCode.undocumented,
          headers: { Allow: found.allowed.join(", ") }
        })
  )
}
