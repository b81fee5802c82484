import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { SignedMessage, Verifier } from "../../Verifier.js"
import {
  ClockSkew,
  SignatureInvalid,
  SignatureMissing,
  type VerificationReason
} from "../../WechatPayError.js"
import { printable } from "../codec/printable.js"

/** The headers of a message, with lower-case names. */
export type SignatureHeaders = Readonly<Record<string, string | undefined>>

const required = [
  "wechatpay-timestamp",
  "wechatpay-nonce",
  "wechatpay-signature",
  "wechatpay-serial"
] as const

/** WeChat Pay allows a difference of 5 minutes in both directions. */
const toleranceSeconds = 300

const digits = /^[0-9]{1,12}$/

/** The problems of the signature headers, for each header. */
const unusableIn = (headers: SignatureHeaders): SignatureMissing => {
  const unusable: Array<string> = required.filter((name) => !headers[name])
  const timestamp = headers["wechatpay-timestamp"]
  if (timestamp && !digits.test(timestamp)) unusable.push("wechatpay-timestamp")
  return new SignatureMissing({ headers: unusable })
}

type Signature = Omit<SignedMessage, "body">

/** The signature of a message, if its headers are complete and its time is within the limit. `now` is Unix time in seconds. */
export const readSignature = (
  headers: SignatureHeaders,
  now: number
): Either.Either<Signature, SignatureMissing | ClockSkew | SignatureInvalid> => {
  const timestamp = headers["wechatpay-timestamp"]
  const nonce = headers["wechatpay-nonce"]
  const signature = headers["wechatpay-signature"]
  // The value is printed before it is verified.
  const serialNo = printable(headers["wechatpay-serial"] ?? "")
  if (!timestamp || !nonce || !signature || !serialNo || !digits.test(timestamp)) {
    return Either.left(unusableIn(headers))
  }
  const seconds = now - Number(timestamp)
  if (Math.abs(seconds) > toleranceSeconds) return Either.left(new ClockSkew({ seconds }))
  // HTTP headers have no line feed. In a stored message one would shift the boundary between nonce and body.
  return nonce.includes("\n")
    ? Either.left(new SignatureInvalid({ serialNo, probe: false }))
    : Either.right({ timestamp, nonce, signature, serialNo })
}

export const hasSignature = (headers: SignatureHeaders): boolean => required.every((name) => headers[name])

/** Checks headers, time, key and signature, in this order. `now` is Unix time in seconds. */
export const verifyMessage = (
  verifier: Pick<Context.Tag.Service<typeof Verifier>, "verify">,
  headers: SignatureHeaders,
  body: Uint8Array,
  now: number
): Effect.Effect<void, VerificationReason> => {
  const read = readSignature(headers, now)
  if (Either.isLeft(read)) return Effect.fail(read.left)
  const { nonce, serialNo, signature, timestamp } = read.right
  return verifier.verify({ nonce, serialNo, signature, timestamp, body })
}
