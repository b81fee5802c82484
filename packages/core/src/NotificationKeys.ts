/**
 * The keys that verify and decrypt notifications, by merchant.
 *
 * Tested in `test/core/notificationReceiver.test.ts`.
 *
 * @since 1.0.0
 */
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { CipherSuite } from "./CipherSuite.js"
import * as Decrypter from "./Decrypter.js"
import { InvalidOptions } from "./InvalidOptions.js"
import { notificationConfig } from "./internal/config/config.js"
import { checkMchid } from "./internal/config/identity.js"
import type { KeysUnavailable } from "./NotificationError.js"
import * as Verifier from "./Verifier.js"
import { UnknownSerial } from "./WechatPayError.js"

/**
 * The keys of one merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Merchant {
  /** Merchant number; the brand id under the brand scheme. */
  readonly mchid: string
  readonly verifier: Context.Tag.Service<typeof Verifier.Verifier>
  /** One for each algorithm. */
  readonly decrypters: ReadonlyArray<Decrypter.Decrypter>
}

/**
 * Finds the merchants that a notification may belong to, by `Wechatpay-Serial`.
 *
 * The id of a WeChat Pay public key belongs to one merchant. Several merchants may share a platform certificate; the
 * notification then belongs to the merchant whose APIv3 key decrypts it. Give them the same `verifier` object: the
 * signature is verified once for each object, so that a forgery costs the same for one merchant and for 1,000.
 *
 * No part of a notification can be trusted before it is verified, so `find` receives only the serial number.
 *
 * ```ts
 * const layerDatabase = Layer.effect(NotificationKeys.NotificationKeys, Effect.gen(function* () {
 *   const merchants = yield* Merchants
 *   return NotificationKeys.NotificationKeys.of({
 *     find: (serialNo) => merchants.bySerial(serialNo).pipe(
 *       Effect.mapError(() => new NotificationError.KeysUnavailable({ problem: "the database did not respond" })),
 *       Effect.filterOrFail(Array.isNonEmptyArray, () => new WechatPayError.UnknownSerial({ serialNo, known: [] }))
 *     )
 *   })
 * }))
 * ```
 *
 * @since 1.0.0
 * @category services
 */
export class NotificationKeys extends Context.Tag("@effect-wechatpay/core/NotificationKeys")<
  NotificationKeys,
  {
    readonly find: (
      serialNo: string
    ) => Effect.Effect<readonly [Merchant, ...ReadonlyArray<Merchant>], UnknownSerial | KeysUnavailable>
  }
>() {}

/**
 * The keys of one merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Merchant number, digits. */
  readonly mchid: string
  /** The APIv3 key of the merchant console, exactly 32 bytes. */
  readonly apiV3Key: Redacted.Redacted
  /** Default: the decrypter of the `Verifier`, which is `Decrypter.aes256Gcm` or that of its cipher suite. */
  readonly algorithms?: ReadonlyArray<Decrypter.Algorithm>
}

/**
 * The keys of one merchant, with the `Verifier` of the context.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMerchant = /* @__PURE__ */ Effect.fnUntraced(function* (options: Options) {
  const problem = checkMchid(options.mchid)
  if (problem !== undefined) return yield* problem
  const verifier = yield* Verifier.Verifier
  const algorithms = options.algorithms ?? [verifier.decrypter ?? Decrypter.aes256Gcm]
  const decrypters = yield* Effect.forEach(algorithms, (algorithm) => algorithm(options.apiV3Key))
  return { mchid: options.mchid, verifier, decrypters } satisfies Merchant
})

const forOne = (merchant: Merchant) => NotificationKeys.of({ find: () => Effect.succeed([merchant]) })

/**
 * Accepts the notifications of one merchant, verified by the `Verifier` that also verifies responses.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<NotificationKeys, InvalidOptions, Verifier.Verifier> =>
  Layer.effect(NotificationKeys, Effect.map(makeMerchant(options), forOne))

/**
 * {@link layer} from `WECHATPAY_MCHID` and `WECHATPAY_API_V3_KEY`. A missing or malformed variable is an error that
 * names the variable, never its value.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig = (
  options: Pick<Options, "algorithms"> = {}
): Layer.Layer<NotificationKeys, ConfigError.ConfigError, Verifier.Verifier> =>
  Layer.effect(
    NotificationKeys,
    Effect.map(
      notificationConfig((config) => makeMerchant({ ...config, ...options })),
      forOne
    )
  )

/**
 * One of several merchants that share a URL.
 *
 * @since 1.0.0
 * @category models
 */
export interface MerchantOptions extends Options {
  /** WeChat Pay's keys for this merchant: its public key, and during a migration also its platform certificates. */
  readonly keys: readonly [Verifier.PublicKey, ...ReadonlyArray<Verifier.PublicKey>]
  /**
   * The cipher suite of these keys. Default: `CipherSuite.rsa`. List a merchant with keys of two cipher suites twice.
   */
  readonly cipherSuite?: CipherSuite
}

/**
 * Accepts the notifications of several merchants on one URL, distinguished by `Wechatpay-Serial`.
 *
 * All keys are given in advance. Merchants whose platform certificates are downloaded need a URL each, or your own
 * `NotificationKeys`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerMerchants = (
  merchants: readonly [MerchantOptions, ...ReadonlyArray<MerchantOptions>]
): Layer.Layer<NotificationKeys, InvalidOptions> =>
  Layer.effect(
    NotificationKeys,
    Effect.gen(function* () {
      const bySerial = new Map<string, [Merchant, ...Array<Merchant>]>()
      // One verifier for each key, so that merchants that share a key share its verifier.
      const verifiers = new Map<string, Context.Tag.Service<typeof Verifier.Verifier>>()
      for (const options of merchants) {
        if (new Set(options.keys.map(({ id }) => id)).size < options.keys.length) {
          return yield* new InvalidOptions({ setting: "publicKeyId", problem: "is given twice" })
        }
        let merchant: Merchant | undefined
        for (const key of options.keys) {
          const name = [options.cipherSuite?.scheme, key.id, key.publicKey].join("\n")
          const verifier = verifiers.get(name) ?? (yield* Verifier.makePublicKey({ ...options, keys: [key] }))
          verifiers.set(name, verifier)
          merchant ??= yield* Effect.provideService(makeMerchant(options), Verifier.Verifier, verifier)
          const others = bySerial.get(key.id)
          if (others === undefined) bySerial.set(key.id, [{ ...merchant, verifier }])
          else others.push({ ...merchant, verifier })
        }
      }
      const known = [...bySerial.keys()]
      return NotificationKeys.of({
        find: (serialNo) => {
          const found = bySerial.get(serialNo)
          return found === undefined ? new UnknownSerial({ serialNo, known }) : Effect.succeed(found)
        }
      })
    })
  )
