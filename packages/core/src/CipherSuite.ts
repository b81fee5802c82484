/**
 * The algorithms behind a scheme: how requests are signed, answers verified, and fields and notifications encrypted.
 *
 * A suite is given to `Signer`, `Verifier` and `Certificates`, where keys are read. Nothing else knows which one is in use.
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
 * Bytes that own their memory, as WebCrypto takes them.
 *
 * @since 1.0.0
 * @category models
 */
export type Bytes = Uint8Array<ArrayBuffer>

/**
 * What a PEM text holds.
 *
 * @since 1.0.0
 * @category models
 */
export interface Pem {
  /** What comes after `BEGIN`, such as `PRIVATE KEY`. */
  readonly label: string
  readonly der: Bytes
}

/**
 * The merchant's key.
 *
 * @since 1.0.0
 * @category models
 */
export interface PrivateKey {
  readonly sign: (content: Bytes) => Effect.Effect<Uint8Array, SignerFailure>
  /** Nothing when it was encrypted for another key or changed; why must not be told apart. */
  readonly decrypt: (ciphertext: Bytes) => Effect.Effect<Option.Option<Uint8Array>>
}

/**
 * A key of WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export interface PublicKey {
  /** A signature that cannot even be read is a wrong one. */
  readonly verify: (content: Bytes, signature: Bytes) => Effect.Effect<boolean>
  /** Longest text that can be encrypted, in bytes. */
  readonly maxBytes: number
  readonly encrypt: (text: Bytes) => Effect.Effect<Uint8Array, EncryptionFailure>
}

/**
 * Reads keys. What is wrong with one is said in words that repeat nothing of it.
 *
 * @since 1.0.0
 * @category models
 */
export interface CipherSuite {
  /** Named in `Authorization`. */
  readonly scheme: Scheme
  readonly importPrivateKey: (pem: Pem) => Effect.Effect<PrivateKey, string>
  /** A certificate's key arrives as `PUBLIC KEY` (SPKI), like one of its own. */
  readonly importPublicKey: (pem: Pem) => Effect.Effect<PublicKey, string>
  /** For notifications and platform certificates. */
  readonly decrypter: Decrypter.Algorithm
  /** Which platform certificates belong to it (`algorithm_type`). Absent: there are none, only the public key. */
  readonly certificates?: "RSA" | "SM2"
}

/**
 * RSA and AES, which every merchant begins with: `WECHATPAY2-SHA256-RSA2048`, RSA-OAEP with SHA-1, `AEAD_AES_256_GCM`.
 * It is the default everywhere.
 *
 * @since 1.0.0
 * @category suites
 */
export const rsa: CipherSuite = {
  scheme: "WECHATPAY2-SHA256-RSA2048",
  importPrivateKey,
  importPublicKey,
  decrypter: Decrypter.aes256Gcm,
  certificates: "RSA"
}

/**
 * For brands (`/brand/…`): `WECHATPAY-BRAND-SHA256-RSA2048`. Algorithms are those of {@link rsa}; identity, certificate,
 * API key and WeChat Pay's public key are the brand's own, from the console for brands. Brands have no platform
 * certificates.
 *
 * `mchid` is the brand id wherever a merchant number is asked for:
 *
 * ```ts
 * const signer = Signer.layer({ mchid: brandId, serialNo, privateKey, suite: CipherSuite.brand })
 * const verifier = Verifier.layerPublicKey({ keys: [{ id: publicKeyId, publicKey }], suite: CipherSuite.brand })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/brand/4015407523
 * @since 1.0.0
 * @category suites
 */
export const brand: CipherSuite = {
  scheme: "WECHATPAY-BRAND-SHA256-RSA2048",
  importPrivateKey,
  importPublicKey,
  decrypter: Decrypter.aes256Gcm
}
