/**
 * Decrypts the content of notifications.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { CryptoProvider } from "./CryptoProvider.js"
import { InvalidOptions } from "./InvalidOptions.js"
import { andThen } from "./internal/speed/steps.js"
import { EncryptionFailure } from "./WechatPayError.js"

/**
 * An encrypted resource, as it is in a notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface Encrypted {
  /** Base64 of the encrypted bytes followed by their tag. */
  readonly ciphertext: string
  /** Used as UTF-8. It is unrelated to `Wechatpay-Nonce`. */
  readonly nonce: string
  /** Used as UTF-8; absent and empty are the same. */
  readonly associatedData?: string | undefined
}

/**
 * Decrypts one algorithm with the keys of one merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Decrypter {
  /** The `algorithm` of the notifications that it decrypts, such as `AEAD_AES_256_GCM`. */
  readonly algorithm: string
  /** Fails if key, tag, nonce and associated data do not match. */
  readonly decrypt: (encrypted: Encrypted) => Effect.Effect<Uint8Array, EncryptionFailure>
}

/**
 * Makes a decrypter from the APIv3 key.
 *
 * @since 1.0.0
 * @category models
 */
export type Algorithm = (apiV3Key: Redacted.Redacted) => Effect.Effect<Decrypter, InvalidOptions>

/**
 * The input of an AEAD decryption.
 *
 * @since 1.0.0
 * @category models
 */
export interface Parts {
  /** The encrypted bytes, followed by the tag of 16 bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly nonce: Uint8Array<ArrayBuffer>
  readonly associatedData: Uint8Array<ArrayBuffer>
}

const keyBytes = 32
const tagBytes = 16

const utf8 = new TextEncoder()

const mismatch = () =>
  new EncryptionFailure({
    problem: "the ciphertext does not fit the APIv3 key (another key, or changed bytes)"
  })

/**
 * An algorithm whose key comes from the 32 bytes of the APIv3 key.
 *
 * `importKey` returns the decrypt function, which yields `None` if key, tag, nonce and associated data do not match.
 * The cause must not be distinguishable.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make =
  (
    algorithm: string,
    importKey: (
      apiV3Key: Uint8Array<ArrayBuffer>
    ) => Effect.Effect<(parts: Parts) => Effect.Effect<Option.Option<Uint8Array>>, string>
  ): Algorithm =>
  (apiV3Key) =>
    Effect.flatMap(CryptoProvider, ({ decodeBase64 }) => {
      const failure = (problem: string) => new InvalidOptions({ setting: "apiV3Key", problem })
      const key = utf8.encode(Redacted.value(apiV3Key))
      if (key.length !== keyBytes) {
        return failure(
          `expected the APIv3 key of the merchant console, exactly ${keyBytes} bytes; got ${key.length}`
        )
      }
      return Effect.mapBoth(importKey(key), {
        onFailure: failure,
        onSuccess: (open): Decrypter => ({
          algorithm,
          decrypt: ({ associatedData, ciphertext, nonce }) => {
            const bytes = decodeBase64(ciphertext)
            if (bytes === undefined || bytes.length < tagBytes) {
              return new EncryptionFailure({
                problem: `the ciphertext is not base64 of at least ${tagBytes} bytes`
              })
            }
            const parts: Parts = {
              bytes,
              nonce: utf8.encode(nonce),
              associatedData: utf8.encode(associatedData ?? "")
            }
            return andThen(
              open(parts),
              (text): Effect.Effect<Uint8Array, EncryptionFailure> =>
                Option.isSome(text) ? Effect.succeed(text.value) : mismatch()
            )
          }
        })
      })
    })

/**
 * `AEAD_AES_256_GCM`, which WeChat Pay uses unless a merchant is enabled for the Chinese national algorithms. The
 * APIv3 key must have exactly 32 bytes. The tag is always checked.
 *
 * @since 1.0.0
 * @category constructors
 */
export const aes256Gcm: Algorithm = make("AEAD_AES_256_GCM", (apiV3Key) =>
  Effect.flatMap(CryptoProvider, (use) => use.importAesKey(apiV3Key))
)
