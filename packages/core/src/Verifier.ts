/**
 * Verifies what WeChat Pay sends.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Scheme } from "./Authorization.js"
import { decodeBase64 } from "./internal/base64.js"
import { importPublicKey, rsaSha256 } from "./internal/keys.js"
import { type SignatureHeaders, verifyMessage } from "./internal/verifyMessage.js"
import { KeyError } from "./KeyError.js"
import { SignatureInvalid, UnknownSerial, type VerificationReason } from "./WechatPayError.js"

/**
 * A message as WeChat Pay signed it.
 *
 * @since 1.0.0
 * @category models
 */
export interface SignedMessage {
  /** `Wechatpay-Serial`: names the key. */
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
 * Knows the keys of WeChat Pay.
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
    /** What requests carry in `Wechatpay-Serial`: it asks WeChat Pay to sign its answer with this key. */
    readonly requestSerial: Effect.Effect<Option.Option<string>>
  }
>() {}

/**
 * One key of WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export interface PublicKey {
  /** `PUB_KEY_ID_…`, or the serial number of a platform certificate. */
  readonly id: string
  /** PEM text: `BEGIN PUBLIC KEY`, `BEGIN RSA PUBLIC KEY` or `BEGIN CERTIFICATE`. */
  readonly publicKey: string
}

/**
 * @since 1.0.0
 * @category models
 */
export interface PublicKeyOptions {
  /** One key or more. The first is named in `Wechatpay-Serial` of requests. */
  readonly keys: readonly [PublicKey, ...ReadonlyArray<PublicKey>]
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

/**
 * Imports the keys once.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makePublicKey = Effect.fnUntraced(function* (options: PublicKeyOptions) {
  const keys = new Map<string, CryptoKey>()
  for (const { id, publicKey } of options.keys) {
    if (id === "") {
      return yield* new KeyError({
        setting: "publicKeyId",
        problem: "expected PUB_KEY_ID_… or a certificate's serial number"
      })
    }
    keys.set(
      id,
      yield* Effect.mapError(
        importPublicKey(publicKey),
        (problem) => new KeyError({ setting: "publicKey", problem })
      )
    )
  }
  const known = [...keys.keys()]
  return Verifier.of({
    scheme: "WECHATPAY2-SHA256-RSA2048",
    verify: (message) => {
      const key = keys.get(message.serialNo)
      return key === undefined
        ? new UnknownSerial({ serialNo: message.serialNo, known })
        : verifyWith(key, message)
    },
    requestSerial: Effect.succeed(Option.some(options.keys[0].id))
  })
})

/**
 * Verifies with public keys that do not change: WeChat Pay's public key, downloaded from the merchant console.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerPublicKey = (options: PublicKeyOptions): Layer.Layer<Verifier, KeyError> =>
  Layer.effect(Verifier, makePublicKey(options))

/**
 * Verifies a message as if it had arrived at `now` (Unix time in seconds), for messages that were stored.
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
