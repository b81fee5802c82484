/**
 * The signature of the XML interface (APIv2) and of the front ends that still use it: MD5 or HMAC-SHA256 with the
 * APIv2 key.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { InvalidOptions } from "./InvalidOptions.js"
import * as internal from "./internal/v2/sign.js"
import { verifyFields } from "./internal/v2/verify.js"
import { V2Key } from "./V2Key.js"
import type { SignatureInvalid, SignatureMissing, SignerFailure } from "./WechatPayError.js"

/**
 * `HMAC-SHA256` for every call that accepts it; `MD5` is WeChat Pay's default if a request does not name one.
 *
 * @since 1.0.0
 * @category models
 */
export type SignType = "MD5" | "HMAC-SHA256"

/**
 * The flat members of a request, a response or a set of front-end parameters, as text.
 *
 * @since 1.0.0
 * @category models
 */
export type Fields = Readonly<Record<string, string>>

/**
 * The text that is signed, without the key: all members except `sign` and empty ones, sorted by the bytes of their
 * names (`B` before `_` before `a`), as `name=value` joined by `&`. Values are raw, never percent-encoded.
 *
 * @since 1.0.0
 * @category encoding
 */
export const canonical: (fields: Fields) => string = internal.canonical

/**
 * The value of `sign`: upper-case hexadecimal, 32 digits for MD5, 64 for HMAC-SHA256. To sign more than once use
 * `V2Key`, which imports the key once and checks its length.
 *
 * @since 1.0.0
 * @category encoding
 */
export const sign = (
  fields: Fields,
  signType: SignType,
  key: Redacted.Redacted
): Effect.Effect<string, InvalidOptions | SignerFailure> =>
  Effect.flatMap(internal.importApiV2Key(key), (key) => internal.signWith(key, fields, signType))

/**
 * Checks `sign` of members that WeChat Pay sent, with the key of the context. With `signType`, a signature of the other type
 * is rejected, also if the members name that type. Without it, the `sign_type` of the members counts, or else the length of the
 * signature.
 *
 * @since 1.0.0
 * @category verification
 */
export const verify = (
  fields: Fields,
  signType?: SignType
): Effect.Effect<void, SignatureMissing | SignatureInvalid | SignerFailure, V2Key> =>
  Effect.flatMap(V2Key, (key) => verifyFields(key, fields, signType))
