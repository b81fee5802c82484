/**
 * RSA, AES and base64 of Node.js.
 *
 * Signatures are made on the thread pool, as in WebCrypto. Verifying a response or decrypting a notification takes
 * less time than switching threads, so it runs synchronously on the calling thread.
 *
 * @since 1.0.0
 */
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify
} from "node:crypto"
import type * as CipherSuite from "@effect-wechatpay/core/CipherSuite"
import * as CryptoProvider from "@effect-wechatpay/core/CryptoProvider"
import type * as Decrypter from "@effect-wechatpay/core/Decrypter"
import * as WechatPayError from "@effect-wechatpay/core/WechatPayError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

const { webCrypto } = CryptoProvider

const digest = "sha256"

const failedToSign = new WechatPayError.SignerFailure({
  problem: "the runtime failed to sign with the private key"
})

const signWith =
  (key: KeyObject): CipherSuite.PrivateKey["sign"] =>
  (content) =>
    Effect.async((resume) => {
      sign(digest, content, key, (error, signature) =>
        resume(error === null ? Effect.succeed(signature) : Effect.fail(failedToSign))
      )
    })

/**
 * Longer texts are hashed on another thread, so that the event loop is not blocked for a millisecond. The longest
 * notification, of 128 KiB, takes a tenth of it where the processor has instructions for SHA-256.
 */
const longestOnTheSpot = 160 * 1024

const verifyNow = (key: KeyObject, content: CipherSuite.Bytes, signature: CipherSuite.Bytes): boolean => {
  try {
    return verify(digest, content, key, signature)
  } catch {
    return false
  }
}

const verifyWith =
  (key: KeyObject, longer: CipherSuite.PublicKey["verify"]): CipherSuite.PublicKey["verify"] =>
  (content, signature) =>
    content.length > longestOnTheSpot
      ? longer(content, signature)
      : Effect.succeed(verifyNow(key, content, signature))

const tagBytes = 16

const decryptNow = (
  key: CipherSuite.Bytes,
  { associatedData, bytes, nonce }: Decrypter.Parts
): Option.Option<Uint8Array> => {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(associatedData)
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    const text = decipher.update(bytes.subarray(0, -tagBytes))
    // Throws if the tag does not match; `final` of a counter mode returns no bytes.
    decipher.final()
    return Option.some(text)
  } catch {
    return Option.none()
  }
}

/** If the text differs from its canonical spelling, it was not base64 or was spelled differently. */
const decodeBase64 = (text: string): CipherSuite.Bytes | undefined => {
  const bytes = Buffer.from(text, "base64")
  return bytes.toString("base64") === text ? bytes : undefined
}

/** A view of the bytes without a copy. */
const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")

/**
 * Frequent operations of calls and notifications use Node.js; WebCrypto checks keys and encrypts fields.
 *
 * @since 1.0.0
 * @category implementations
 */
export const implementation: CryptoProvider.Implementation = {
  importPrivateKey: (pkcs8) =>
    Effect.map(webCrypto.importPrivateKey(pkcs8), (key) => ({
      ...key,
      sign: signWith(createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" }))
    })),
  importPublicKey: (spki) =>
    Effect.map(webCrypto.importPublicKey(spki), (key) => ({
      ...key,
      verify: verifyWith(createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }), key.verify)
    })),
  importAesKey: (key) => Effect.succeed((parts) => Effect.succeed(decryptNow(key, parts))),
  encodeBase64,
  decodeBase64
}

/**
 * `UndiciHttpClient.layer` contains it. Provide it to `Signer`, `Verifier`, `Certificates` and `NotificationKeys` if
 * they are not built with that layer:
 *
 * ```ts
 * const keys = Layer.mergeAll(Signer.layer(signer), Verifier.layerPublicKey(options)).pipe(Layer.provide(NodeCryptoProvider.layer))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<CryptoProvider.CryptoProvider> = Layer.succeed(
  CryptoProvider.CryptoProvider,
  implementation
)
