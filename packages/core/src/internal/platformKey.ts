/** A key of WeChat Pay, however it came here: verifies what WeChat Pay signs, encrypts what only it may read. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { EncryptionKey, SignedMessage } from "../Verifier.js"
import { EncryptionFailure, SignatureInvalid } from "../WechatPayError.js"
import { decodeBase64, encodeBase64 } from "./base64.js"
import { importEncryptionKey, importVerificationKey, rsaOaep, rsaSha256 } from "./keys.js"

export interface PlatformKey {
  /** The text of `Wechatpay-Serial` that names the key. */
  readonly serialNo: string
  readonly verify: (message: SignedMessage) => Effect.Effect<void, SignatureInvalid>
  readonly encryptionKey: Effect.Effect<EncryptionKey, EncryptionFailure>
}

const utf8 = new TextEncoder()
const probePrefix = "WECHATPAY/SIGNTEST/"

const signedBytes = (message: SignedMessage): Uint8Array<ArrayBuffer> => {
  const head = utf8.encode(`${message.timestamp}\n${message.nonce}\n`)
  const bytes = new Uint8Array(head.length + message.body.length + 1)
  bytes.set(head)
  bytes.set(message.body, head.length)
  bytes[bytes.length - 1] = 0x0a
  return bytes
}

const verifyWith = (key: CryptoKey, message: SignedMessage): Effect.Effect<void, SignatureInvalid> =>
  Effect.suspend(() => {
    const failure = () =>
      new SignatureInvalid({ serialNo: message.serialNo, probe: message.signature.startsWith(probePrefix) })
    const signature = decodeBase64(message.signature)
    if (signature === undefined) return failure()
    return Effect.tryPromise({
      try: () => crypto.subtle.verify(rsaSha256.name, key, signature, signedBytes(message)),
      catch: failure
    }).pipe(Effect.flatMap((valid) => (valid ? Effect.void : failure())))
  })

/** OAEP takes two SHA-1 hashes and two bytes of the modulus. */
const oaepOverhead = 2 * 20 + 2

const encryptionKeyOf = (serialNo: string, key: CryptoKey): EncryptionKey => ({
  serialNo,
  maxBytes: (key.algorithm as RsaKeyAlgorithm).modulusLength / 8 - oaepOverhead,
  encrypt: (text) =>
    Effect.tryPromise({
      try: async () =>
        encodeBase64(
          new Uint8Array(await crypto.subtle.encrypt(rsaOaep, key, utf8.encode(Redacted.value(text))))
        ),
      catch: () => new EncryptionFailure({ problem: `cannot be encrypted with WeChat Pay's key ${serialNo}` })
    })
})

/** Fails with what is wrong with the key. The part for encrypting is imported when it is first needed. */
export const makePlatformKey = (
  serialNo: string,
  spki: Uint8Array<ArrayBuffer>
): Effect.Effect<PlatformKey, string> =>
  Effect.map(importVerificationKey(spki), (key): PlatformKey => {
    let imported: EncryptionKey | undefined
    return {
      serialNo,
      verify: (message) => verifyWith(key, message),
      encryptionKey: Effect.suspend(() =>
        imported !== undefined
          ? Effect.succeed(imported)
          : Effect.mapBoth(importEncryptionKey(spki), {
              onFailure: () =>
                new EncryptionFailure({
                  problem: `the runtime cannot encrypt with WeChat Pay's key ${serialNo}`
                }),
              onSuccess: (key) => (imported = encryptionKeyOf(serialNo, key))
            })
      )
    }
  })
