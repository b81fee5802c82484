/** Decrypts files. The key comes with the URL, encrypted for the merchant. */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { FileCipher, Response } from "../../Download.js"
import { EncryptionFailure, InvalidFile, type Issue } from "../../WechatPayError.js"
import { collect, TooLarge } from "../codec/collect.js"
import { once } from "./pull.js"

/** Key and nonce of an encrypted file. */
export interface Encryption {
  readonly encrypt_key?: Redacted.Redacted | undefined
  readonly nonce?: string | undefined
}

const utf8 = new TextEncoder()

/** WebCrypto does not block the thread. */
export const aesFileCipher: FileCipher = {
  keyBytes: 32,
  decrypt: (key, nonce, bytes) =>
    Effect.option(
      Effect.tryPromise(async () => {
        const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"])
        return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, imported, bytes))
      })
    )
}

/** The problems of key and nonce. */
export const encryptionIssues = (
  { encrypt_key, nonce }: Encryption,
  { keyBytes }: FileCipher
): ReadonlyArray<Issue> => {
  if (encrypt_key === undefined) {
    return nonce === undefined ? [] : [{ path: "encrypt_key", problem: "is missing: nonce needs it" }]
  }
  const issues: Array<Issue> = []
  if (utf8.encode(Redacted.value(encrypt_key)).length !== keyBytes) {
    issues.push({
      path: "encrypt_key",
      problem: `expected ${keyBytes} bytes, decrypted: the cipher must be that of the file`
    })
  }
  if (nonce === undefined || nonce === "") {
    issues.push({ path: "nonce", problem: "is missing: encrypt_key needs it" })
  }
  return issues
}

/**
 * The decrypted file, or the bytes as they arrive if it is not encrypted. GCM authenticates the first byte only after the
 * last one, so an encrypted file is held in memory, up to `maxBytes`.
 */
export const decryptFile = /* @__PURE__ */ Effect.fnUntraced(function* (
  { encrypt_key, nonce }: Encryption,
  opened: Response,
  cipher: FileCipher,
  maxBytes: number
) {
  if (encrypt_key === undefined) return opened.pull
  const bytes = yield* collect(Stream.repeatEffectChunkOption(opened.pull), maxBytes).pipe(
    Effect.catchIf(
      (error) => error instanceof TooLarge,
      () => opened.fail(new InvalidFile({ problem: "Size" }))
    )
  )
  const decrypted = yield* cipher
    .decrypt(utf8.encode(Redacted.value(encrypt_key)), utf8.encode(nonce), bytes)
    .pipe(Effect.map(Option.getOrUndefined))
  if (decrypted === undefined) {
    return yield* opened.fail(
      new EncryptionFailure({ problem: "the file does not fit its key (changed, or not whole)" })
    )
  }
  return once(decrypted)
})
