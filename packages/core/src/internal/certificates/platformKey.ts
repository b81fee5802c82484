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

const signedBytes = (message: SignedMessage): Uint8Array<ArrayBuffer> => {
  const head = utf8.encode(`${message.timestamp}\n${message.nonce}\n`)
  const bytes = new Uint8Array(head.length + message.body.length + 1)
  bytes.set(head)
  bytes.set(message.body, head.length)
  bytes[bytes.length - 1] = 0x0a
  return bytes
}

const invalid = ({ serialNo, signature }: SignedMessage) =>
  new SignatureInvalid({ serialNo, probe: signature.startsWith(probePrefix) })

export const makePlatformKey = (
  { decodeBase64, encodeBase64 }: Pick<Implementation, "decodeBase64" | "encodeBase64">,
  serialNo: string,
  key: PublicKey
): PlatformKey => ({
  serialNo,
  verify: (message) => {
    const signature = decodeBase64(message.signature)
    return signature === undefined
      ? invalid(message)
      : andThen(key.verify(signedBytes(message), signature), (valid) =>
          valid ? Effect.void : invalid(message)
        )
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
})
