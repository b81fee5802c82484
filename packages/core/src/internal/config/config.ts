/** The variables of `WechatPayClient.layerConfig`, and those of them that other modules read. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { CipherSuite } from "../../CipherSuite.js"
import type { InvalidOptions } from "../../InvalidOptions.js"
import { hosts, type Region } from "../../Region.js"
import { hostsOf } from "../call/hosts.js"
import { readPrivateKey, readPublicKey } from "../crypto/keys.js"
import { checkKeyId, checkMchid, checkSerialNo } from "./identity.js"
import { nonEmpty, secret, unreadable } from "./variables.js"

/** An empty variable, as in compose files, counts as not set. */
const setOnly = (text: Option.Option<Redacted.Redacted>): Option.Option<Redacted.Redacted> =>
  Option.filter(text, (value) => Redacted.value(value).trim() !== "")

const optional = <A, R>(
  effect: Effect.Effect<A, ConfigError.ConfigError, R>
): Effect.Effect<Option.Option<A>, ConfigError.ConfigError, R> =>
  Effect.catchIf(Effect.map(effect, Option.some), ConfigError.isMissingDataOnly, () =>
    Effect.succeed(Option.none<A>())
  )

/** A text from a variable, or from the file that the variable with `_FILE` names. */
const textOrFile = /* @__PURE__ */ Effect.fnUntraced(function* (name: string) {
  const text = setOnly(yield* Config.option(Config.redacted(name)))
  if (Option.isSome(text)) return { variable: name, value: text.value }
  const file = yield* optional(nonEmpty(`${name}_FILE`))
  if (Option.isNone(file)) {
    return yield* Effect.fail(ConfigError.MissingData([name], `Expected ${name} or ${name}_FILE to be set`))
  }
  const fs = yield* FileSystem.FileSystem
  const content = yield* Effect.mapError(fs.readFileString(file.value), unreadable(`${name}_FILE`))
  return { variable: `${name}_FILE`, value: Redacted.make(content) }
})

/** One error with all missing variables. */
export const joined = (
  errors: Readonly<Record<string, Option.Option<ConfigError.ConfigError>>>
): ConfigError.ConfigError =>
  Object.values(errors)
    .flatMap(Option.toArray)
    .reduce((left, right) => ConfigError.And(left, right))

/** Replaces the name of the option by that of the variable. */
export const named =
  (variables: Readonly<Record<string, string>>) =>
  <A, R>(effect: Effect.Effect<A, InvalidOptions, R>): Effect.Effect<A, ConfigError.ConfigError, R> =>
    Effect.mapError(effect, ({ problem, setting }) =>
      ConfigError.InvalidData([variables[setting] ?? setting], problem)
    )

const noKeyOfWechatPay = ConfigError.MissingData(
  ["WECHATPAY_PUBLIC_KEY_ID"],
  "Expected WECHATPAY_PUBLIC_KEY_ID with WECHATPAY_PUBLIC_KEY (or WECHATPAY_PUBLIC_KEY_FILE), or WECHATPAY_API_V3_KEY for platform certificates, to be set"
)

const noPublicKey = ConfigError.MissingData(
  ["WECHATPAY_PUBLIC_KEY_ID"],
  "Expected WECHATPAY_PUBLIC_KEY_ID with WECHATPAY_PUBLIC_KEY (or WECHATPAY_PUBLIC_KEY_FILE) to be set"
)

/** An error about a value that names its variable. */
const checked = (
  variable: string,
  problem: InvalidOptions | undefined
): Effect.Effect<void, ConfigError.ConfigError> =>
  problem === undefined ? Effect.void : Effect.fail(ConfigError.InvalidData([variable], problem.problem))

const identity = (name: string, check: (text: string) => InvalidOptions | undefined) =>
  Effect.tap(nonEmpty(name), (text) => checked(name, check(text)))

/** A key as PEM text, checked. */
const key = <A>(name: string, read: (text: string) => Effect.Effect<A, string>) =>
  Effect.tap(textOrFile(name), ({ value, variable }) =>
    Effect.mapError(read(Redacted.value(value)), (problem) => ConfigError.InvalidData([variable], problem))
  )

