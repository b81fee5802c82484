/** Encrypted files: AES-256-GCM under a key that came, encrypted for the merchant, with the address. */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { Response } from "../../Download.js"
import { EncryptionFailure, InvalidFile, type Issue } from "../../WechatPayError.js"
import { collect, TooLarge } from "../codec/collect.js"
import { once } from "./pull.js"

/** How a file is encrypted, if it is. */
export interface Encryption {
  readonly encrypt_key?: Redacted.Redacted | undefined
  readonly nonce?: string | undefined
}

const utf8 = new TextEncoder()

const keyBytes = 32

/** What makes key and nonce unusable. */
export const encryptionIssues = ({ encrypt_key, nonce }: Encryption): ReadonlyArray<Issue> => {
  if (encrypt_key === undefined) {
    return nonce === undefined ? [] : [{ path: "encrypt_key", problem: "is missing: nonce needs it" }]
  }
  const issues: Array<Issue> = []
  if (utf8.encode(Redacted.value(encrypt_key)).length !== keyBytes) {
    issues.push({ path: "encrypt_key", problem: `expected ${keyBytes} bytes, decrypted` })
  }
  if (nonce === undefined || nonce === "") {
    issues.push({ path: "nonce", problem: "is missing: encrypt_key needs it" })
  }
  return issues
}

/**
 * The decrypted file, or the bytes as they come when it is not encrypted. GCM says only with the last byte whether the
 * first was right, and WebCrypto gives out nothing before: the encrypted file is held in memory, up to `maxBytes`.
 */
export const decryptFile = Effect.fnUntraced(function* (
  { encrypt_key, nonce }: Encryption,
  opened: Response,
  maxBytes: number
) {
  if (encrypt_key === undefined) return opened.pull
  const bytes = yield* collect(Stream.repeatEffectChunkOption(opened.pull), maxBytes).pipe(
    Effect.catchIf(
      (error) => error instanceof TooLarge,
      () => opened.fail(new InvalidFile({ problem: "Size" }))
    )
  )
  // Not by `CryptoProvider`, whose AES may be synchronous: this is up to 64 MiB, and WebCrypto lets others go on meanwhile.
  const decrypted = yield* Effect.tryPromise({
    try: async () => {
      const raw = utf8.encode(Redacted.value(encrypt_key))
      const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"])
      const cipher = { name: "AES-GCM", iv: utf8.encode(nonce) }
      return new Uint8Array(await crypto.subtle.decrypt(cipher, key, bytes))
    },
    catch: () => new EncryptionFailure({ problem: "the file does not fit its key (changed, or not whole)" })
  }).pipe(Effect.catchAll(opened.fail))
  return once(decrypted)
})
