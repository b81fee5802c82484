import { createPrivateKey, createPublicKey, createVerify } from "node:crypto"
import { inspect } from "node:util"
import { FileSystem, HttpClient, KeyValueStore } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Retry, Signer, V2Client, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { Cause, ConfigProvider, Effect, Exit, Layer, Option } from "effect"
import * as ConfigError from "effect/ConfigError"
import { makeCertificate, toP7b } from "../../packages/simulator/src/internal/certificate.js"
import { asPkcs1Private, asPublic, pem } from "../conformance/vectors.js"
import { ping } from "../support/endpoints.js"
import { merchant, platform, response, scripted, sign } from "../support/scripted.js"

const valid: Readonly<Record<string, string>> = {
  WECHATPAY_MCHID: merchant.mchid,
  WECHATPAY_SERIAL_NO: merchant.serialNo,
  WECHATPAY_PRIVATE_KEY: merchant.privateKey,
  WECHATPAY_PUBLIC_KEY_ID: platform.id,
  WECHATPAY_PUBLIC_KEY: platform.publicKey
}

type Variables = Readonly<Record<string, string | undefined>>

const provider = (variables: Variables) =>
  ConfigProvider.fromMap(
    new Map(
      Object.entries(variables).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const]
      )
    )
  )

/** A client from variables whose requests end at a scripted WeChat Pay. */
const client = (variables: Variables) => {
  const { http, received } = scripted(() => response(204))
  const layer = WechatPayClient.layerConfig().pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
    Layer.provide(NodeFileSystem.layer),
    Layer.provide(Layer.setConfigProvider(provider(variables)))
  )
  return { layer, received }
}

const calls = Effect.fnUntraced(function* (change: Variables) {
  const { layer, received } = client({ ...valid, ...change })
  yield* ping({}).pipe(Effect.provide(layer))
  assert.lengthOf(received, 1)
  return received[0]!
})

const variablesOf = (error: ConfigError.ConfigError): ReadonlyArray<string> =>
  ConfigError.reduceWithContext(error, undefined, {
    andCase: (_, left: ReadonlyArray<string>, right: ReadonlyArray<string>) => [...left, ...right],
    orCase: (_, left, right) => [...left, ...right],
    invalidDataCase: (_, path) => [path.join(".")],
    missingDataCase: (_, path) => [path.join(".")],
    sourceUnavailableCase: (_, path) => [path.join(".")],
    unsupportedCase: (_, path) => [path.join(".")]
  })

/** The variables that the one error names, and its text, in which no value is found. */
const rejection = Effect.fnUntraced(function* (change: Variables) {
  const variables = { ...valid, ...change }
  const exit = yield* Effect.exit(Effect.scoped(Layer.build(client(variables).layer)))
  assert(Exit.isFailure(exit), "was accepted")
  const error = Option.getOrThrow(Cause.failureOption(exit.cause))
  assert(ConfigError.isConfigError(error), inspect(error))
  assert.lengthOf([...Cause.failures(exit.cause)], 1)
  const text = [
    String(error),
    Cause.pretty(exit.cause),
    JSON.stringify(error),
    inspect(error, { depth: 10 })
  ].join("\n")
  for (const [name, value] of Object.entries(variables)) {
    for (const line of (value ?? "").split(/\n|\\n/)) {
      const isFile = name.endsWith("_FILE")
      if (line.length > 4 && !line.startsWith("-----") && !isFile)
        assert.notInclude(text, line, `value of ${name}`)
    }
  }
  return { named: variablesOf(error), text }
})

