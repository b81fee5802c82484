/** Encrypts the sensitive texts of a request, and decrypts those of a response. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Sensitive from "../../Sensitive.js"
import type { Signer } from "../../Signer.js"
import type { EncryptionKey, Verifier } from "../../Verifier.js"
import { EncryptionFailure, InvalidInput } from "../../WechatPayError.js"
import { formatPath } from "../codec/issueTexts.js"
import type { Encoded } from "./codec.js"

/** A request that can be sent. */
export interface Sealed extends Encoded {
  /** The serial number of the key that encrypted its texts. */
  readonly serialNo?: string
}

const utf8 = new TextEncoder()

const encryptAt =
  (key: EncryptionKey) =>
  (value: unknown, at: ReadonlyArray<string>): Effect.Effect<unknown, InvalidInput | EncryptionFailure> => {
    if (!Redacted.isRedacted(value)) return Effect.succeed(value)
    const text = Redacted.value(value as Redacted.Redacted)
    if (text === "") return Effect.succeed("")
    const bytes = utf8.encode(text).length
    if (bytes <= key.maxBytes) return key.encrypt(value as Redacted.Redacted)
    const path = formatPath(at.map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step)))
    const problem = `expected at most ${key.maxBytes} bytes of UTF-8, got ${bytes}`
    return new InvalidInput({ issues: [{ path, problem }] })
  }

/**
 * Encrypts once per call, so that all attempts have the same body, and with one key, whose serial number is sent.
 */
export const seal = (
  verifier: Context.Tag.Service<typeof Verifier>,
  { unsealed, ...encoded }: Encoded
): Effect.Effect<Sealed, InvalidInput | EncryptionFailure> =>
  unsealed === undefined
    ? Effect.succeed(encoded)
    : Effect.flatMap(verifier.encryptionKey, (key) =>
        Effect.map(Sensitive.mapAt(unsealed.payload, unsealed.paths, encryptAt(key)), (payload) => ({
          ...encoded,
          body: JSON.stringify(payload),
          serialNo: key.serialNo
        }))
      )

const cannotDecrypt = new EncryptionFailure({
  problem: "the response has encrypted fields, and this Signer has no `decrypt`"
})

/** Decrypts the texts at the given paths of a response, except those that are encrypted for somebody else. */
export const open = (
  signer: Context.Tag.Service<typeof Signer>,
  value: unknown,
  {
    encrypted,
    sealed
  }: { readonly encrypted: ReadonlyArray<Sensitive.Path>; readonly sealed: ReadonlyArray<Sensitive.Path> }
): Effect.Effect<unknown, EncryptionFailure> =>
  Effect.flatMap(
    Sensitive.mapAt(value, sealed, (text) =>
      Effect.succeed(typeof text === "string" ? Redacted.make(text) : text)
    ),
    (wrapped) =>
      Sensitive.mapAt(wrapped, encrypted, (text): Effect.Effect<unknown, EncryptionFailure> => {
        if (typeof text !== "string") return Effect.succeed(text)
        if (text === "") return Effect.succeed(Redacted.make(text))
        return signer.decrypt === undefined ? Effect.fail(cannotDecrypt) : signer.decrypt(text)
      })
  )
