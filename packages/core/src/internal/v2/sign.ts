/** MD5 and HMAC-SHA256 under the APIv2 key. */
import { md5 } from "@noble/hashes/legacy.js"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { InvalidOptions } from "../../InvalidOptions.js"
import type { Fields, SignType } from "../../V2Signature.js"
import { SignerFailure } from "../../WechatPayError.js"
import { toHex } from "../codec/bytes.js"

const utf8 = new TextEncoder()

/** For ASCII names, JavaScript's order of UTF-16 units is the order of the bytes. */
const ascii = /^[\x20-\x7e]*$/

const hexOf = (name: string): string => toHex(utf8.encode(name))

/** The order of two different names. */
const byBytes = (left: string, right: string): number => {
  const isLess = ascii.test(left) && ascii.test(right) ? left < right : hexOf(left) < hexOf(right)
  return isLess ? -1 : 1
}

/** The text that is signed, without the key. */
export const canonical = (fields: Fields): string =>
  Object.keys(fields)
    .filter((name) => name !== "sign" && fields[name] !== "")
    .sort(byBytes)
    .map((name) => `${name}=${fields[name]}`)
    .join("&")

/** WebCrypto has no MD5. Lower-case hexadecimal. */
export const md5Hex = (text: string): string => toHex(md5(utf8.encode(text)))

/** The key in the two forms that are needed. */
export interface ApiV2Key {
  readonly text: Redacted.Redacted
  readonly hmac: CryptoKey
}

export const importApiV2Key = (text: Redacted.Redacted): Effect.Effect<ApiV2Key, InvalidOptions> =>
  Effect.map(
    Effect.tryPromise({
      try: () =>
        crypto.subtle.importKey(
          "raw",
          utf8.encode(Redacted.value(text)),
          { name: "HMAC", hash: "SHA-256" },
          false,
          ["sign"]
        ),
      catch: () => new InvalidOptions({ setting: "apiV2Key", problem: "the runtime rejected the key" })
    }),
    (hmac) => ({ text, hmac })
  )

/** The signature of members, upper-case hexadecimal. */
export const signWith = (
  key: ApiV2Key,
  fields: Fields,
  signType: SignType
): Effect.Effect<string, SignerFailure> =>
  Effect.suspend(() => {
    const message = `${canonical(fields)}&key=${Redacted.value(key.text)}`
    return signType === "MD5"
      ? Effect.succeed(md5Hex(message).toUpperCase())
      : Effect.tryPromise({
          try: async () =>
            toHex(
              new Uint8Array(await crypto.subtle.sign("HMAC", key.hmac, utf8.encode(message)))
            ).toUpperCase(),
          catch: () => new SignerFailure({ problem: "the runtime failed to sign with the APIv2 key" })
        })
  })
