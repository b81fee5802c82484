/**
 * Decrypts the content of notifications.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { decryptAesGcm, importApiV3Key } from "./internal/aesGcm.js"
import type { KeyError } from "./KeyError.js"
import type { EncryptionFailure } from "./WechatPayError.js"

/**
 * What WeChat Pay encrypted, as it stands in a notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface Encrypted {
  /** Base64 of the encrypted bytes followed by their tag. */
  readonly ciphertext: string
  /** Used as UTF-8. It has nothing to do with `Wechatpay-Nonce`. */
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
  /** `algorithm` of the notifications that it decrypts, such as `AEAD_AES_256_GCM`. */
  readonly algorithm: string
  /** Fails when key, tag, nonce and associated data do not fit each other. */
  readonly decrypt: (encrypted: Encrypted) => Effect.Effect<Uint8Array, EncryptionFailure>
}

/**
 * Makes a decrypter from the APIv3 key.
 *
 * @since 1.0.0
 * @category models
 */
export type Algorithm = (apiV3Key: Redacted.Redacted) => Effect.Effect<Decrypter, KeyError>

/**
 * `AEAD_AES_256_GCM`, which WeChat Pay uses unless a merchant is enabled for the Chinese national algorithms. The APIv3
 * key must have exactly 32 bytes. The tag is always checked.
 *
 * @since 1.0.0
 * @category constructors
 */
export const aes256Gcm: Algorithm = (apiV3Key) =>
  Effect.map(importApiV3Key(apiV3Key), (key) => ({
    algorithm: "AEAD_AES_256_GCM",
    decrypt: (encrypted) => decryptAesGcm(key, encrypted)
  }))
