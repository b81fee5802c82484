/**
 * The implementation of RSA, AES and base64.
 *
 * Tested in `test/undici/NodeCryptoProvider.test.ts`.
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
 * RSA (PKCS#1 v1.5 with SHA-256 for signatures, OAEP with SHA-1 for encryption) and AES-256-GCM on some runtime. An
 * error describes what is wrong with a key without repeating any part of it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Implementation {
  readonly importPrivateKey: (pkcs8: Bytes) => Effect.Effect<PrivateKey, string>
  readonly importPublicKey: (spki: Bytes) => Effect.Effect<PublicKey, string>
  /** Returns the decrypt function, which yields `None` if key, tag, nonce and associated data do not match. */
  readonly importAesKey: (
    key: Bytes
  ) => Effect.Effect<(parts: Parts) => Effect.Effect<Option.Option<Uint8Array>>, string>
  /** Standard base64, padded. */
  readonly encodeBase64: (bytes: Uint8Array) => string
  /** `undefined` for a text that `encodeBase64` would not produce, so that each value has exactly one spelling. */
  readonly decodeBase64: (text: string) => Bytes | undefined
}

/**
 * The implementation on WebCrypto.
 *
 * @since 1.0.0
 * @category implementations
 */
export const webCrypto: Implementation = implementation

/**
 * The implementation that `CipherSuite.rsa` and `CipherSuite.brand` use. It is read when keys are imported. Default:
 * WebCrypto, which every runtime has. `@effect-wechatpay/undici` provides the faster one of Node.js.
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
