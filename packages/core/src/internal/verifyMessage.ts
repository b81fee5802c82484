import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { SignedMessage, Verifier } from "../Verifier.js"
import { ClockSkew, SignatureMissing, type VerificationReason } from "../WechatPayError.js"

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

/** Serials of certificates and ids of public keys; whatever else a forger puts there is not repeated in an error. */
const serialNumber = /^[0-9A-Za-z_-]{1,128}$/

const readHeaders = (headers: SignatureHeaders): Omit<SignedMessage, "body"> | SignatureMissing => {
  const unusable: Array<string> = required.filter((name) => !headers[name])
  const timestamp = headers["wechatpay-timestamp"] ?? ""
  if (timestamp !== "" && !/^[0-9]{1,12}$/.test(timestamp)) unusable.push("wechatpay-timestamp")
  const serialNo = headers["wechatpay-serial"] ?? ""
  if (serialNo !== "" && !serialNumber.test(serialNo)) unusable.push("wechatpay-serial")
  // A line feed would move the border between nonce and body.
  const nonce = headers["wechatpay-nonce"] ?? ""
  if (nonce.includes("\n")) unusable.push("wechatpay-nonce")
  if (unusable.length > 0) return new SignatureMissing({ headers: unusable })
  return {
    timestamp,
    nonce,
    signature: headers["wechatpay-signature"] as string,
    serialNo
  }
}

/** The signature that a message carries, when it is whole and of about now. `now` is Unix time in seconds. */
export const readSignature = (
  headers: SignatureHeaders,
  now: number
): Effect.Effect<Omit<SignedMessage, "body">, SignatureMissing | ClockSkew> =>
  Effect.suspend((): Effect.Effect<Omit<SignedMessage, "body">, SignatureMissing | ClockSkew> => {
    const signature = readHeaders(headers)
    if (signature instanceof SignatureMissing) return signature
    const seconds = now - Number(signature.timestamp)
    return Math.abs(seconds) > toleranceSeconds ? new ClockSkew({ seconds }) : Effect.succeed(signature)
  })

export const hasSignature = (headers: SignatureHeaders): boolean => required.every((name) => headers[name])

/** Headers, then time, then key, then signature. `now` is Unix time in seconds. */
export const verifyMessage = (
  verifier: Context.Tag.Service<typeof Verifier>,
  headers: SignatureHeaders,
  body: Uint8Array,
  now: number
): Effect.Effect<void, VerificationReason> =>
  Effect.flatMap(readSignature(headers, now), (signature) => verifier.verify({ ...signature, body }))
