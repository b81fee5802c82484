/** The variables that `WechatPayClient.layerConfig` reads. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { KeyError } from "../KeyError.js"
import type { Suite } from "../Suite.js"

/** Which variable an option came from. */
const variables = {
  mchid: "WECHATPAY_MCHID",
  serialNo: "WECHATPAY_SERIAL_NO",
  publicKeyId: "WECHATPAY_PUBLIC_KEY_ID",
  apiV3Key: "WECHATPAY_API_V3_KEY",
  baseUrl: "WECHATPAY_BASE_URL"
}

export const nonEmpty = (name: string) =>
  Config.mapOrFail(Config.string(name), (text) =>
    text.trim() === ""
      ? Either.left(ConfigError.MissingData([], `Expected ${name} to be set, but it is empty`))
      : Either.right(text.trim())
  )

/** A variable that is set to nothing, as compose files do, counts as not set. */
const setOnly = (text: Option.Option<Redacted.Redacted>): Option.Option<Redacted.Redacted> =>
  Option.filter(text, (value) => Redacted.value(value).trim() !== "")

/** A text from a variable, or from the file that the variable with `_FILE` names. */
const textOrFile = Effect.fnUntraced(function* (name: string) {
  const text = setOnly(yield* Config.option(Config.redacted(name)))
  if (Option.isSome(text)) return { variable: name, value: text.value }
  const file = yield* Config.option(nonEmpty(`${name}_FILE`))
  if (Option.isNone(file)) {
    return yield* Effect.fail(ConfigError.MissingData([name], `Expected ${name} or ${name}_FILE to be set`))
  }
  const fs = yield* FileSystem.FileSystem
  const content = yield* Effect.mapError(fs.readFileString(file.value), (error) =>
    ConfigError.InvalidData(
      [`${name}_FILE`],
      `Expected the path of a readable file (${error._tag === "SystemError" ? error.reason : error._tag})`
    )
  )
  return { variable: `${name}_FILE`, value: Redacted.make(content) }
})

/** All that is missing in one error, so that nobody sets the variables one by one. */
export const joined = (
  errors: Readonly<Record<string, Option.Option<ConfigError.ConfigError>>>
): ConfigError.ConfigError =>
  Object.values(errors)
    .flatMap(Option.toArray)
    .reduce((left, right) => ConfigError.And(left, right))

/** Names the variable instead of the option. */
export const named =
  (variables: Readonly<Record<string, string>>) =>
  <A, R>(effect: Effect.Effect<A, KeyError, R>): Effect.Effect<A, ConfigError.ConfigError, R> =>
    Effect.mapError(effect, ({ problem, setting }) =>
      ConfigError.InvalidData([variables[setting] ?? setting], problem)
    )

/** A key of WeChat Pay, if one is configured: its id and its text belong together. */
const publicKey = Effect.gen(function* () {
  const id = yield* Config.option(nonEmpty("WECHATPAY_PUBLIC_KEY_ID"))
  const key = yield* optional(textOrFile("WECHATPAY_PUBLIC_KEY"))
  if (Option.isNone(id) && Option.isNone(key)) return undefined
  const both = yield* Effect.all(
    { id: nonEmpty("WECHATPAY_PUBLIC_KEY_ID"), key: textOrFile("WECHATPAY_PUBLIC_KEY") },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  return { id: both.id, variable: both.key.variable, value: both.key.value }
})

const optional = <A, R>(
  effect: Effect.Effect<A, ConfigError.ConfigError, R>
): Effect.Effect<Option.Option<A>, ConfigError.ConfigError, R> =>
  Effect.catchIf(Effect.map(effect, Option.some), ConfigError.isMissingDataOnly, () =>
    Effect.succeed(Option.none<A>())
  )

const noKeyOfWechatPay = ConfigError.MissingData(
  ["WECHATPAY_PUBLIC_KEY_ID"],
  "Expected WECHATPAY_PUBLIC_KEY_ID with WECHATPAY_PUBLIC_KEY (or WECHATPAY_PUBLIC_KEY_FILE), or WECHATPAY_API_V3_KEY for platform certificates, to be set"
)

const noPublicKey = ConfigError.MissingData(
  ["WECHATPAY_PUBLIC_KEY_ID"],
  "Expected WECHATPAY_PUBLIC_KEY_ID with WECHATPAY_PUBLIC_KEY (or WECHATPAY_PUBLIC_KEY_FILE) to be set"
)

/** `suite`: which keys these are; not every one has certificates. */
export const readConfig = Effect.fnUntraced(function* (suite: Suite) {
  const all = yield* Effect.all(
    {
      mchid: nonEmpty("WECHATPAY_MCHID"),
      serialNo: nonEmpty("WECHATPAY_SERIAL_NO"),
      privateKey: textOrFile("WECHATPAY_PRIVATE_KEY"),
      keys: Effect.gen(function* () {
        const found = yield* Effect.all(
          {
            publicKey,
            apiV3Key: Effect.map(Config.option(Config.redacted("WECHATPAY_API_V3_KEY")), setOnly)
          },
          { mode: "validate" }
        ).pipe(Effect.mapError(joined))
        if (found.publicKey !== undefined) return found
        if (suite.certificates === undefined) return yield* Effect.fail(noPublicKey)
        return Option.isNone(found.apiV3Key) ? yield* Effect.fail(noKeyOfWechatPay) : found
      }),
      baseUrl: Config.option(nonEmpty("WECHATPAY_BASE_URL"))
    },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  const { apiV3Key, publicKey: platform } = all.keys
  if (platform?.id.toUpperCase() === all.serialNo.toUpperCase()) {
    return yield* Effect.fail(
      ConfigError.InvalidData(
        ["WECHATPAY_PUBLIC_KEY_ID"],
        "is the serial number of the merchant's own certificate; expected the id of WeChat Pay's key"
      )
    )
  }
  const names: Readonly<Record<string, string>> = {
    ...variables,
    privateKey: all.privateKey.variable,
    ...(platform === undefined ? {} : { publicKey: platform.variable })
  }
  return {
    signer: { mchid: all.mchid, serialNo: all.serialNo, privateKey: all.privateKey.value },
    publicKeys:
      platform === undefined
        ? undefined
        : ({ keys: [{ id: platform.id, publicKey: Redacted.value(platform.value) }] } as const),
    apiV3Key: Option.getOrUndefined(apiV3Key),
    baseUrl: Option.getOrUndefined(all.baseUrl),
    named: named(names)
  }
})
