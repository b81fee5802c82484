import * as Effect from "effect/Effect"
import { invalidRequest, type SimulatedError } from "../../SimulatedError.js"
import type { Request } from "../message.js"

/** `Accept` and `User-Agent` are there, with any value. */
export const clientHeaders = ({ headers }: Request): Effect.Effect<void, SimulatedError> =>
  headers.accept && headers["user-agent"]
    ? Effect.void
    : Effect.fail(invalidRequest("Http头缺少Accept或User-Agent"))
