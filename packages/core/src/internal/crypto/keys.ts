/** Imports the keys of a cipher suite from PEM texts. */
import * as Effect from "effect/Effect"
import { parse } from "../../Certificate.js"
import type { CipherSuite, PrivateKey, PublicKey } from "../../CipherSuite.js"
import { parsePem } from "./pem.js"

/** The mark of an encrypted key: in the label of PKCS#8, in a header of PKCS#1. */
const encrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:.*ENCRYPTED/

/** Fails with the problem of the text. */
export const readPrivateKey = (cipherSuite: CipherSuite, text: string): Effect.Effect<PrivateKey, string> =>
  Effect.suspend(() => {
    if (encrypted.test(text)) {
      return Effect.fail("the private key is encrypted; decrypt it first (openssl pkey -in … -out …)")
    }
    const pem = parsePem(text)
    return pem === undefined
      ? Effect.fail("expected PEM text with BEGIN PRIVATE KEY")
      : cipherSuite.importPrivateKey(pem)
  })

export interface ReadPublicKey {
  readonly key: PublicKey
  /** The serial number of a certificate; absent for a public key. */
  readonly serialNo: string | undefined
  /** The end of a certificate; absent for a public key. */
  readonly notAfter?: Date
}

/** The public key of a PEM text or of a certificate. Fails with the problem of the text. */
export const readPublicKey = (cipherSuite: CipherSuite, text: string): Effect.Effect<ReadPublicKey, string> =>
  Effect.suspend((): Effect.Effect<ReadPublicKey, string> => {
    const pem = parsePem(text)
    if (pem === undefined) return Effect.fail("expected PEM text with BEGIN PUBLIC KEY")
    if (pem.label !== "CERTIFICATE") {
      return Effect.map(cipherSuite.importPublicKey(pem), (key) => ({ key, serialNo: undefined }))
    }
    return Effect.matchEffect(parse(text), {
      onFailure: (error) => Effect.fail(error.problem),
      onSuccess: ({ notAfter, publicKey, serialNo }) =>
        Effect.map(cipherSuite.importPublicKey({ label: "PUBLIC KEY", der: publicKey }), (key) => ({
          key,
          serialNo,
          notAfter
        }))
    })
  })
