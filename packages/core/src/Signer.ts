/**
 * Signs requests of the merchant.
 *
 * @since 1.0.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Scheme } from "./Authorization.js"
import * as CipherSuite from "./CipherSuite.js"
import { CryptoProvider } from "./CryptoProvider.js"
import { InvalidOptions } from "./InvalidOptions.js"
import { named, readMerchantKeys } from "./internal/config/config.js"
import { checkMchid, checkSerialNo } from "./internal/config/identity.js"
import { watchCertificate } from "./internal/config/merchantCertificate.js"
import { readPrivateKey } from "./internal/crypto/keys.js"
import { EncryptionFailure, type SignerFailure } from "./WechatPayError.js"

/**
 * A signature with the serial number of the certificate whose key made it, so that both always belong to the same key
 * while keys rotate.
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
 * Signs requests for one merchant. Implement it to keep the key in a KMS or an HSM.
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
    /** Merchant number of the requests; for service providers their own number. */
    readonly mchid: string
    readonly sign: (message: string) => Effect.Effect<Signature, SignerFailure>
    /**
     * Whether `sign` runs inside this process. Then it has no timeout of its own and does not see the span of the
     * call, because each would cost as much as the rest of a call. Omit it for a KMS or an HSM.
     */
    readonly local?: boolean
    /**
     * Decrypts what WeChat Pay encrypted to the merchant's certificate (base64; RSA-OAEP with SHA-1, or SM2):
     * sensitive fields of responses. Only operations with such fields need it.
     */
    readonly decrypt?: (ciphertext: string) => Effect.Effect<Redacted.Redacted, EncryptionFailure>
  }
>() {}

/**
 * The credentials of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits; the brand id for a brand. */
  readonly mchid: string
  /** Serial number of the merchant's API certificate: hexadecimal, leading zeros kept. */
  readonly serialNo: string
  /**
   * The merchant's private key as PEM text, `BEGIN PRIVATE KEY` (PKCS#8); `BEGIN RSA PRIVATE KEY` (PKCS#1) for RSA, and
   * `BEGIN EC PRIVATE KEY` for SM2.
   */
  readonly privateKey: Redacted.Redacted
  /**
   * The merchant's API certificate as PEM text (`apiclient_cert.pem`). Recommended: a certificate of another key or
   * another serial number is rejected, and its expiry, five years after its issue, is reported in time. Once a day, as
   * requests are signed, the metric `wechatpay_merchant_certificate_days` gets the days that are left; from 30 days on
   * a warning is logged too.
   *
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4012072428
   */
  readonly certificate?: string
  /** Default: `CipherSuite.rsa`. */
  readonly cipherSuite?: CipherSuite.CipherSuite
}

const utf8 = new TextEncoder()

const strictUtf8 = new TextDecoder("utf-8", { fatal: true })

/** The same text for every cause: padding errors must not be distinguishable. */
const undecryptable = /* @__PURE__ */ Effect.suspend(
  () =>
    new EncryptionFailure({
      problem: "cannot be decrypted with the merchant's private key (encrypted for another key?)"
    })
)

const decryptWith = (
  key: CipherSuite.PrivateKey,
  ciphertext: CipherSuite.Bytes
): Effect.Effect<Redacted.Redacted, EncryptionFailure> =>
  Effect.suspend(() => key.decrypt(ciphertext)).pipe(
    Effect.map(Option.flatMap(Option.liftThrowable((bytes) => Redacted.make(strictUtf8.decode(bytes))))),
    Effect.flatMap(Option.match({ onNone: () => undecryptable, onSome: Effect.succeed }))
  )

/**
 * Imports the key once; all signatures reuse it.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = /* @__PURE__ */ Effect.fnUntraced(function* (options: Options) {
  const problem = checkMchid(options.mchid) ?? checkSerialNo(options.serialNo)
  if (problem !== undefined) return yield* problem
  const serialNo = options.serialNo.toUpperCase()
  const cipherSuite = options.cipherSuite ?? CipherSuite.rsa
  const { decodeBase64, encodeBase64 } = yield* CryptoProvider
  const key = yield* Effect.mapError(
    readPrivateKey(cipherSuite, Redacted.value(options.privateKey)),
    (problem) => new InvalidOptions({ setting: "privateKey", problem })
  )
  const watch =
    options.certificate === undefined
      ? undefined
      : yield* watchCertificate({ mchid: options.mchid, serialNo }, cipherSuite, key, options.certificate)
  const sign = (message: string) =>
    Effect.map(key.sign(utf8.encode(message)), (signature) => ({ serialNo, value: encodeBase64(signature) }))
  return Signer.of({
    scheme: cipherSuite.scheme,
    mchid: options.mchid,
    local: true,
    decrypt: (ciphertext) => decryptWith(key, decodeBase64(ciphertext) ?? new Uint8Array(0)),
    sign: watch === undefined ? sign : (message) => Effect.zipRight(watch, sign(message))
  })
})

/**
 * Signs with a private key in this process.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Signer, InvalidOptions> =>
  Layer.effect(Signer, make(options))

/**
 * {@link layer} from `WECHATPAY_MCHID`, `WECHATPAY_SERIAL_NO` and `WECHATPAY_PRIVATE_KEY` or
 * `WECHATPAY_PRIVATE_KEY_FILE`, and optionally `WECHATPAY_CERTIFICATE` or `WECHATPAY_CERTIFICATE_FILE`, for code that signs without calling WeChat Pay, such as `PaymentParams`;
 * `WechatPayClient.layerConfig()` provides it with the client. All missing or malformed variables are reported in one
 * error that names them, never their values.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig = (
  options: Pick<Options, "cipherSuite"> = {}
): Layer.Layer<Signer, ConfigError.ConfigError, FileSystem.FileSystem> =>
  Layer.effect(
    Signer,
    Effect.suspend(() => {
      const cipherSuite = options.cipherSuite ?? CipherSuite.rsa
      return Effect.flatMap(readMerchantKeys(cipherSuite), (keys) =>
        named({ certificate: "WECHATPAY_CERTIFICATE" })(make({ ...keys, cipherSuite }))
      )
    })
  )
