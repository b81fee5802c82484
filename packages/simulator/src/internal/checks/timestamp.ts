import * as Effect from "effect/Effect"
import { internalCode, type SimulatedError, signError } from "../../SimulatedError.js"
import type { Authorization } from "./authorization.js"

/** At most 300 seconds from now, either way. `now` is in milliseconds. */
export const freshTimestamp = (
  { timestamp }: Authorization,
  now: number
): Effect.Effect<void, SimulatedError> => {
  const seconds = Math.floor(now / 1000) - timestamp
  if (Math.abs(seconds) <= 300) return Effect.void
  return Effect.fail(
    signError("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟", internalCode.clock, {
      field: "timestamp",
      location: "authorization",
      issue: `${Math.abs(seconds)} s ${seconds > 0 ? "behind" : "ahead of"} the clock of the server`
    })
  )
}
