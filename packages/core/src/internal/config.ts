/** The variables that `WechatPayClient.layerConfig` reads. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { KeyError } from "../KeyError.js"

/** Which variable an option came from. */
const variables = {
  mchid: "WECHATPAY_MCHID",
  serialNo: "WECHATPAY_SERIAL_NO",
  publicKeyId: "WECHATPAY_PUBLIC_KEY_ID",
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

export const readConfig = Effect.gen(function* () {
  const all = yield* Effect.all(
    {
      mchid: nonEmpty("WECHATPAY_MCHID"),
      serialNo: nonEmpty("WECHATPAY_SERIAL_NO"),
      privateKey: textOrFile("WECHATPAY_PRIVATE_KEY"),
      publicKeyId: nonEmpty("WECHATPAY_PUBLIC_KEY_ID"),
      publicKey: textOrFile("WECHATPAY_PUBLIC_KEY"),
      baseUrl: Config.option(nonEmpty("WECHATPAY_BASE_URL"))
    },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  const names: Readonly<Record<string, string>> = {
    ...variables,
    privateKey: all.privateKey.variable,
    publicKey: all.publicKey.variable
  }
  return {
    signer: { mchid: all.mchid, serialNo: all.serialNo, privateKey: all.privateKey.value },
    verifier: {
      keys: [{ id: all.publicKeyId, publicKey: Redacted.value(all.publicKey.value) }] as const
    },
    baseUrl: Option.getOrUndefined(all.baseUrl),
    named: named(names)
  }
})
