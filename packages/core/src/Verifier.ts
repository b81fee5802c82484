/**
 * Verifies responses and notifications of WeChat Pay.
 *
 * @since 1.0.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Scheme } from "./Authorization.js"
import { Certificates } from "./Certificates.js"
import * as CipherSuite from "./CipherSuite.js"
import { CryptoProvider } from "./CryptoProvider.js"
import type * as Decrypter from "./Decrypter.js"
import { InvalidOptions } from "./InvalidOptions.js"
import { makePlatformKey, type PlatformKey } from "./internal/certificates/platformKey.js"
import { named, readPlatformKey } from "./internal/config/config.js"
import { checkKeyId } from "./internal/config/identity.js"
import { readPublicKey } from "./internal/crypto/keys.js"
import { type SignatureHeaders, verifyMessage } from "./internal/crypto/verifyMessage.js"
import {
  type EncryptionFailure,
  type SignatureInvalid,
  UnknownSerial,
  type VerificationReason
} from "./WechatPayError.js"

/**
 * A message that WeChat Pay signed.
 *
 * @since 1.0.0
 * @category models
 */
export interface SignedMessage {
  /** `Wechatpay-Serial`: the id of the key. */
  readonly serialNo: string
  /** `Wechatpay-Timestamp`, Unix time in seconds, as text. */
  readonly timestamp: string
  /** `Wechatpay-Nonce`. */
  readonly nonce: string
  /** `Wechatpay-Signature`, base64. */
  readonly signature: string
  /** The body as it arrived, before any parsing; empty for 204. */
  readonly body: Uint8Array
}

/**
 * The keys of WeChat Pay.
 *
 * @since 1.0.0
 * @category services
 */
export class Verifier extends Context.Tag("@effect-wechatpay/core/Verifier")<
  Verifier,
  {
    readonly scheme: Scheme
    /** Checks the signature with the key that the message names, and with no other. */
    readonly verify: (message: SignedMessage) => Effect.Effect<void, SignatureInvalid | UnknownSerial>
    /** The `Wechatpay-Serial` of requests: it asks WeChat Pay to sign its response with this key. */
    readonly requestSerial: Effect.Effect<Option.Option<string>>
    /** The key for sensitive fields of requests. Such a request names this key in `Wechatpay-Serial`. */
    readonly encryptionKey: Effect.Effect<EncryptionKey, EncryptionFailure>
    /** The decryption of notifications that these keys verify. Default: `Decrypter.aes256Gcm`. */
    readonly decrypter?: Decrypter.Algorithm
  }
>() {}

/**
 * Encrypts a text that only WeChat Pay can read. Value and serial number come from one object, so that both always
 * belong to the same key while keys rotate.
 *
 * @since 1.0.0
 * @category models
 */
export interface EncryptionKey {
  readonly serialNo: string
  /** Longest text in bytes of UTF-8: 214 for RSA-2048; SM2 has no limit. */
  readonly maxBytes: number
  /** Base64. */
  readonly encrypt: (text: Redacted.Redacted) => Effect.Effect<string, EncryptionFailure>
}

/**
 * One key of WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export interface PublicKey {
  /** `PUB_KEY_ID_…`, or the serial number of a platform certificate, in upper-case hexadecimal. */
  readonly id: string
  /**
   * PEM text: `BEGIN PUBLIC KEY`, or `BEGIN CERTIFICATE` with the serial number in `id`; for RSA also
   * `BEGIN RSA PUBLIC KEY`. An RSA key of fewer than 2,048 bits is rejected. A certificate that has expired or ends
   * within 30 days is reported in the log, and stays in use.
   */
  readonly publicKey: string
}

/**
 * The public keys of WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export interface PublicKeyOptions {
  /** One or more keys with different ids. The first one is named in `Wechatpay-Serial` of requests. */
  readonly keys: readonly [PublicKey, ...ReadonlyArray<PublicKey>]
  /** The same as for the `Signer`. Default: `CipherSuite.rsa`; with certificates, their cipher suite. */
  readonly cipherSuite?: CipherSuite.CipherSuite
}

/**
 * A certificate that has expired is reported and stays in use: it is the one that the merchant configured, and to reject it
 * would stop payments at a restart. WeChat Pay signs with the certificate in force, so its responses then fail anyway.
 */
const warnOfEnd = (id: string, notAfter: Date): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const left = notAfter.getTime() - now
    return left > Duration.toMillis("30 days")
      ? Effect.void
      : Effect.logWarning(
          `WeChat Pay's certificate ${id} ${left < 0 ? "expired" : "expires"} on ${notAfter.toISOString()}: configure the next one, or WeChat Pay's public key`
        )
  })

/**
 * The static keys of a merchant, imported once.
 */
const importKeys = /* @__PURE__ */ Effect.fnUntraced(function* (
  options: PublicKeyOptions,
  cipherSuite: CipherSuite.CipherSuite
) {
  const use = yield* CryptoProvider
  const wrongId = (problem: string) => new InvalidOptions({ setting: "publicKeyId", problem })
  const keys = new Map<string, PlatformKey>()
  for (const { id, publicKey } of options.keys) {
    const problem = checkKeyId(id)
    if (problem !== undefined) return yield* problem
    if (keys.has(id)) return yield* wrongId("is given twice")
    const { key, notAfter, serialNo } = yield* Effect.mapError(
      readPublicKey(cipherSuite, publicKey),
      (problem) => new InvalidOptions({ setting: "publicKey", problem })
    )
    if (serialNo !== undefined && serialNo !== id) {
      return yield* wrongId(
        "is not the serial number of the certificate given with it (expected upper-case hexadecimal); WeChat Pay's public key begins with BEGIN PUBLIC KEY, and apiclient_cert.pem is the merchant's own certificate"
      )
    }
    if (notAfter !== undefined) yield* warnOfEnd(id, notAfter)
    keys.set(id, makePlatformKey(use, id, key, true))
  }
  return { keys, first: keys.get(options.keys[0].id) as PlatformKey }
})

