/** A key of WeChat Pay, of a certificate or configured: it verifies responses and encrypts sensitive fields. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { PublicKey } from "../../CipherSuite.js"
import type { Implementation } from "../../CryptoProvider.js"
import type { EncryptionKey, SignedMessage } from "../../Verifier.js"
import { EncryptionFailure, SignatureInvalid } from "../../WechatPayError.js"
import { andThen } from "../speed/steps.js"

export interface PlatformKey {
  /** The value of `Wechatpay-Serial` for this key. */
  readonly serialNo: string
  readonly verify: (message: SignedMessage) => Effect.Effect<void, SignatureInvalid>
  readonly encryptionKey: EncryptionKey
}

const utf8 = new TextEncoder()
const probePrefix = "WECHATPAY/SIGNTEST/"

const signedBytes = ({ body, nonce, timestamp }: SignedMessage): Uint8Array<ArrayBuffer> => {
  const head = `${timestamp}\n${nonce}\n`
  // One allocation: UTF-8 has at most three bytes for each code unit.
  const bytes = new Uint8Array(3 * head.length + body.length + 1)
  const start = utf8.encodeInto(head, bytes).written
  bytes.set(body, start)
  const end = start + body.length
  bytes[end] = 0x0a
  return bytes.subarray(0, end + 1)
}

const invalid = ({ serialNo, signature }: SignedMessage, unproven: boolean) => {
  const probe = signature.startsWith(probePrefix)
  return new SignatureInvalid({ serialNo, probe, ...(unproven && !probe ? { unproven } : {}) })
}

/** A configured key may not be the key of its id, until it has verified a message. */
export const makePlatformKey = (
  { decodeBase64, encodeBase64 }: Pick<Implementation, "decodeBase64" | "encodeBase64">,
  serialNo: string,
  key: PublicKey,
  isConfigured = false
): PlatformKey => {
  let unproven = isConfigured
  return {
    serialNo,
    verify: (message) => {
      const signature = decodeBase64(message.signature)
      return signature === undefined
        ? invalid(message, unproven)
        : andThen(key.verify(signedBytes(message), signature), (valid) => {
            if (!valid) return invalid(message, unproven)
            unproven = false
            return Effect.void
          })
    },
    encryptionKey: {
      serialNo,
      maxBytes: key.maxBytes,
      encrypt: (text) =>
        Effect.mapBoth(
          Effect.suspend(() => key.encrypt(utf8.encode(Redacted.value(text)))),
          {
            onFailure: () =>
              new EncryptionFailure({ problem: `cannot be encrypted with WeChat Pay's key ${serialNo}` }),
            onSuccess: encodeBase64
          }
        )
    }
  }
}
