/** Imports RSA keys from PEM blocks. */
import * as Effect from "effect/Effect"
import type { Bytes, Pem, PrivateKey, PublicKey } from "../../CipherSuite.js"
import { CryptoProvider } from "../../CryptoProvider.js"
import { pkcs1ToPkcs8, pkcs1ToSpki } from "./pem.js"

const privateKey = (pkcs8: Bytes) => Effect.flatMap(CryptoProvider, (use) => use.importPrivateKey(pkcs8))

const publicKey = (spki: Bytes) => Effect.flatMap(CryptoProvider, (use) => use.importPublicKey(spki))

export const importPrivateKey = ({ der, label }: Pem): Effect.Effect<PrivateKey, string> => {
  switch (label) {
    case "PRIVATE KEY":
      return privateKey(der)
    case "RSA PRIVATE KEY":
      return privateKey(pkcs1ToPkcs8(der))
    default:
      return Effect.fail(`expected PEM text with BEGIN PRIVATE KEY, got BEGIN ${label}`)
  }
}

export const importPublicKey = ({ der, label }: Pem): Effect.Effect<PublicKey, string> => {
  switch (label) {
    case "PUBLIC KEY":
      return publicKey(der)
    case "RSA PUBLIC KEY":
      return publicKey(pkcs1ToSpki(der))
    default:
      return Effect.fail(`expected PEM text with BEGIN PUBLIC KEY, got BEGIN ${label}`)
  }
}
