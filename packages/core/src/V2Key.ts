/**
 * The APIv2 key of a merchant.
 *
 * Tested in `test/core/V2Signature.test.ts`.
 *
 * @since 1.0.0
 */
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { InvalidOptions } from "./InvalidOptions.js"
import { checkMchid } from "./internal/config/identity.js"
import { readV2Config } from "./internal/config/v2.js"
import { decryptAesEcb } from "./internal/crypto/aesEcb.js"
import { importApiV2Key, md5Hex, signWith } from "./internal/v2/sign.js"
import type { Fields, SignType } from "./V2Signature.js"
import type { EncryptionFailure, SignerFailure } from "./WechatPayError.js"

/**
 * Signs for one merchant with its APIv2 key: calls of the XML interface, responses, and the front-end parameters of
 * WeChat Pay Score. The key itself is not exposed.
 *
 * @since 1.0.0
 * @category services
 */
export class V2Key extends Context.Tag("@effect-wechatpay/core/V2Key")<
  V2Key,
  {
    /** Merchant number that the key belongs to; for service providers their own number. */
    readonly mchid: string
    /** The value of `sign` for these members. */
    readonly sign: (fields: Fields, signType: SignType) => Effect.Effect<string, SignerFailure>
    /** Decrypts `req_info` of a refund notification: base64 of AES-256-ECB. */
    readonly decrypt: (ciphertext: string) => Effect.Effect<Uint8Array, EncryptionFailure>
  }
>() {}

/**
 * The APIv2 key of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits. */
  readonly mchid: string
  /** The APIv2 key of the merchant console, 32 characters. */
  readonly apiV2Key: Redacted.Redacted
}

const checkLength = (apiV2Key: Redacted.Redacted): InvalidOptions | undefined => {
  const key = Redacted.value(apiV2Key)
  return /^[\x21-\x7e]{32}$/.test(key)
    ? undefined
    : new InvalidOptions({
        setting: "apiV2Key",
        problem: `expected the APIv2 key of the merchant console, 32 characters without blanks; got ${key.length}`
      })
}

const utf8 = new TextEncoder()

/**
 * Imports the key once.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = /* @__PURE__ */ Effect.fnUntraced(function* ({ apiV2Key, mchid }: Options) {
  const problem = checkMchid(mchid) ?? checkLength(apiV2Key)
  if (problem !== undefined) return yield* problem
  const key = yield* importApiV2Key(apiV2Key)
  return V2Key.of({
    mchid,
    sign: (fields, signType) => signWith(key, fields, signType),
    decrypt: (ciphertext) => decryptAesEcb(utf8.encode(md5Hex(Redacted.value(apiV2Key))), ciphertext)
  })
})

/**
 * A layer with the key of a merchant.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<V2Key, InvalidOptions> =>
  Layer.effect(V2Key, make(options))

/**
 * From `WECHATPAY_MCHID` and `WECHATPAY_API_V2_KEY`. A missing or malformed variable is an error that names the
 * variable, never its value.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig: Layer.Layer<V2Key, ConfigError.ConfigError> = /* @__PURE__ */ Layer.effect(
  V2Key,
  /* @__PURE__ */ Effect.flatMap(readV2Config, (config) => config.named(make(config.key)))
)
