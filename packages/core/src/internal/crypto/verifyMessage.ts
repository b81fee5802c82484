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

/** WeChat Pay allows a difference of 5 minutes either way. */
const toleranceSeconds = 300

const digits = /^[0-9]{1,12}$/

/** What makes the headers unusable, said of each. */
const unusableIn = (headers: SignatureHeaders): SignatureMissing => {
  const unusable: Array<string> = required.filter((name) => !headers[name])
  const timestamp = headers["wechatpay-timestamp"]
  if (timestamp && !digits.test(timestamp)) unusable.push("wechatpay-timestamp")
  return new SignatureMissing({ headers: unusable })
}

type Signature = Omit<SignedMessage, "body">

/** The signature that a message carries, when it is whole and of about now. `now` is Unix time in seconds. */
export const readSignature = (
  headers: SignatureHeaders,
  now: number
): Either.Either<Signature, SignatureMissing | ClockSkew | SignatureInvalid> => {
  const timestamp = headers["wechatpay-timestamp"]
  const nonce = headers["wechatpay-nonce"]
  const signature = headers["wechatpay-signature"]
  // It is printed before it is verified.
  const serialNo = printable(headers["wechatpay-serial"] ?? "")
  if (!timestamp || !nonce || !signature || !serialNo || !digits.test(timestamp)) {
    return Either.left(unusableIn(headers))
  }
  const seconds = now - Number(timestamp)
  if (Math.abs(seconds) > toleranceSeconds) return Either.left(new ClockSkew({ seconds }))
  // HTTP has no line feed in a header; in a stored message it would move the border between nonce and body.
  return nonce.includes("\n")
    ? Either.left(new SignatureInvalid({ serialNo, probe: false }))
    : Either.right({ timestamp, nonce, signature, serialNo })
}

export const hasSignature = (headers: SignatureHeaders): boolean => required.every((name) => headers[name])

/** Headers, then time, then key, then signature. `now` is Unix time in seconds. */
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
