/**
 * The merchants that the simulator knows.
 *
 * Tested in `test/simulator/Simulator.test.ts`.
 *
 * @since 1.0.0
 */
import { randomBytes } from "node:crypto"
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { randomSerialNo } from "./internal/certificate.js"
import { cipherSuiteOf } from "./internal/cipherSuites.js"
import { sharedKeyPair, toKeyPair } from "./internal/keys.js"

/**
 * Options of a simulated merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits; the brand id under the brand scheme. */
  readonly mchid: string
  /**
   * The scheme of requests and responses. Default: `WECHATPAY2-SHA256-RSA2048`. A merchant of the Chinese national
   * algorithms has SM2 keys; a brand calls only paths that begin with `/brand/`.
   */
  readonly scheme?: Scheme
  /** Serial number of the merchant's API certificate. Default: a random one. */
  readonly serialNo?: string
  /** PEM text. Default: a key that is generated once per process. */
  readonly privateKey?: Redacted.Redacted
  /** Further API certificates of the merchant. A merchant has two while it replaces its certificate. */
  readonly otherCertificates?: ReadonlyArray<CertificateOptions>
  /** 32 characters. Default: a random one. */
  readonly apiV3Key?: Redacted.Redacted
  /** 32 characters. Default: a random one. */
  readonly apiV2Key?: Redacted.Redacted
  /** The appids bound to the merchant. */
  readonly appids?: ReadonlyArray<string>
  /** The sub-merchants of a service provider. */
  readonly subMchids?: ReadonlyArray<string>
}

/**
 * Options of a merchant's certificate.
 *
 * @since 1.0.0
 * @category models
 */
export interface CertificateOptions {
  /** Default: a random one. */
  readonly serialNo?: string
  /** PEM text. Default: another key for each, generated once per process. */
  readonly privateKey?: Redacted.Redacted
}

/**
 * An API certificate of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Certificate {
  /** Upper-case hexadecimal. */
  readonly serialNo: string
  /** PKCS#8 PEM text. */
  readonly privateKey: Redacted.Redacted
  /** SPKI PEM text. */
  readonly publicKey: string
}

/**
 * A merchant: the values that its backend needs for calls, and what WeChat Pay knows about it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Merchant extends Certificate {
  readonly mchid: string
  readonly scheme: Scheme
  /** Its other API certificates. */
  readonly otherCertificates: ReadonlyArray<Certificate>
  readonly apiV3Key: Redacted.Redacted
  readonly apiV2Key: Redacted.Redacted
  readonly appids: ReadonlyArray<string>
  readonly subMchids: ReadonlyArray<string>
}

const randomHex = (digits: number): string => randomBytes(digits / 2).toString("hex")

const certificateOf = (
  scheme: Scheme,
  options: CertificateOptions,
  name: string
): Effect.Effect<Certificate, InvalidOptions> =>
  Effect.map(
    options.privateKey === undefined
      ? sharedKeyPair(cipherSuiteOf[scheme], name)
      : Effect.mapError(
          toKeyPair(cipherSuiteOf[scheme], options.privateKey),
          (problem) => new InvalidOptions({ setting: "privateKey", problem })
        ),
    ({ privatePem, publicPem }) => ({
      serialNo: options.serialNo?.toUpperCase() ?? randomSerialNo(false),
      privateKey: privatePem,
      publicKey: publicPem
    })
  )

/**
 * Makes a merchant; generates the values that are absent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (options: Options) {
  const name = `merchant ${options.mchid}`
  const scheme = options.scheme ?? "WECHATPAY2-SHA256-RSA2048"
  const merchant: Merchant = {
    ...(yield* certificateOf(scheme, options, name)),
    mchid: options.mchid,
    scheme,
    otherCertificates: yield* Effect.forEach(options.otherCertificates ?? [], (other, index) =>
      certificateOf(scheme, other, `${name}, other ${index}`)
    ),
    apiV3Key: options.apiV3Key ?? Redacted.make(randomHex(32)),
    apiV2Key: options.apiV2Key ?? Redacted.make(randomHex(32)),
    appids: options.appids ?? [],
    subMchids: options.subMchids ?? []
  }
  return merchant
})
