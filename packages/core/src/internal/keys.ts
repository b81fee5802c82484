/** Imports RSA keys into WebCrypto. */
import * as Effect from "effect/Effect"
import { parse } from "../Certificate.js"
import { parsePem, pkcs1ToPkcs8, pkcs1ToSpki } from "./pem.js"

export const rsaSha256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const

/** For sensitive fields. One official answer recommends SHA-256; every implementation uses SHA-1. */
export const rsaOaep = { name: "RSA-OAEP", hash: "SHA-1" } as const

type Der = Uint8Array<ArrayBuffer>

const importKey = (
  format: "pkcs8" | "spki",
  der: Der,
  algorithm: typeof rsaSha256 | typeof rsaOaep,
  usage: "sign" | "verify" | "encrypt" | "decrypt"
) =>
  Effect.tryPromise({
    try: () => crypto.subtle.importKey(format, der, algorithm, false, [usage]),
    // The runtime's message may repeat parts of the key.
    catch: () => "the PEM block does not hold an RSA key"
  })

/** PKCS#8 says so in its frame, PKCS#1 in a header. */
const encrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:.*ENCRYPTED/

/** PKCS#8 of a private key's text; fails with what is wrong with the text. */
const privateKeyDer = (text: string): Effect.Effect<Der, string> =>
  Effect.suspend(() => {
    if (encrypted.test(text)) {
      return Effect.fail("the private key is encrypted; decrypt it first (openssl pkey -in … -out …)")
    }
    const pem = parsePem(text)
    if (pem === undefined) return Effect.fail("expected PEM text with BEGIN PRIVATE KEY")
    switch (pem.label) {
      case "PRIVATE KEY":
        return Effect.succeed(pem.der)
      case "RSA PRIVATE KEY":
        return Effect.succeed(pkcs1ToPkcs8(pem.der))
      default:
        return Effect.fail(`expected PEM text with BEGIN PRIVATE KEY, got BEGIN ${pem.label}`)
    }
  })

/** SPKI of a public key's text or a certificate's; fails with what is wrong with the text. */
export const publicKeyDer = (text: string): Effect.Effect<Der, string> =>
  Effect.suspend(() => {
    const pem = parsePem(text)
    if (pem === undefined) return Effect.fail("expected PEM text with BEGIN PUBLIC KEY")
    switch (pem.label) {
      case "PUBLIC KEY":
        return Effect.succeed(pem.der)
      case "RSA PUBLIC KEY":
        return Effect.succeed(pkcs1ToSpki(pem.der))
      case "CERTIFICATE":
        return Effect.mapBoth(parse(text), {
          onFailure: (error) => error.problem,
          onSuccess: (certificate) => certificate.publicKey
        })
      default:
        return Effect.fail(`expected PEM text with BEGIN PUBLIC KEY, got BEGIN ${pem.label}`)
    }
  })

/** WebCrypto binds a key to one use, so the merchant's key is imported for each. */
export const importSigningKey = (text: string): Effect.Effect<CryptoKey, string> =>
  Effect.flatMap(privateKeyDer(text), (der) => importKey("pkcs8", der, rsaSha256, "sign"))

export const importDecryptionKey = (text: string): Effect.Effect<CryptoKey, string> =>
  Effect.flatMap(privateKeyDer(text), (der) => importKey("pkcs8", der, rsaOaep, "decrypt"))

export const importVerificationKey = (spki: Der): Effect.Effect<CryptoKey, string> =>
  importKey("spki", spki, rsaSha256, "verify")

export const importEncryptionKey = (spki: Der): Effect.Effect<CryptoKey, string> =>
  importKey("spki", spki, rsaOaep, "encrypt")
