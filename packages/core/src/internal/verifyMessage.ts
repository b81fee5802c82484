import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { SignedMessage, Verifier } from "../Verifier.js"
import { ClockSkew, SignatureInvalid, SignatureMissing, type VerificationReason } from "../WechatPayError.js"

/** The headers of a message, with lower-case names. */
export type SignatureHeaders = Readonly<Record<string, string | undefined>>

const required = [
  "wechatpay-timestamp",
  "wechatpay-nonce",
  "wechatpay-signature",
  "wechatpay-serial"
] as const

/** WeChat Pay allows a difference of 5 minutes either way. */
const toleranceSeconds = 300

const readHeaders = (headers: SignatureHeaders): Omit<SignedMessage, "body"> | SignatureMissing => {
  const unusable: Array<string> = required.filter((name) => !headers[name])
  const timestamp = headers["wechatpay-timestamp"] ?? ""
  if (timestamp !== "" && !/^[0-9]{1,12}$/.test(timestamp)) unusable.push("wechatpay-timestamp")
  if (unusable.length > 0) return new SignatureMissing({ headers: unusable })
  return {
    timestamp,
    nonce: headers["wechatpay-nonce"] as string,
    signature: headers["wechatpay-signature"] as string,
    serialNo: headers["wechatpay-serial"] as string
  }
}

type Signature = Omit<SignedMessage, "body">

/** The signature that a message carries, when it is whole and of about now. `now` is Unix time in seconds. */
export const readSignature = (
  headers: SignatureHeaders,
  now: number
): Effect.Effect<Signature, SignatureMissing | ClockSkew | SignatureInvalid> =>
  Effect.suspend((): Effect.Effect<Signature, SignatureMissing | ClockSkew | SignatureInvalid> => {
    const signature = readHeaders(headers)
    if (signature instanceof SignatureMissing) return signature
    const seconds = now - Number(signature.timestamp)
    if (Math.abs(seconds) > toleranceSeconds) return new ClockSkew({ seconds })
    // HTTP has no line feed in a header; in a stored message it would move the border between nonce and body.
    return signature.nonce.includes("\n")
      ? new SignatureInvalid({ serialNo: signature.serialNo, probe: false })
      : Effect.succeed(signature)
  })

export const hasSignature = (headers: SignatureHeaders): boolean => required.every((name) => headers[name])

/** Headers, then time, then key, then signature. `now` is Unix time in seconds. */
export const verifyMessage = (
  verifier: Pick<Context.Tag.Service<typeof Verifier>, "verify">,
  headers: SignatureHeaders,
  body: Uint8Array,
  now: number
): Effect.Effect<void, VerificationReason> =>
  Effect.flatMap(readSignature(headers, now), (signature) => verifier.verify({ ...signature, body }))
