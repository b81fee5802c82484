/**
 * The environment variables that point a client at a simulator.
 *
 * Tested in `test/simulator/command.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Merchant } from "./Merchant.js"
import type { Mode, Platform } from "./Platform.js"
import * as Samples from "./Samples.js"
import type { Simulator } from "./Simulator.js"

/**
 * The variables that `WechatPayClient.layerConfig` reads, for a merchant of the simulator (default: the first), and
 * sample values for first calls. In `certificates` mode WeChat Pay's public key is omitted. `trust` (`platform.trust`) is
 * for clients that download certificates. Contains secrets.
 *
 * @since 1.0.0
 * @category constructors
 */
export const variables = (
  { baseUrl, merchant: first, platforms }: Context.Tag.Service<typeof Simulator>,
  merchant: Merchant = first,
  mode: Mode = "publicKey",
  trust?: string
): Readonly<Record<string, string>> => {
  const platform = platforms.get(merchant.scheme) as Platform
  return {
    WECHATPAY_BASE_URL: baseUrl,
    WECHATPAY_MCHID: merchant.mchid,
    WECHATPAY_SERIAL_NO: merchant.serialNo,
    WECHATPAY_PRIVATE_KEY: Redacted.value(merchant.privateKey),
    ...(mode === "certificates"
      ? {}
      : { WECHATPAY_PUBLIC_KEY_ID: platform.publicKeyId, WECHATPAY_PUBLIC_KEY: platform.publicKey }),
    ...(mode === "publicKey" || trust === undefined ? {} : { WECHATPAY_TRUST: trust }),
    WECHATPAY_API_V3_KEY: Redacted.value(merchant.apiV3Key),
    WECHATPAY_API_V2_KEY: Redacted.value(merchant.apiV2Key),
    WECHATPAY_SIMULATOR_APPID: Samples.appid,
    WECHATPAY_SIMULATOR_SERVICE_ID: Samples.serviceId,
    WECHATPAY_SIMULATOR_NO_CONFIRM_SERVICE_ID: Samples.noConfirmServiceId,
    WECHATPAY_SIMULATOR_OPENID: Samples.openid
  }
}

/**
 * The {@link variables} of the first merchant in the mode of the moment, with `WECHATPAY_TRUST` where there are
 * certificates. Holds secrets.
 *
 * @since 1.0.0
 * @category constructors
 */
export const current = (
  simulator: Context.Tag.Service<typeof Simulator>
): Effect.Effect<Readonly<Record<string, string>>> =>
  Effect.gen(function* () {
    const { merchant, platform } = simulator
    const mode = yield* platform.mode
    return mode === "publicKey"
      ? variables(simulator)
      : variables(simulator, merchant, mode, yield* platform.trust)
  })

/**
 * The first line of a file that {@link toText} made.
 *
 * @since 1.0.0
 * @category constants
 */
export const firstLine = "# Written by wechatpay-simulator; overwritten at its next start."

const quoted = (value: string): string =>
  /\s/.test(value) ? `"${value.trimEnd().replaceAll("\n", "\\n")}"` : value

/**
 * Variables as a dotenv file: one per line, line feeds written as `\n`, values with blanks quoted.
 *
 * @since 1.0.0
 * @category constructors
 */
export const toText = (given: Readonly<Record<string, string>>): string =>
  `${[firstLine, ...Object.entries(given).map(([name, value]) => `${name}=${quoted(value)}`)].join("\n")}\n`
