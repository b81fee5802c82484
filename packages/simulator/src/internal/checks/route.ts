import * as Effect from "effect/Effect"
import { internalCode, make, SimulatedError } from "../../SimulatedError.js"
import { documentedMethods } from "../documentedPaths.js"
import type { Found, Match } from "../routes.js"

/** Whether WeChat Pay documents a request that no handler of the simulator is for. */
export const isNotSimulated = (method: string, target: string): boolean =>
  documentedMethods(target).includes(method)

/**
 * A handler of the simulator is for this method and path. The responses 404 and 405 of WeChat Pay have no body; what WeChat Pay
 * documents and the simulator lacks is a 404 that says so.
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
        "模拟器尚未支持该接口 (not simulated: WeChat Pay has this endpoint, the simulator has not)"
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
