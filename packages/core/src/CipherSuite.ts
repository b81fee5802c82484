/**
 * The algorithms of a signature scheme: how requests are signed, responses verified, fields and notifications
 * encrypted.
 *
 * A cipher suite is given to `Signer`, `Verifier` and `Certificates`, which import keys. Nothing else depends on it.
 *
 * Tested in `test/integration/schemes.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { Scheme } from "./Authorization.js"
import * as Decrypter from "./Decrypter.js"
import { importPrivateKey, importPublicKey } from "./internal/crypto/rsa.js"
import type { EncryptionFailure, SignerFailure } from "./WechatPayError.js"

/**
 * Bytes in their own `ArrayBuffer`, as WebCrypto requires.
 *
 * @since 1.0.0
 * @category models
 */
export type Bytes = Uint8Array<ArrayBuffer>

/**
 * The content of a PEM text.
 *
 * @since 1.0.0
 * @category models
 */
export interface Pem {
  /** The text after `BEGIN`, such as `PRIVATE KEY`. */
  readonly label: string
  readonly der: Bytes
}

/**
 * The private key of the merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface PrivateKey {
  readonly sign: (content: Bytes) => Effect.Effect<Uint8Array, SignerFailure>
  /** `None` if the text was encrypted for another key or was changed; the cause must not be distinguishable. */
  readonly decrypt: (ciphertext: Bytes) => Effect.Effect<Option.Option<Uint8Array>>
}

/**
 * A public key of WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export interface PublicKey {
  /** An unreadable signature counts as an invalid one. */
  readonly verify: (content: Bytes, signature: Bytes) => Effect.Effect<boolean>
  /** Longest text that can be encrypted, in bytes. */
  readonly maxBytes: number
  readonly encrypt: (text: Bytes) => Effect.Effect<Uint8Array, EncryptionFailure>
}

/**
 * Imports keys. An error describes what is wrong with a key without repeating any part of it.
 *
 * @since 1.0.0
 * @category models
 */
export interface CipherSuite {
  /** The scheme named in `Authorization`. */
  readonly scheme: Scheme
  readonly importPrivateKey: (pem: Pem) => Effect.Effect<PrivateKey, string>
  /** The key of a certificate is given as `PUBLIC KEY` (SPKI), like a plain public key. */
  readonly importPublicKey: (pem: Pem) => Effect.Effect<PublicKey, string>
  /** Decrypts notifications and platform certificates. */
  readonly decrypter: Decrypter.Algorithm
  /** The `algorithm_type` of its platform certificates. Absent if there are none, only public keys. */
  readonly certificates?: "RSA" | "SM2"
}

/**
 * RSA and AES: `WECHATPAY2-SHA256-RSA2048`, RSA-OAEP with SHA-1, `AEAD_AES_256_GCM`. Every merchant starts with it,
 * and it is the default everywhere.
 *
 * @since 1.0.0
 * @category cipher suites
 */
export const rsa: CipherSuite = {
  scheme: "WECHATPAY2-SHA256-RSA2048",
  importPrivateKey,
  importPublicKey,
  decrypter: Decrypter.aes256Gcm,
  certificates: "RSA"
}

/**
 * For brands (`/brand/…`): `WECHATPAY-BRAND-SHA256-RSA2048`. The algorithms are those of {@link rsa}. The id,
 * certificate, API key and WeChat Pay public key belong to the brand and come from the console for brands. Brands
 * have no platform certificates.
 *
 * `mchid` is the brand id wherever a merchant number is expected:
 *
 * ```ts
 * const signer = Signer.layer({ mchid: brandId, serialNo, privateKey, cipherSuite: CipherSuite.brand })
 * const verifier = Verifier.layerPublicKey({ keys: [{ id: publicKeyId, publicKey }], cipherSuite: CipherSuite.brand })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/brand/4015407523
 * @since 1.0.0
 * @category cipher suites
 */
export const brand: CipherSuite = {
  scheme: "WECHATPAY-BRAND-SHA256-RSA2048",
  importPrivateKey,
  importPublicKey,
  decrypter: Decrypter.aes256Gcm
}