/**
 * Imports the keys once.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makePublicKey = /* @__PURE__ */ Effect.fnUntraced(function* (options: PublicKeyOptions) {
  const cipherSuite = options.cipherSuite ?? CipherSuite.rsa
  const { first, keys } = yield* importKeys(options, cipherSuite)
  const known = [...keys.keys()]
  return Verifier.of({
    scheme: cipherSuite.scheme,
    decrypter: cipherSuite.decrypter,
    verify: (message) =>
      keys.get(message.serialNo)?.verify(message) ?? new UnknownSerial({ serialNo: message.serialNo, known }),
    requestSerial: Effect.succeed(Option.some(first.serialNo)),
    encryptionKey: Effect.succeed(first.encryptionKey)
  })
})

/**
 * Creates a verifier that uses the downloaded certificates.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeCertificates: Effect.Effect<Verifier["Type"], never, Certificates> =
  /* @__PURE__ */ Effect.map(Certificates, (certificates) =>
    Verifier.of({
      scheme: certificates.cipherSuite.scheme,
      decrypter: certificates.cipherSuite.decrypter,
      verify: certificates.verify,
      // Without a name WeChat Pay signs with the certificate in force, which may be newer than the known ones.
      requestSerial: Effect.succeed(Option.none()),
      encryptionKey: certificates.encryptionKey
    })
  )

/**
 * Creates a verifier that accepts both public keys and certificates, for the migration between them.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMigration = /* @__PURE__ */ Effect.fnUntraced(function* (options: PublicKeyOptions) {
  const certificates = yield* Certificates
  const cipherSuite = options.cipherSuite ?? certificates.cipherSuite
  if (cipherSuite.scheme !== certificates.cipherSuite.scheme) {
    return yield* new InvalidOptions({
      setting: "cipherSuite",
      problem: `the public keys are of ${cipherSuite.scheme}, the certificates of ${certificates.cipherSuite.scheme}: they must be the same`
    })
  }
  const { first, keys } = yield* importKeys(options, cipherSuite)
  return Verifier.of({
    scheme: cipherSuite.scheme,
    decrypter: cipherSuite.decrypter,
    verify: (message) => keys.get(message.serialNo)?.verify(message) ?? certificates.verify(message),
    requestSerial: Effect.succeed(Option.some(first.serialNo)),
    encryptionKey: Effect.succeed(first.encryptionKey)
  })
})

/**
 * Verifies with public keys that do not change: WeChat Pay's public key, downloaded from the merchant console.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerPublicKey = (options: PublicKeyOptions): Layer.Layer<Verifier, InvalidOptions> =>
  Layer.effect(Verifier, makePublicKey(options))

/**
 * {@link layerPublicKey} from `WECHATPAY_PUBLIC_KEY_ID` and `WECHATPAY_PUBLIC_KEY` or `WECHATPAY_PUBLIC_KEY_FILE`,
 * for a process that only receives notifications: it needs no private key and sends nothing. All missing or malformed
 * variables are reported in one error that names them, never their values.
 *
 * Platform certificates have to be downloaded with a signed request. If they are used, or if WeChat Pay migrates the
 * merchant from them to the public key, take the `Verifier` that `WechatPayClient.layerConfig()` provides.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig = (
  options: Pick<PublicKeyOptions, "cipherSuite"> = {}
): Layer.Layer<Verifier, ConfigError.ConfigError, FileSystem.FileSystem> =>
  Layer.effect(
    Verifier,
    Effect.suspend(() => {
      const cipherSuite = options.cipherSuite ?? CipherSuite.rsa
      return Effect.flatMap(readPlatformKey(cipherSuite), (key) =>
        named({ publicKeyId: "WECHATPAY_PUBLIC_KEY_ID" })(makePublicKey({ keys: [key], cipherSuite }))
      )
    })
  )

/**
 * Verifies with platform certificates, which are downloaded on first use.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerCertificates: Layer.Layer<Verifier, never, Certificates> = /* @__PURE__ */ Layer.effect(
  Verifier,
  makeCertificates
)

/**
 * Verifies with public keys and with platform certificates, for the time in which WeChat Pay migrates a merchant from
 * certificates to public keys. Responses are signed with the public key, which every request names; notifications are
 * signed with either. Deploy it before the switch in the merchant console. It is safe if the migration pauses or
 * rolls back.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerMigration = (
  options: PublicKeyOptions
): Layer.Layer<Verifier, InvalidOptions, Certificates> => Layer.effect(Verifier, makeMigration(options))

/**
 * Verifies a stored message as if it had arrived at `now` (Unix time in seconds).
 *
 * @since 1.0.0
 * @category verification
 */
export const verifyAt = (
  headers: SignatureHeaders,
  body: Uint8Array,
  now: number
): Effect.Effect<void, VerificationReason, Verifier> =>
  Effect.flatMap(Verifier, (verifier) => verifyMessage(verifier, headers, body, now))

/**
 * Verifies a message that has just arrived: headers, then time, then key, then signature.
 *
 * @since 1.0.0
 * @category verification
 */
export const verify = (
  headers: SignatureHeaders,
  body: Uint8Array
): Effect.Effect<void, VerificationReason, Verifier> =>
  Effect.flatMap(Clock.currentTimeMillis, (millis) => verifyAt(headers, body, Math.floor(millis / 1000)))
