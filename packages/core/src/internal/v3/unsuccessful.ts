/** Unsuccessful responses of APIv3. */
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as HttpExchange from "../../HttpExchange.js"
import type { Outcome } from "../../Outcome.js"
import type { Verifier } from "../../Verifier.js"
import type { VerificationReason } from "../../WechatPayError.js"
import { type Envelope, envelopeOf } from "../call/envelope.js"
import { businessError, type Failure } from "../call/failure.js"
import type { Operation, SignedRequest } from "../call/protocol.js"
import { openCodes } from "../call/transient.js"
import { parseJson } from "../codec/json.js"
import { hasSignature, verifyMessage } from "../crypto/verifyMessage.js"
import { explainRejection } from "./signDifference.js"

type Verifying = Context.Tag.Service<typeof Verifier>

/**
 * WeChat Pay rejected the operation if the response is a 4xx with a code of WeChat Pay, or the empty 404 or 405 of an unknown path.
 * Every other response (5xx, 202, a gateway's page) leaves the outcome unknown.
 */
const outcomeOf = (response: HttpExchange.Response, envelope: Envelope): Outcome => {
  if (response.status < 400 || response.status >= 500) return "Unknown"
  if (envelope.code !== undefined) return openCodes.has(envelope.code) ? "Unknown" : "Refused"
  return (response.status === 404 || response.status === 405) && response.body.length === 0
    ? "Refused"
    : "Unknown"
}

/** Fails with the error of an unsuccessful response. `texts` were sent. */
export const failFromResponse = (
  operation: Operation,
  texts: Iterable<string>,
  request: SignedRequest,
  response: HttpExchange.Response,
  verified: boolean
): Effect.Effect<never, Failure> => {
  const parsed = parseJson(response.body)
  const envelope = Either.isRight(parsed) ? envelopeOf(parsed.right) : {}
  return businessError(operation, response, envelope, {
    verified,
    outcome: outcomeOf(response, envelope),
    texts,
    explain:
      response.status === 401 && request.signedText !== undefined
        ? explainRejection(request.signedText, envelope, response.headers.date)
        : undefined
  })
}

/** Verifies a message by the current time. */
export const verifyNow = (
  verifier: Pick<Verifying, "verify">,
  clock: Clock.Clock,
  headers: HttpExchange.Response["headers"],
  body: Uint8Array
): Effect.Effect<void, VerificationReason> =>
  verifyMessage(verifier, headers, body, Math.floor(clock.unsafeCurrentTimeMillis() / 1000))

/** Reads an unsuccessful response, signed or not: WeChat Pay signs few of its errors. */
export const failFromUnsignedResponse = (
  verifier: Verifying,
  operation: Operation,
  clock: Clock.Clock,
  texts: Iterable<string>,
  request: SignedRequest,
  response: HttpExchange.Response
): Effect.Effect<never, Failure> =>
  hasSignature(response.headers)
    ? Effect.flatMap(
        Effect.isSuccess(verifyNow(verifier, clock, response.headers, response.body)),
        (verified) => failFromResponse(operation, texts, request, response, verified)
      )
    : failFromResponse(operation, texts, request, response, false)
