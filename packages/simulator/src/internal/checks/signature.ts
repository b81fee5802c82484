import * as Effect from "effect/Effect"
import { internalCode, type SimulatedError, signError } from "../../SimulatedError.js"
import type { Request } from "../message.js"
import type { KnownMerchant } from "../world.js"
import type { Authorization } from "./authorization.js"

/** How many characters of the signed text an error repeats. */
const shownLength = 1024

/** The five lines as bytes. A target has one character per byte, so its bytes are unchanged. */
const signedBytes = (
  request: Request,
  lastLine: Uint8Array,
  { nonce, timestampText }: Authorization
): Buffer =>
  Buffer.concat([
    Buffer.from(`${request.method}\n${request.target}\n${timestampText}\n${nonce}\n`, "latin1"),
    lastLine,
    Buffer.from("\n")
  ])

/** The text that the server expects to be signed, for comparison with the client's. */
const signInformation = (request: Request, message: Buffer) => ({
  method: request.method,
  url: request.target,
  truncated_sign_message: message.toString("utf8").slice(0, shownLength),
  sign_message_length: message.length
})

const canonicalBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Checks the signature over the exact bytes, by the algorithm of the scheme. `lastLine` is the body, or `meta` of an
 * upload.
 */
export const validSignature = (
  request: Request,
  lastLine: Uint8Array,
  authorization: Authorization,
  { cipherSuite, publicKey }: KnownMerchant
): Effect.Effect<void, SimulatedError> =>
  Effect.suspend(() => {
    const message = signedBytes(request, lastLine, authorization)
    const isBase64 = canonicalBase64.test(authorization.signature)
    const valid =
      isBase64 && cipherSuite.verify(message, publicKey, Buffer.from(authorization.signature, "base64"))
    if (valid) return Effect.void
    return Effect.fail(
      signError("错误的签名，验签失败", internalCode.signature, {
        detail: { issue: isBase64 ? "sign not match" : "signature is not standard base64" },
        field: "signature",
        location: "authorization",
        sign_information: signInformation(request, message)
      })
    )
  })
