/**
 * The merchants that the simulator knows.
 *
 * @since 1.0.0
 */
import { randomBytes } from "node:crypto"
import { KeyError } from "@effect-wechatpay/core/KeyError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type KeyPair, sharedKeyPair, toKeyPair } from "./internal/keys.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits. */
  readonly mchid: string
  /** Serial number of the merchant's API certificate. Default: a random one. */
  readonly serialNo?: string
  /** PEM text. Default: a key that is generated once per process. */
  readonly privateKey?: Redacted.Redacted
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
 * A merchant, with what its backend needs to call and what WeChat Pay knows about it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Merchant {
  readonly mchid: string
  /** Upper-case hexadecimal. */
  readonly serialNo: string
  /** PKCS#8 PEM text. */
  readonly privateKey: Redacted.Redacted
  /** SPKI PEM text. */
  readonly publicKey: string
  readonly apiV3Key: Redacted.Redacted
  readonly apiV2Key: Redacted.Redacted
  readonly appids: ReadonlyArray<string>
  readonly subMchids: ReadonlyArray<string>
}

const randomHex = (digits: number): string => randomBytes(digits / 2).toString("hex")

const keyPairOf = (options: Options): Effect.Effect<KeyPair, KeyError> =>
  options.privateKey === undefined
    ? sharedKeyPair(`merchant ${options.mchid}`)
    : Effect.mapError(
        toKeyPair(options.privateKey),
        (problem) => new KeyError({ setting: "privateKey", problem })
      )

/**
 * Generates what is not given.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (options: Options) {
  const keys = yield* keyPairOf(options)
  const merchant: Merchant = {
    mchid: options.mchid,
    serialNo: (options.serialNo ?? randomHex(40)).toUpperCase(),
    privateKey: keys.privatePem,
    publicKey: keys.publicPem,
    apiV3Key: options.apiV3Key ?? Redacted.make(randomHex(32)),
    apiV2Key: options.apiV2Key ?? Redacted.make(randomHex(32)),
    appids: options.appids ?? [],
    subMchids: options.subMchids ?? []
  }
  return merchant
})
