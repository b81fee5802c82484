/** AES-256-GCM under the APIv3 key, as WeChat Pay encrypts notifications and platform certificates. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { KeyError } from "../KeyError.js"
import { EncryptionFailure } from "../WechatPayError.js"
import { decodeBase64 } from "./base64.js"

const keyBytes = 32
const tagBytes = 16

const utf8 = new TextEncoder()

/** Imports the APIv3 key once; fails when it has another length than 32 bytes. */
export const importApiV3Key = (apiV3Key: Redacted.Redacted): Effect.Effect<CryptoKey, KeyError> =>
  Effect.suspend(() => {
    const bytes = utf8.encode(Redacted.value(apiV3Key))
    if (bytes.length !== keyBytes) {
      return new KeyError({
        setting: "apiV3Key",
        problem: `expected the APIv3 key of the merchant console, exactly ${keyBytes} bytes; got ${bytes.length}`
      })
    }
    return Effect.tryPromise({
      try: () => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]),
      catch: () => new KeyError({ setting: "apiV3Key", problem: "the runtime refused the key" })
    })
  })

export interface AesGcmMessage {
  /** Base64 of the encrypted bytes followed by the 16-byte tag. */
  readonly ciphertext: string
  /** Used as UTF-8. */
  readonly nonce: string
  /** Used as UTF-8; absent and empty are the same. */
  readonly associatedData?: string | undefined
}

/** Decrypts and checks the tag. The failure does not say more than that one of the parts does not fit. */
export const decryptAesGcm = (
  key: CryptoKey,
  message: AesGcmMessage
): Effect.Effect<Uint8Array<ArrayBuffer>, EncryptionFailure> =>
  Effect.suspend(() => {
    const bytes = decodeBase64(message.ciphertext)
    if (bytes === undefined || bytes.length < tagBytes) {
      return new EncryptionFailure({ problem: `the ciphertext is not base64 of at least ${tagBytes} bytes` })
    }
    return Effect.tryPromise({
      try: async () =>
        new Uint8Array(
          await crypto.subtle.decrypt(
            {
              name: "AES-GCM",
              iv: utf8.encode(message.nonce),
              additionalData: utf8.encode(message.associatedData ?? ""),
              tagLength: tagBytes * 8
            },
            key,
            bytes
          )
        ),
      catch: () =>
        new EncryptionFailure({
          problem: "the ciphertext does not fit the APIv3 key (another key, or changed bytes)"
        })
    })
  })
