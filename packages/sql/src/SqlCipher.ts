/**
 * Encrypts what the database must not reveal: AES-256-GCM with a key of the application.
 *
 * Tested in `test/sql/SqlInbox.test.ts`.
 *
 * @since 1.0.0
 */
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/**
 * A stored text was not encrypted with one of the keys, or was changed or moved.
 *
 * @since 1.0.0
 * @category errors
 */
export class CipherFailure extends Schema.TaggedError<CipherFailure>("@effect-wechatpay/sql/CipherFailure")(
  "CipherFailure",
  { problem: Schema.String }
) {
  readonly outcome = "NotSent"
  override get message(): string {
    return `stored data: ${this.problem}.`
  }
}

/**
 * Encrypts and decrypts texts. `place` says where a text is stored: elsewhere it cannot be decrypted.
 *
 * @since 1.0.0
 * @category services
 */
export class SqlCipher extends Context.Tag("@effect-wechatpay/sql/SqlCipher")<
  SqlCipher,
  {
    readonly encrypt: (text: string, place: string) => Effect.Effect<string>
    readonly decrypt: (text: string, place: string) => Effect.Effect<string, CipherFailure>
  }
>() {}

/**
 * Options of the cipher.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** 32 random bytes in base64, such as the output of `openssl rand -base64 32`. It encrypts. */
  readonly key: Redacted.Redacted
  /** Earlier keys. They only decrypt. Remove one when everything that was encrypted with it has been removed. */
  readonly previousKeys?: ReadonlyArray<Redacted.Redacted>
}

interface Key {
  /** The beginning of the digest of the key. */
  readonly id: string
  readonly key: CryptoKey
}

const utf8 = new TextEncoder()

/** WebCrypto takes views of an `ArrayBuffer` only. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(utf8.encode(text))

const importKey = (setting: string, secret: Redacted.Redacted): Effect.Effect<Key, InvalidOptions> =>
  Effect.gen(function* () {
    const decoded = Encoding.decodeBase64(Redacted.value(secret).trim())
    if (Either.isLeft(decoded) || decoded.right.length !== 32) {
      return yield* new InvalidOptions({ setting, problem: "expected 32 bytes in base64" })
    }
    const bytes = new Uint8Array(decoded.right)
    const digest = yield* Effect.promise(() => crypto.subtle.digest("SHA-256", bytes))
    const key = yield* Effect.promise(() =>
      crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])
    )
    return { id: Encoding.encodeHex(new Uint8Array(digest).subarray(0, 4)), key }
  })

const unreadable = (problem: string) => new CipherFailure({ problem })

/** The id of the key, the initialization vector and the encrypted text, in base64. */
const form = /^([0-9a-f]{8})\.([A-Za-z0-9+/=]+)\.([A-Za-z0-9+/=]+)$/

/**
 * Makes a cipher.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<Context.Tag.Service<typeof SqlCipher>, InvalidOptions> =>
  Effect.gen(function* () {
    const current = yield* importKey("key", options.key)
    const previous = yield* Effect.forEach(options.previousKeys ?? [], (key) =>
      importKey("previousKeys", key)
    )
    const keys = new Map([...previous, current].map(({ id, key }) => [id, key]))

    return SqlCipher.of({
      encrypt: (text, place) =>
        Effect.promise(async () => {
          const iv = crypto.getRandomValues(new Uint8Array(12))
          const algorithm = { name: "AES-GCM", iv, additionalData: bytesOf(place) }
          const encrypted = await crypto.subtle.encrypt(algorithm, current.key, bytesOf(text))
          return `${current.id}.${Encoding.encodeBase64(iv)}.${Encoding.encodeBase64(new Uint8Array(encrypted))}`
        }),
      decrypt: (text, place) =>
        Effect.gen(function* () {
          const [, id = "", first = "", second = ""] = form.exec(text) ?? []
          const decoded = Either.all([Encoding.decodeBase64(first), Encoding.decodeBase64(second)])
          if (id === "" || Either.isLeft(decoded)) return yield* unreadable("it is not encrypted text")
          const key = keys.get(id)
          if (key === undefined) return yield* unreadable("it was encrypted with a key that is not given")
          const [iv, encrypted] = decoded.right
          const plain = yield* Effect.tryPromise({
            try: () =>
              crypto.subtle.decrypt(
                { name: "AES-GCM", iv: new Uint8Array(iv), additionalData: bytesOf(place) },
                key,
                new Uint8Array(encrypted)
              ),
            catch: () => unreadable("it was changed, or it belongs to another place")
          })
          return new TextDecoder().decode(plain)
        })
    })
  })

/**
 * A cipher with the keys of the options.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<SqlCipher, InvalidOptions> =>
  Layer.effect(SqlCipher, make(options))

const fromConfig = /* @__PURE__ */ Effect.gen(function* () {
  const key = yield* Config.redacted("WECHATPAY_SQL_KEY")
  const previous = yield* Config.option(Config.redacted("WECHATPAY_SQL_PREVIOUS_KEYS"))
  const previousKeys = Option.match(previous, {
    onNone: () => [],
    onSome: (texts) =>
      Redacted.value(texts)
        .split(",")
        .map((text) => Redacted.make(text.trim()))
  })
  return yield* Effect.mapError(make({ key, previousKeys }), ({ problem, setting }) =>
    ConfigError.InvalidData(
      [setting === "key" ? "WECHATPAY_SQL_KEY" : "WECHATPAY_SQL_PREVIOUS_KEYS"],
      problem
    )
  )
})

/**
 * A cipher with the keys of the configuration: `WECHATPAY_SQL_KEY`, and earlier keys in `WECHATPAY_SQL_PREVIOUS_KEYS`,
 * separated by commas.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig: Layer.Layer<SqlCipher, ConfigError.ConfigError> = /* @__PURE__ */ Layer.effect(
  SqlCipher,
  fromConfig
)
