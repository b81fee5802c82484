/** RSA keys: generated, or read from PEM. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

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
export const toKeyPair = (pem: Redacted.Redacted): Effect.Effect<KeyPair, string> =>
  Effect.try({
    try: () => createPrivateKey(Redacted.value(pem).replaceAll("\\n", "\n")),
    // The runtime's message may repeat parts of the key.
    catch: () => "expected an RSA private key as PEM text"
  }).pipe(
    Effect.filterOrFail(
      (key) => key.asymmetricKeyType === "rsa",
      () => "expected an RSA key"
    ),
    Effect.map(fromPrivateKey)
  )

const generated = new Map<string, Promise<KeyPair>>()

/** Generating takes a noticeable time, so simulators of one process share the keys that nobody gave. */
export const sharedKeyPair = (name: string): Effect.Effect<KeyPair> =>
  Effect.promise(() => {
    const known = generated.get(name)
    if (known !== undefined) return known
    const pair = promisify(generateKeyPair)("rsa", { modulusLength: 2048 }).then(({ privateKey }) =>
      fromPrivateKey(privateKey)
    )
    generated.set(name, pair)
    return pair
  })
