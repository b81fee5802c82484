/**
 * The key of those XML notifications whose content is encrypted under the APIv3 key.
 *
 * @since 1.0.0
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Decrypter from "./Decrypter.js"
import type { KeyError } from "./KeyError.js"

/**
 * Decrypts the content of a `V2Notification.event`.
 *
 * @since 1.0.0
 * @category services
 */
export class V2EventKey extends Context.Tag("@effect-wechatpay/core/V2EventKey")<
  V2EventKey,
  Decrypter.Decrypter
>() {}

/**
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: {
  /** The APIv3 key of the merchant console, exactly 32 bytes. */
  readonly apiV3Key: Redacted.Redacted
}): Layer.Layer<V2EventKey, KeyError> => Layer.effect(V2EventKey, Decrypter.aes256Gcm(options.apiV3Key))

/**
 * From `WECHATPAY_API_V3_KEY`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig: Layer.Layer<V2EventKey, ConfigError.ConfigError> = Layer.effect(
  V2EventKey,
  Effect.flatMap(Config.redacted("WECHATPAY_API_V3_KEY"), (apiV3Key) =>
    Effect.mapError(Decrypter.aes256Gcm(apiV3Key), ({ problem }) =>
      ConfigError.InvalidData(["WECHATPAY_API_V3_KEY"], problem)
    )
  )
)