describe("WechatPayClient.layerConfig", () => {
  it.effect("WechatPayClient.layerConfig makes a client that signs as the merchant of the variables", () =>
    Effect.gen(function* () {
      const received = yield* calls({})
      assert.strictEqual(received.origin, "https://api.mch.weixin.qq.com")
      assert.strictEqual(received.headers["wechatpay-serial"], platform.id)
    })
  )

  it.effect.each([
    ["PKCS#1", { WECHATPAY_PRIVATE_KEY: asPkcs1Private(merchant.privateKey) }],
    [
      "literal \\n",
      {
        WECHATPAY_PRIVATE_KEY: merchant.privateKey.replaceAll("\n", "\\n"),
        WECHATPAY_PUBLIC_KEY: platform.publicKey.replaceAll("\n", "\\n")
      }
    ],
    ["a public key as PKCS#1", { WECHATPAY_PUBLIC_KEY: asPublic(platform.publicKey, "pkcs1") }],
    [
      "blanks around values",
      { WECHATPAY_MCHID: ` ${merchant.mchid}\n`, WECHATPAY_SERIAL_NO: `${merchant.serialNo}\n` }
    ],
    ["a lower-case serial number", { WECHATPAY_SERIAL_NO: merchant.serialNo.toLowerCase() }],
    ["an empty base URL", { WECHATPAY_BASE_URL: "" }],
    ["an empty name of a file", { WECHATPAY_PRIVATE_KEY_FILE: "", WECHATPAY_PUBLIC_KEY_FILE: "" }]
  ] as const)("WechatPayClient.layerConfig reads %s", ([, change]) => calls(change))

  it.effect("WechatPayClient.layerConfig sends to the base URL", () =>
    Effect.gen(function* () {
      const received = yield* calls({ WECHATPAY_BASE_URL: "http://127.0.0.1:4010" })
      assert.strictEqual(received.origin, "http://127.0.0.1:4010")
    })
  )

  it.effect("WechatPayClient.layerConfig sends to the hosts of the region, or to the base URL", () =>
    Effect.gen(function* () {
      for (const region of ["hk", "us"]) {
        const { origin } = yield* calls({ WECHATPAY_REGION: region })
        assert.strictEqual(origin, `https://api${region}.mch.weixin.qq.com`)
      }
      for (const region of ["mainland", "", " mainland\n"]) {
        const { origin } = yield* calls({ WECHATPAY_REGION: region })
        assert.strictEqual(origin, "https://api.mch.weixin.qq.com")
      }
      const both = { WECHATPAY_REGION: "hk", WECHATPAY_BASE_URL: "http://127.0.0.1:4010" }
      assert.strictEqual((yield* calls(both)).origin, both.WECHATPAY_BASE_URL)
    })
  )

  it.effect("WechatPayClient.layerConfig keeps certificates in the given store", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const store = KeyValueStore.make({
        get: (key) =>
          Effect.sync(() => {
            asked.push(key)
            return Option.none<string>()
          }),
        getUint8Array: () => Effect.succeedNone,
        set: () => Effect.void,
        remove: () => Effect.void,
        clear: Effect.void,
        size: Effect.succeed(0)
      })
      const { http } = scripted(() => response(204))
      const variables = {
        ...valid,
        WECHATPAY_PUBLIC_KEY_ID: undefined,
        WECHATPAY_PUBLIC_KEY: undefined,
        WECHATPAY_API_V3_KEY: "0123456789abcdef0123456789abcdef"
      }
      const layer = WechatPayClient.layerConfig({ certificates: { store } }).pipe(
        Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
        Layer.provide(NodeFileSystem.layer),
        Layer.provide(Layer.setConfigProvider(provider(variables)))
      )
      const error = yield* Effect.flip(Retry.none(ping({})).pipe(Effect.provide(layer)))
      assert(error._tag === "WechatPayError" && error.reason._tag === "UnknownSerial")
      assert.lengthOf(asked, 1)
    })
  )

  it.scoped("WechatPayClient.layerConfig reads keys from files", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      yield* fs.writeFileString(`${folder}/private.pem`, merchant.privateKey)
      yield* fs.writeFileString(`${folder}/public.pem`, platform.publicKey)
      yield* calls({
        WECHATPAY_PRIVATE_KEY: undefined,
        WECHATPAY_PRIVATE_KEY_FILE: `${folder}/private.pem`,
        WECHATPAY_PUBLIC_KEY: "",
        WECHATPAY_PUBLIC_KEY_FILE: `${folder}/public.pem`
      })
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("WechatPayClient.layerConfig reads the merchant's certificate and the trusted authorities", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      const key = {
        privateKey: createPrivateKey(merchant.privateKey),
        publicKey: createPublicKey(merchant.privateKey)
      }
      const validity = { notBefore: 0, notAfter: 1e12 }
      const own = makeCertificate({ ...key, ...validity, serialNo: merchant.serialNo })
      const foreign = makeCertificate({ ...key, ...validity, serialNo: "0F12AB34CD" })
      const authority = makeCertificate({ ...key, ...validity, serialNo: "01", authority: {} })
      const apiV3Key = { WECHATPAY_API_V3_KEY: "0123456789abcdef0123456789abcdef" }
      yield* fs.writeFileString(`${folder}/own.pem`, own)
      yield* fs.writeFile(`${folder}/chain.p7b`, toP7b([authority]))
      yield* fs.writeFileString(`${folder}/chain.pem`, "none")
      for (const change of [
        { WECHATPAY_CERTIFICATE: own },
        { WECHATPAY_CERTIFICATE_FILE: `${folder}/own.pem` },
        { ...apiV3Key, WECHATPAY_TRUST: authority },
        { ...apiV3Key, WECHATPAY_TRUST: "", WECHATPAY_TRUST_FILE: `${folder}/chain.p7b` }
      ]) {
        yield* calls(change)
      }
      for (const [change, name] of [
        [{ WECHATPAY_CERTIFICATE: foreign }, "WECHATPAY_CERTIFICATE"],
        [{ WECHATPAY_CERTIFICATE: "no certificate" }, "WECHATPAY_CERTIFICATE"],
        [{ WECHATPAY_CERTIFICATE_FILE: `${folder}/none.pem` }, "WECHATPAY_CERTIFICATE_FILE"],
        [{ ...apiV3Key, WECHATPAY_TRUST: "no certificate" }, "WECHATPAY_TRUST"],
        [{ ...apiV3Key, WECHATPAY_TRUST_FILE: `${folder}/chain.pem` }, "WECHATPAY_TRUST"],
        [{ ...apiV3Key, WECHATPAY_TRUST_FILE: `${folder}/none.p7b` }, "WECHATPAY_TRUST_FILE"]
      ] as const) {
        assert.deepStrictEqual((yield* rejection(change)).named, [name])
      }
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("a variable that is missing", () => {
  it.effect.each(
    Object.keys(valid).flatMap(
      (name) =>
        [
          [name, undefined],
          [name, ""],
          [name, " \n"]
        ] as const
    )
  )("the error names the missing variable %s (%j)", ([name, value]) =>
    Effect.gen(function* () {
      const { named, text } = yield* rejection({ [name]: value })
      assert.deepStrictEqual(named, [name])
      assert.include(text, name)
      if (name === "WECHATPAY_PRIVATE_KEY")
        assert.include(text, "WECHATPAY_PRIVATE_KEY or WECHATPAY_PRIVATE_KEY_FILE")
    })
  )

  it.effect("the error names all missing variables together", () =>
    Effect.gen(function* () {
      const { named } = yield* rejection({
        WECHATPAY_MCHID: undefined,
        WECHATPAY_SERIAL_NO: "",
        WECHATPAY_PRIVATE_KEY: undefined
      })
      assert.deepStrictEqual([...named].sort(), [
        "WECHATPAY_MCHID",
        "WECHATPAY_PRIVATE_KEY",
        "WECHATPAY_SERIAL_NO"
      ])
    })
  )
})

describe("a variable that is malformed", () => {
  const secret = "sup3rs3cret-value"

  it.effect.each([
    ["WECHATPAY_MCHID", secret, "expected the merchant number, digits only"],
    ["WECHATPAY_SERIAL_NO", secret, "expected the certificate's serial number in hexadecimal"],
    ["WECHATPAY_SERIAL_NO", BigInt(`0x${merchant.serialNo}`).toString(), "looks decimal"],
    ["WECHATPAY_SERIAL_NO", platform.id.replace("6", "5"), "is the id of WeChat Pay's public key"],
    ["WECHATPAY_PRIVATE_KEY", secret, "expected PEM text with BEGIN PRIVATE KEY"],
    ["WECHATPAY_PRIVATE_KEY", merchant.privateKey.replace(/\n.*\n/, "\n"), "does not hold an RSA key"],
    ["WECHATPAY_PRIVATE_KEY", platform.publicKey, "got BEGIN PUBLIC KEY"],
    ["WECHATPAY_PUBLIC_KEY", secret, "expected PEM text with BEGIN PUBLIC KEY"],
    ["WECHATPAY_PUBLIC_KEY", merchant.privateKey, "got BEGIN PRIVATE KEY"],
    ["WECHATPAY_BASE_URL", secret, "expected an address such as https://api.mch.weixin.qq.com"],
    ["WECHATPAY_BASE_URL", `ftp://${secret}`, "expected an address"],
    ["WECHATPAY_BASE_URL", `http://localhost/${secret}`, "expected scheme and host only"],
    ["WECHATPAY_REGION", secret, "expected mainland, hk, us"],
    ["WECHATPAY_API_V3_KEY", secret, "32 bytes"],
    ["WECHATPAY_BASE_URL", `http://user:${secret}@localhost`, "expected scheme and host only"]
  ] as const)(
    "the error names the malformed variable %s without its value (case %#)",
    ([name, value, problem]) =>
      Effect.gen(function* () {
        const { named, text } = yield* rejection({ [name]: value })
        assert.deepStrictEqual(named, [name])
        assert.include(text, problem)
        assert.notInclude(text, secret)
      })
  )
})

describe("variables with each other's values", () => {
  const pairsOf = (variables: Variables) => {
    const names = Object.keys(variables)
    return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const))
  }

  it.effect("each swap of two variables is an error that names one of them and prints no value", () =>
    Effect.gen(function* () {
      const key = {
        privateKey: createPrivateKey(merchant.privateKey),
        publicKey: createPublicKey(merchant.privateKey)
      }
      const validity = { notBefore: 0, notAfter: 1e12 }
      const all = {
        ...valid,
        WECHATPAY_CERTIFICATE: makeCertificate({ ...key, ...validity, serialNo: merchant.serialNo }),
        WECHATPAY_TRUST: makeCertificate({ ...key, ...validity, serialNo: "01", authority: {} }),
        WECHATPAY_API_V3_KEY: "0123456789abcdef0123456789abcdef",
        WECHATPAY_REGION: "hk",
        WECHATPAY_BASE_URL: "http://127.0.0.1:4010"
      } as Record<string, string>
      yield* calls(all)
      for (const [one, other] of pairsOf(all)) {
        const { named } = yield* rejection({ ...all, [one]: all[other], [other]: all[one] })
        assert.isNotEmpty(named, `${one} and ${other}`)
        for (const name of named) assert.include([one, other], name)
      }
    })
  )

  it.effect("each swap of two variables of the XML interface is an error that names one of them", () =>
    Effect.gen(function* () {
      const all: Record<string, string> = {
        WECHATPAY_MCHID: merchant.mchid,
        WECHATPAY_API_V2_KEY: "0123456789abcdef0123456789abcdef",
        WECHATPAY_REGION: "hk",
        WECHATPAY_BASE_URL: "http://127.0.0.1:4010"
      }
      const build = (variables: Variables) =>
        V2Client.layerConfig().pipe(
          Layer.provide(Layer.succeed(HttpClient.HttpClient, scripted(() => response(204)).http)),
          Layer.provide(Layer.setConfigProvider(provider(variables))),
          Layer.build,
          Effect.scoped
        )
      yield* build(all)
      for (const [one, other] of pairsOf(all)) {
        const error = yield* Effect.flip(build({ ...all, [one]: all[other], [other]: all[one] }))
        for (const name of variablesOf(error)) assert.include([one, other], name)
        for (const value of Object.values(all)) {
          if (value.length > 4) assert.notInclude(inspect(error, { depth: 10 }), value)
        }
      }
    })
  )

  it.effect(
    "a private key in the place of an id is rejected without being printed, with and without variables",
    () =>
      Effect.gen(function* () {
        const publicKey = platform.publicKey
        for (const id of [
          merchant.privateKey,
          merchant.mchid.slice(0, 4),
          "PUB_KEY_ID_",
          "PUB_KEY_ID_1\r\nx: y"
        ]) {
          const error = yield* Effect.flip(Verifier.makePublicKey({ keys: [{ id, publicKey }] }))
          assert.strictEqual(error.setting, "publicKeyId")
          if (id.length > 11) assert.notInclude(inspect(error), id.slice(0, 80))
        }
      })
  )
})

