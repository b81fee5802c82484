/** Keys: generated, or read from PEM. */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { CipherSuite } from "./cipherSuites.js"

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly privatePem: Redacted.Redacted
  readonly publicKey: KeyObject
  readonly publicPem: string
}

const fromPrivateKey = (privateKey: KeyObject): KeyPair => {
  const publicKey = createPublicKey(privateKey)
  return {
    privateKey,
    privatePem: Redacted.make(privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
    publicKey,
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString()
  }
}

/** Reads PEM text, also with its line feeds written as `\n`. */
export const toKeyPair = (cipherSuite: CipherSuite, pem: Redacted.Redacted): Effect.Effect<KeyPair, string> =>
  Effect.try({
    try: () => createPrivateKey(Redacted.value(pem).replaceAll("\\n", "\n")),
    // The runtime's message may repeat parts of the key.
    catch: () => `expected an ${cipherSuite.keyName} private key as PEM text`
  }).pipe(
    Effect.filterOrFail(cipherSuite.isKey, () => `expected an ${cipherSuite.keyName} key`),
    Effect.map(fromPrivateKey)
  )

const generated = new Map<string, Promise<KeyPair>>()

/** The simulators of one process share generated keys, as generating a key is slow. */
export const sharedKeyPair = (cipherSuite: CipherSuite, name: string): Effect.Effect<KeyPair> =>
  Effect.promise(() => {
    const id = `${cipherSuite.scheme} ${name}`
    const known = generated.get(id)
    if (known !== undefined) return known
    const pair = cipherSuite.generate().then(fromPrivateKey)
    generated.set(id, pair)
    return pair
  })