/** A key of WeChat Pay, if configured. Its id and its text must both be set. */
const publicKey = /* @__PURE__ */ Effect.fnUntraced(function* (cipherSuite: CipherSuite) {
  const id = yield* optional(nonEmpty("WECHATPAY_PUBLIC_KEY_ID"))
  const text = yield* optional(textOrFile("WECHATPAY_PUBLIC_KEY"))
  if (Option.isNone(id) && Option.isNone(text)) return undefined
  const both = yield* Effect.all(
    {
      id: identity("WECHATPAY_PUBLIC_KEY_ID", checkKeyId),
      key: key("WECHATPAY_PUBLIC_KEY", (text) => readPublicKey(cipherSuite, text))
    },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  const publicKey = Redacted.value(both.key.value)
  if (!both.id.startsWith("PUB_KEY_ID_") && !publicKey.includes("BEGIN CERTIFICATE")) {
    return yield* Effect.fail(
      ConfigError.InvalidData(
        ["WECHATPAY_PUBLIC_KEY_ID"],
        "expected PUB_KEY_ID_…, the id of WeChat Pay's public key; got the serial number of a certificate, such as the merchant's own"
      )
    )
  }
  return { id: both.id, publicKey }
})

const apiV3Key = /* @__PURE__ */ Effect.fnUntraced(function* (cipherSuite: CipherSuite) {
  const name = "WECHATPAY_API_V3_KEY"
  const found = setOnly(yield* Config.option(Config.redacted(name)))
  if (Option.isNone(found)) return undefined
  yield* named({ apiV3Key: name })(cipherSuite.decrypter(found.value))
  return found.value
})

/** WeChat Pay's public key, which is required. */
export const readPlatformKey = (cipherSuite: CipherSuite) =>
  Effect.filterOrFail(
    publicKey(cipherSuite),
    (found) => found !== undefined,
    () => noPublicKey
  )

const platformKeys = /* @__PURE__ */ Effect.fnUntraced(function* (cipherSuite: CipherSuite) {
  const found = yield* Effect.all(
    { publicKey: publicKey(cipherSuite), apiV3Key: apiV3Key(cipherSuite) },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  if (found.publicKey !== undefined) return found
  if (cipherSuite.certificates === undefined) return yield* Effect.fail(noPublicKey)
  return found.apiV3Key === undefined ? yield* Effect.fail(noKeyOfWechatPay) : found
})

/** Makes the service that decrypts the notifications of a merchant. */
export const notificationConfig = <A, R>(
  make: (options: {
    readonly mchid: string
    readonly apiV3Key: Redacted.Redacted
  }) => Effect.Effect<A, InvalidOptions, R>
): Effect.Effect<A, ConfigError.ConfigError, R> =>
  Effect.all(
    { mchid: nonEmpty("WECHATPAY_MCHID"), apiV3Key: secret("WECHATPAY_API_V3_KEY") },
    { mode: "validate" }
  ).pipe(
    Effect.mapError(joined),
    Effect.flatMap((options) =>
      named({ mchid: "WECHATPAY_MCHID", apiV3Key: "WECHATPAY_API_V3_KEY" })(make(options))
    )
  )

const regions: ReadonlyArray<string> = Object.keys(hosts)
const isRegion = (text: string): text is Region => regions.includes(text)

export const region = Effect.flatMap(optional(nonEmpty("WECHATPAY_REGION")), (text) => {
  if (Option.isNone(text)) return Effect.succeed(undefined)
  return isRegion(text.value)
    ? Effect.succeed(text.value)
    : Effect.fail(ConfigError.InvalidData(["WECHATPAY_REGION"], `expected ${regions.join(", ")}`))
})

export const baseUrl = /* @__PURE__ */ Effect.gen(function* () {
  const url = Option.getOrUndefined(yield* optional(nonEmpty("WECHATPAY_BASE_URL")))
  if (url !== undefined) yield* named({ baseUrl: "WECHATPAY_BASE_URL" })(hostsOf({ baseUrl: url }))
  return url
})

/** WeChat Pay's published chain: PEM text, or the path of its file. */
const trust = Effect.gen(function* () {
  const text = yield* Config.option(Config.string("WECHATPAY_TRUST"))
  if (Option.isSome(text) && text.value.trim() !== "") return text.value
  const file = yield* optional(nonEmpty("WECHATPAY_TRUST_FILE"))
  if (Option.isNone(file)) return undefined
  const fs = yield* FileSystem.FileSystem
  return yield* Effect.mapError(fs.readFile(file.value), unreadable("WECHATPAY_TRUST_FILE"))
})

const merchantKeys = (cipherSuite: CipherSuite) => ({
  mchid: identity("WECHATPAY_MCHID", checkMchid),
  serialNo: identity("WECHATPAY_SERIAL_NO", checkSerialNo),
  privateKey: Effect.map(
    key("WECHATPAY_PRIVATE_KEY", (text) => readPrivateKey(cipherSuite, text)),
    ({ value }) => value
  )
})

/** The merchant's API certificate, if it is configured: PEM text, or the path of its file. */
const certificate = /* @__PURE__ */ Effect.map(
  optional(/* @__PURE__ */ textOrFile("WECHATPAY_CERTIFICATE")),
  (found) =>
    Option.match(found, {
      onNone: () => ({}),
      onSome: ({ value }) => ({ certificate: Redacted.value(value) })
    })
)

/** The keys with which the merchant signs. */
export const readMerchantKeys = (cipherSuite: CipherSuite) =>
  Effect.all({ ...merchantKeys(cipherSuite), certificate }, { mode: "validate" }).pipe(
    Effect.mapBoth({
      onFailure: joined,
      onSuccess: ({ certificate, ...keys }) => ({ ...keys, ...certificate })
    })
  )

/** The configuration, or all missing and invalid variables in one error. Not every cipher suite has certificates. */
export const readConfig = /* @__PURE__ */ Effect.fnUntraced(function* (cipherSuite: CipherSuite) {
  const all = yield* Effect.all(
    {
      ...merchantKeys(cipherSuite),
      certificate,
      keys: platformKeys(cipherSuite),
      trust,
      region,
      baseUrl
    },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  const { apiV3Key, publicKey: platform } = all.keys
  return {
    merchant: {
      mchid: all.mchid,
      serialNo: all.serialNo,
      privateKey: all.privateKey,
      ...all.certificate,
      cipherSuite,
      ...(platform === undefined ? {} : { publicKeys: [platform] as const }),
      ...(apiV3Key === undefined ? {} : { apiV3Key })
    },
    trust: all.trust,
    where: {
      ...(all.region === undefined ? {} : { region: all.region }),
      ...(all.baseUrl === undefined ? {} : { baseUrl: all.baseUrl })
    }
  }
})
