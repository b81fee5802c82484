import * as Effect from "effect/Effect"
import { internalCode, type SimulatedError, signError } from "../../SimulatedError.js"
import type { Authorization } from "./authorization.js"

/**
 * 1 to 32 printable ASCII characters. A repeated nonce is not rejected: no source says that WeChat Pay does so, and one
 * of its own clients repeats requests with the same signature. The log of calls marks it.
 */
export const wellFormedNonce = ({ nonce }: Authorization): Effect.Effect<void, SimulatedError> =>
  /^[\x21-\x7e]{1,32}$/.test(nonce)
    ? Effect.void
    : Effect.fail(
        signError("Http头Authorization中的nonce_str格式错误", internalCode.authorizationIllegal, {
          field: "nonce_str",
          location: "authorization",
          issue: "expected 1 to 32 characters"
        })
      )
