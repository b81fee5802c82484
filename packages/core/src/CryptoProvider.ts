/**
 * What computes RSA, AES and base64.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { Bytes, PrivateKey, PublicKey } from "./CipherSuite.js"
import type { Parts } from "./Decrypter.js"
import { webCrypto as implementation } from "./internal/crypto/webCrypto.js"

/**
 * RSA keys (PKCS#1 v1.5 with SHA-256 signs, OAEP with SHA-1 encrypts) and AES-256-GCM, on some runtime. What is wrong with
 * a key is said in words that repeat nothing of it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Implementation {
  readonly importPrivateKey: (pkcs8: Bytes) => Effect.Effect<PrivateKey, string>
  readonly importPublicKey: (spki: Bytes) => Effect.Effect<PublicKey, string>
  /** Gives what decrypts: nothing when key, tag, nonce and associated data do not fit each other. */
  readonly importAesKey: (
    key: Bytes
  ) => Effect.Effect<(parts: Parts) => Effect.Effect<Option.Option<Uint8Array>>, string>
  /** Standard base64, padded. */
  readonly encodeBase64: (bytes: Uint8Array) => string
  /** Nothing for a text that `encodeBase64` would not write: one value has one spelling. */
  readonly decodeBase64: (text: string) => Bytes | undefined
}

/**
 * WebCrypto.
 *
 * @since 1.0.0
 * @category implementations
 */
export const webCrypto: Implementation = implementation

/**
 * What `CipherSuite.rsa` and `CipherSuite.brand` compute with, read where keys are read. Default: WebCrypto, which every runtime has.
 * `@effect-wechatpay/undici` brings that of Node.js, which costs less.
 *
 * @since 1.0.0
 * @category references
 */
export class CryptoProvider extends Context.Reference<CryptoProvider>()(
  "@effect-wechatpay/core/CryptoProvider",
  {
    defaultValue: (): Implementation => webCrypto
  }
) {}
