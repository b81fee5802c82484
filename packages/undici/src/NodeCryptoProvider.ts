/**
 * RSA, AES and base64 of Node.js.
 *
 * A signature is made on the thread pool, as WebCrypto does. Verifying a response or decrypting a notification takes less
 * than handing it to another thread and back, so it is done on the spot, and at once: the result is always the same, and what
 * is there already costs a fiber no step.
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
  problem: "the runtime refused to sign with the private key"
})

const signWith =
  (key: KeyObject): CipherSuite.PrivateKey["sign"] =>
  (content) =>
    Effect.async((resume) => {
      sign(digest, content, key, (error, signature) =>
        resume(error === null ? Effect.succeed(signature) : Effect.fail(failedToSign))
      )
    })

/** A longer text is hashed elsewhere: the event loop is not held up for a millisecond. */
const longestOnTheSpot = 64 * 1024

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
    // Throws when the tag does not fit; a counter mode has nothing left to give.
    decipher.final()
    return Option.some(text)
  } catch {
    return Option.none()
  }
}

/** Another text than the one that it was read from was not base64, or spelled in another way. */
const decodeBase64 = (text: string): CipherSuite.Bytes | undefined => {
  const bytes = Buffer.from(text, "base64")
  return bytes.toString("base64") === text ? bytes : undefined
}

/** Looks at the bytes where they are. */
const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")

/**
 * What calls and notifications use often is Node's own; keys are checked, and fields encrypted, by WebCrypto.
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
 * `UndiciHttpClient.layer` contains it. Provide it to `Signer`, `Verifier`, `Certificates` and `NotificationKeys` where
 * those are not made inside of what has the client:
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