describe("one side alone", () => {
  const given = <A, E>(layer: Layer.Layer<A, E, FileSystem.FileSystem>, variables: Variables) =>
    layer.pipe(
      Layer.provide(NodeFileSystem.layer),
      Layer.provide(Layer.setConfigProvider(provider(variables)))
    )

  const errorOf = <A>(
    layer: Layer.Layer<A, ConfigError.ConfigError, FileSystem.FileSystem>,
    variables: Variables
  ) => Effect.map(Effect.flip(Effect.scoped(Layer.build(given(layer, variables)))), String)

  it.effect("Verifier.layerConfig works without the merchant's keys and without a client", () =>
    Effect.gen(function* () {
      const { WECHATPAY_PUBLIC_KEY, WECHATPAY_PUBLIC_KEY_ID } = valid
      const verify = Verifier.verifyAt(sign("{}", 1722850421), new TextEncoder().encode("{}"), 1722850421)
      yield* Effect.provide(
        verify,
        given(Verifier.layerConfig(), { WECHATPAY_PUBLIC_KEY, WECHATPAY_PUBLIC_KEY_ID })
      )
      const none = yield* errorOf(Verifier.layerConfig(), {})
      for (const name of ["WECHATPAY_PUBLIC_KEY_ID", "WECHATPAY_PUBLIC_KEY_FILE"]) assert.include(none, name)
      assert.include(
        yield* errorOf(Verifier.layerConfig(), { ...valid, WECHATPAY_PUBLIC_KEY: pem("java-merchant-cert") }),
        "WECHATPAY_PUBLIC_KEY_ID: "
      )
    })
  )

  it.scoped("Signer.layerConfig signs with a key from a file, without WeChat Pay's key", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = yield* fs.makeTempFileScoped()
      yield* fs.writeFileString(file, merchant.privateKey)
      const { WECHATPAY_MCHID, WECHATPAY_SERIAL_NO } = valid
      const variables = { WECHATPAY_MCHID, WECHATPAY_SERIAL_NO, WECHATPAY_PRIVATE_KEY_FILE: file }
      const signature = yield* Effect.flatMap(Signer.Signer, ({ sign }) => sign("text")).pipe(
        Effect.provide(given(Signer.layerConfig(), variables))
      )
      assert.strictEqual(signature.serialNo, merchant.serialNo)
      assert.isTrue(
        createVerify("RSA-SHA256").update("text").verify(merchant.publicKey, signature.value, "base64")
      )
      const none = yield* errorOf(Signer.layerConfig(), {})
      for (const name of ["WECHATPAY_MCHID", "WECHATPAY_SERIAL_NO", "WECHATPAY_PRIVATE_KEY"]) {
        assert.include(none, name)
      }
      assert.include(
        yield* errorOf(Signer.layerConfig(), { ...valid, WECHATPAY_CERTIFICATE: "no certificate" }),
        "WECHATPAY_CERTIFICATE: "
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("the keys of the two sides", () => {
  it.effect(
    "layerConfig rejects the merchant's own certificate in place of WeChat Pay's key and explains it",
    () =>
      Effect.gen(function* () {
        const { named, text } = yield* rejection({ WECHATPAY_PUBLIC_KEY_ID: merchant.serialNo.toLowerCase() })
        assert.deepStrictEqual(named, ["WECHATPAY_PUBLIC_KEY_ID"])
        assert.include(text, "got the serial number of a certificate, such as the merchant's own")
      })
  )

  it.effect("layerConfig rejects a certificate under the id of WeChat Pay's public key and explains it", () =>
    Effect.gen(function* () {
      for (const variables of [{}, { WECHATPAY_API_V3_KEY: "0123456789abcdef0123456789abcdef" }]) {
        const { named, text } = yield* rejection({
          ...variables,
          WECHATPAY_PUBLIC_KEY: pem("java-merchant-cert")
        })
        assert.deepStrictEqual(named, ["WECHATPAY_PUBLIC_KEY_ID"])
        assert.include(text, "is not the serial number of the certificate given with it")
      }
      const own = { WECHATPAY_PUBLIC_KEY_ID: "F5765756002FDD77", WECHATPAY_PUBLIC_KEY: pem("go-cert-F576") }
      yield* Effect.scoped(Layer.build(client({ ...valid, ...own }).layer))
    })
  )
})

describe("all that is missing or wrong", () => {
  it.effect("everything that is missing or wrong in the configuration is one error", () =>
    Effect.gen(function* () {
      const { named } = yield* rejection({
        WECHATPAY_MCHID: "sup3rs3cret-mchid",
        WECHATPAY_SERIAL_NO: undefined,
        WECHATPAY_PRIVATE_KEY: "sup3rs3cret-private",
        WECHATPAY_PUBLIC_KEY_ID: "",
        WECHATPAY_PUBLIC_KEY: "sup3rs3cret-public",
        WECHATPAY_API_V3_KEY: "sup3rs3cret-apiv3",
        WECHATPAY_REGION: "sup3rs3cret-region",
        WECHATPAY_BASE_URL: "sup3rs3cret-url"
      })
      assert.deepStrictEqual([...named].sort(), [
        "WECHATPAY_API_V3_KEY",
        "WECHATPAY_BASE_URL",
        "WECHATPAY_MCHID",
        "WECHATPAY_PRIVATE_KEY",
        "WECHATPAY_PUBLIC_KEY",
        "WECHATPAY_PUBLIC_KEY_ID",
        "WECHATPAY_REGION",
        "WECHATPAY_SERIAL_NO"
      ])
    })
  )
})

describe("a file that is named", () => {
  it.scoped(
    "a key file must be readable and contain a key, and the error names the variable with _FILE",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const folder = yield* fs.makeTempDirectoryScoped()
        yield* fs.writeFileString(`${folder}/other.txt`, "sup3rs3cret-content")
        yield* fs.writeFileString(`${folder}/empty.pem`, "")
        for (const [kind, name] of [
          ["PRIVATE", "WECHATPAY_PRIVATE_KEY"],
          ["PUBLIC", "WECHATPAY_PUBLIC_KEY"]
        ] as const) {
          for (const [file, problem] of [
            [`${folder}/missing.pem`, "Expected the path of a readable file (NotFound)"],
            [folder, "Expected the path of a readable file"],
            [`${folder}/other.txt`, `expected PEM text with BEGIN ${kind} KEY`],
            [`${folder}/empty.pem`, `expected PEM text with BEGIN ${kind} KEY`]
          ] as const) {
            const { named, text } = yield* rejection({ [name]: undefined, [`${name}_FILE`]: file })
            assert.deepStrictEqual(named, [`${name}_FILE`])
            assert.include(text, problem)
            assert.notInclude(text, "sup3rs3cret-content")
          }
        }
      }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
