/** Checks `sign` of a response or a notification of the XML interface. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { V2Key } from "../../V2Key.js"
import type { Fields, SignType } from "../../V2Signature.js"
import { SignatureInvalid, SignatureMissing, type SignerFailure } from "../../WechatPayError.js"

/** The name of the APIv2 key in `SignatureInvalid`, which has no serial number. */
export const apiV2Key = "APIv2 key"

/** Compares in a time that depends only on the lengths. */
const equals = (left: string, right: string): boolean => {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index)
  }
  return difference === 0
}

const isSignType = (text: string): text is SignType => text === "MD5" || text === "HMAC-SHA256"

/**
 * The type of a signature. A response is signed as its request was: another `sign_type` is rejected, since MD5 is the weaker one. A
 * notification names its type, which its signature covers; otherwise it is the type whose signatures have this length.
 */
const signTypeOf = (fields: Fields, sign: string, requested: SignType | undefined): SignType | undefined => {
  const named = fields.sign_type
  if (named && (!isSignType(named) || (requested !== undefined && named !== requested))) return undefined
  return (named as SignType) || (requested ?? (sign.length === 32 ? "MD5" : "HMAC-SHA256"))
}

export const verifyFields = (
  key: Context.Tag.Service<typeof V2Key>,
  fields: Fields,
  requested?: SignType
): Effect.Effect<void, SignatureMissing | SignatureInvalid | SignerFailure> =>
  Effect.suspend((): Effect.Effect<void, SignatureMissing | SignatureInvalid | SignerFailure> => {
    const sign = fields.sign
    if (!sign) return new SignatureMissing({ headers: ["sign"] })
    const invalid = new SignatureInvalid({ serialNo: apiV2Key, probe: false })
    const signType = signTypeOf(fields, sign, requested)
    if (signType === undefined) return invalid
    return Effect.flatMap(key.sign(fields, signType), (expected) =>
      equals(expected, sign) ? Effect.void : invalid
    )
  })
