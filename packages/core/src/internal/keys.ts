/** Imports RSA keys into WebCrypto. */
import * as Effect from "effect/Effect"
import { parse } from "../Certificate.js"
import { parsePem, pkcs1ToPkcs8, pkcs1ToSpki } from "./pem.js"

export const rsaSha256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const

const importKey = (format: "pkcs8" | "spki", der: BufferSource, usage: "sign" | "verify") =>
  Effect.tryPromise({
    try: () => crypto.subtle.importKey(format, der, rsaSha256, false, [usage]),
    // The runtime's message may repeat parts of the key.
    catch: () => "the PEM block does not hold an RSA key"
  })

/** PKCS#8 says so in its frame, PKCS#1 in a header. */
const encrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:.*ENCRYPTED/

/** A private key for signing; fails with what is wrong with the text. */
export const importPrivateKey = (text: string): Effect.Effect<CryptoKey, string> =>
  Effect.suspend(() => {
    if (encrypted.test(text)) {
      return Effect.fail("the private key is encrypted; decrypt it first (openssl pkey -in … -out …)")
    }
    const pem = parsePem(text)
    if (pem === undefined) return Effect.fail("expected PEM text with BEGIN PRIVATE KEY")
    switch (pem.label) {
      case "PRIVATE KEY":
        return importKey("pkcs8", pem.der, "sign")
      case "RSA PRIVATE KEY":
        return importKey("pkcs8", pkcs1ToPkcs8(pem.der), "sign")
      default:
        return Effect.fail(`expected PEM text with BEGIN PRIVATE KEY, got BEGIN ${pem.label}`)
    }
  })

/** A public key for verifying, from a public key or a certificate; fails with what is wrong with the text. */
export const importPublicKey = (text: string): Effect.Effect<CryptoKey, string> =>
  Effect.suspend(() => {
    const pem = parsePem(text)
    if (pem === undefined) return Effect.fail("expected PEM text with BEGIN PUBLIC KEY")
    switch (pem.label) {
      case "PUBLIC KEY":
        return importKey("spki", pem.der, "verify")
      case "RSA PUBLIC KEY":
        return importKey("spki", pkcs1ToSpki(pem.der), "verify")
      case "CERTIFICATE":
        return parse(text).pipe(
          Effect.mapError((error) => error.problem),
          Effect.flatMap((certificate) => importKey("spki", certificate.publicKey, "verify"))
        )
      default:
        return Effect.fail(`expected PEM text with BEGIN PUBLIC KEY, got BEGIN ${pem.label}`)
    }
  })
