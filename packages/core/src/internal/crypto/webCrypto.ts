/** RSA and AES in WebCrypto, which every runtime has. */
import * as Effect from "effect/Effect"
import type { Bytes, PrivateKey, PublicKey } from "../../CipherSuite.js"
import type { Implementation } from "../../CryptoProvider.js"
import type { Parts } from "../../Decrypter.js"
import { EncryptionFailure, SignerFailure } from "../../WechatPayError.js"
import { decodeBase64, encodeBase64 } from "./base64.js"

const rsaSha256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const

/** For sensitive fields. One official page recommends SHA-256; every implementation uses SHA-1. */
const rsaOaep = { name: "RSA-OAEP", hash: "SHA-1" } as const

/** OAEP uses two SHA-1 hashes and two bytes of the modulus. */
const oaepOverhead = 2 * 20 + 2

/** WebCrypto binds a key to one use, so the key is imported for each use. */
const importKey = (
  format: "pkcs8" | "spki",
  der: Bytes,
  algorithm: typeof rsaSha256 | typeof rsaOaep,
  usage: "sign" | "verify" | "encrypt" | "decrypt"
): Promise<CryptoKey> => crypto.subtle.importKey(format, der, algorithm, false, [usage])

/** The runtime's message may repeat parts of the key. */
const noRsaKey = () => "the PEM block does not hold an RSA key"

/** Imports a key on first use, because few merchants encrypt or decrypt. */
const once = (make: () => Promise<CryptoKey>): (() => Promise<CryptoKey>) => {
  let made: Promise<CryptoKey> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const failedToSign = () => new SignerFailure({ problem: "the runtime failed to sign with the private key" })

const cannotEncrypt = () => new EncryptionFailure({ problem: "the runtime cannot encrypt with this key" })

const privateKey = (key: CryptoKey, pkcs8: Bytes): PrivateKey => {
  const decryptionKey = once(() => importKey("pkcs8", pkcs8, rsaOaep, "decrypt"))
  return {
    sign: (content) =>
      Effect.tryPromise({
        try: async () => new Uint8Array(await crypto.subtle.sign(rsaSha256.name, key, content)),
        catch: failedToSign
      }),
    decrypt: (ciphertext) =>
      Effect.option(
        Effect.tryPromise(
          async () => new Uint8Array(await crypto.subtle.decrypt(rsaOaep, await decryptionKey(), ciphertext))
        )
      )
  }
}

const publicKey = (key: CryptoKey, spki: Bytes): PublicKey => {
  const encryptionKey = once(() => importKey("spki", spki, rsaOaep, "encrypt"))
  return {
    verify: (content, signature) =>
      Effect.orElseSucceed(
        Effect.tryPromise(() => crypto.subtle.verify(rsaSha256.name, key, signature, content)),
        () => false
      ),
    maxBytes: (key.algorithm as RsaKeyAlgorithm).modulusLength / 8 - oaepOverhead,
    encrypt: (text) =>
      Effect.tryPromise({
        try: async () => new Uint8Array(await crypto.subtle.encrypt(rsaOaep, await encryptionKey(), text)),
        catch: cannotEncrypt
      })
  }
}

const reading = <A>(
  use: "sign" | "verify",
  der: Bytes,
  make: (key: CryptoKey, der: Bytes) => A
): Effect.Effect<A, string> =>
  Effect.map(
    Effect.tryPromise({
      try: () => importKey(use === "sign" ? "pkcs8" : "spki", der, rsaSha256, use),
      catch: noRsaKey
    }),
    (key) => make(key, der)
  )

const decryptWith =
  (key: CryptoKey) =>
  ({ associatedData, bytes, nonce }: Parts) => {
    const cipher = { name: "AES-GCM", iv: nonce, additionalData: associatedData, tagLength: 128 }
    return Effect.option(
      Effect.tryPromise(async () => new Uint8Array(await crypto.subtle.decrypt(cipher, key, bytes)))
    )
  }

export const webCrypto: Implementation = {
  importPrivateKey: (pkcs8) => reading("sign", pkcs8, privateKey),
  importPublicKey: (spki) => reading("verify", spki, publicKey),
  importAesKey: (key) =>
    Effect.map(
      Effect.tryPromise({
        try: () => crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]),
        catch: () => "the runtime rejected the key"
      }),
      decryptWith
    ),
  encodeBase64,
  decodeBase64
}
