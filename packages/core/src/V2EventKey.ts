/**
 * The key of those XML notifications whose content is encrypted with the APIv3 key.
 *
 * Tested in `test/core/V2Notification.test.ts`.
 *
 * @since 1.0.0
 */
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Decrypter from "./Decrypter.js"
import type { InvalidOptions } from "./InvalidOptions.js"
import { notificationConfig } from "./internal/config/config.js"
import { checkMchid } from "./internal/config/identity.js"

/**
 * Decrypts the content of a `V2Notification.event`.
 *
 * @since 1.0.0
 * @category services
 */
export class V2EventKey extends Context.Tag("@effect-wechatpay/core/V2EventKey")<
  V2EventKey,
  Decrypter.Decrypter & {
    /** Merchant number that the key belongs to. A notification with another one is rejected. */
    readonly mchid: string
  }
>() {}

/**
 * The APIv3 key of a merchant, for notifications in XML.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits. */
  readonly mchid: string
  /** The APIv3 key of the merchant console, exactly 32 bytes. */
  readonly apiV3Key: Redacted.Redacted
}

/**
 * Imports the key once.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = /* @__PURE__ */ Effect.fnUntraced(function* ({ apiV3Key, mchid }: Options) {
  const problem = checkMchid(mchid)
  if (problem !== undefined) return yield* problem
  return V2EventKey.of({ ...(yield* Decrypter.aes256Gcm(apiV3Key)), mchid })
})

/**
 * A layer with the key of a merchant.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<V2EventKey, InvalidOptions> =>
  Layer.effect(V2EventKey, make(options))

/**
 * From `WECHATPAY_MCHID` and `WECHATPAY_API_V3_KEY`. A missing or malformed variable is an error that names the
 * variable, never its value.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig: Layer.Layer<V2EventKey, ConfigError.ConfigError> = /* @__PURE__ */ Layer.effect(
  V2EventKey,
  /* @__PURE__ */ notificationConfig(make)
)
