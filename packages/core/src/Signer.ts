/**
 * Signs what the merchant sends.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Scheme } from "./Authorization.js"
import { decodeBase64, encodeBase64 } from "./internal/base64.js"
import { importDecryptionKey, importSigningKey, rsaOaep, rsaSha256 } from "./internal/keys.js"
import { checkMchid } from "./internal/mchid.js"
import { KeyError } from "./KeyError.js"
import { EncryptionFailure, SignerFailure } from "./WechatPayError.js"

/**
 * A signature together with the serial number of the certificate whose key made it, so that a key
 * that rotates cannot get between the two.
 *
 * @since 1.0.0
 * @category models
 */
export interface Signature {
  readonly serialNo: string
  /** Base64. */
  readonly value: string
}

/**
 * Signs requests in the name of one merchant. Implement it to keep the key in a KMS or an HSM.
 *
 * ```ts
 * const layerKms = Layer.succeed(Signer.Signer, Signer.Signer.of({
 *   scheme: "WECHATPAY2-SHA256-RSA2048",
 *   mchid: "1900007291",
 *   sign: (message) => Effect.map(kms.sign(message), (value) => ({ serialNo: kms.serialNo, value }))
 * }))
 * ```
 *
 * @since 1.0.0
 * @category services
 */
export class Signer extends Context.Tag("@effect-wechatpay/core/Signer")<
  Signer,
  {
    readonly scheme: Scheme
    /** Merchant number that the requests are sent for; the provider's own for service providers. */
    readonly mchid: string
    readonly sign: (message: string) => Effect.Effect<Signature, SignerFailure>
    /**
     * Decrypts what WeChat Pay encrypted to the merchant's certificate (RSA-OAEP with SHA-1, base64): sensitive fields of
     * answers. Needed only for the operations that have such fields.
     */
    readonly decrypt?: (ciphertext: string) => Effect.Effect<Redacted.Redacted, EncryptionFailure>
  }
>() {}

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits. */
  readonly mchid: string
  /** Serial number of the merchant's API certificate: hexadecimal, leading zeros kept. */
  readonly serialNo: string
  /** The merchant's private key as PEM text, `BEGIN PRIVATE KEY` (PKCS#8) or `BEGIN RSA PRIVATE KEY` (PKCS#1). */
  readonly privateKey: Redacted.Redacted
}

/** At most 20 bytes (RFC 5280). */
const serialNumber = /^[0-9A-Fa-f]{8,40}$/

const checkIdentity = (options: Options): KeyError | undefined => {
  const wrongMchid = checkMchid(options.mchid)
  if (wrongMchid !== undefined) return wrongMchid
  if (options.serialNo.startsWith("PUB_KEY_ID_")) {
    return new KeyError({
      setting: "serialNo",
      problem:
        "is the id of WeChat Pay's public key; expected the serial number of the merchant's own certificate"
    })
  }
  if (/^[0-9]{41,}$/.test(options.serialNo)) {
    return new KeyError({
      setting: "serialNo",
      problem: "looks decimal; expected the serial number in hexadecimal"
    })
  }
  if (!serialNumber.test(options.serialNo)) {
    return new KeyError({
      setting: "serialNo",
      problem:
        "expected the certificate's serial number in hexadecimal (openssl x509 -in apiclient_cert.pem -noout -serial)"
    })
  }
  return undefined
}

const utf8 = new TextEncoder()

const strictUtf8 = new TextDecoder("utf-8", { fatal: true })

/** One text for every cause: what is wrong with a padding must not be told apart. */
const undecryptable = Effect.suspend(
  () =>
    new EncryptionFailure({
      problem: "cannot be decrypted with the merchant's private key (encrypted for another one?)"
    })
)

const decryptWith = (
  key: CryptoKey,
  ciphertext: string
): Effect.Effect<Redacted.Redacted, EncryptionFailure> =>
  Effect.catchAll(
    Effect.tryPromise(async () => {
      const bytes = decodeBase64(ciphertext) ?? new Uint8Array(0)
      return Redacted.make(strictUtf8.decode(await crypto.subtle.decrypt(rsaOaep, key, bytes)))
    }),
    () => undecryptable
  )

/**
 * Imports the key once; later signatures reuse it.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (options: Options) {
  const problem = checkIdentity(options)
  if (problem !== undefined) return yield* problem
  const serialNo = options.serialNo.toUpperCase()
  const key = yield* Effect.mapError(
    importSigningKey(Redacted.value(options.privateKey)),
    (problem) => new KeyError({ setting: "privateKey", problem })
  )
  // Few merchants have sensitive fields in their answers.
  const decryptionKey = yield* Effect.cached(importDecryptionKey(Redacted.value(options.privateKey)))
  return Signer.of({
    scheme: "WECHATPAY2-SHA256-RSA2048",
    mchid: options.mchid,
    decrypt: (ciphertext) =>
      Effect.matchEffect(decryptionKey, {
        onFailure: () => undecryptable,
        onSuccess: (key) => decryptWith(key, ciphertext)
      }),
    sign: (message) =>
      Effect.tryPromise({
        try: async () => ({
          serialNo,
          value: encodeBase64(
            new Uint8Array(await crypto.subtle.sign(rsaSha256.name, key, utf8.encode(message)))
          )
        }),
        catch: () => new SignerFailure({ problem: "the runtime refused to sign with the private key" })
      })
  })
})

/**
 * Signs with a private key that this process holds (RSA, `WECHATPAY2-SHA256-RSA2048`).
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Signer, KeyError> => Layer.effect(Signer, make(options))
