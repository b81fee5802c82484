import {
  constants,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  privateDecrypt
} from "node:crypto"
import { inspect } from "node:util"
import { assert, describe, it, vi } from "@effect/vitest"
import { Signer, V2Key } from "@effect-wechatpay/core"
import { Cause, Effect, Exit, Layer, Logger, Option, Redacted, TestClock } from "effect"
import { decodeBase64, encodeBase64 } from "../../packages/core/src/internal/crypto/base64.js"
import { webCrypto } from "../../packages/core/src/internal/crypto/webCrypto.js"
import {
  type CertificateOptions,
  makeCertificate
} from "../../packages/simulator/src/internal/certificate.js"
import { asPkcs1Private, asPublic, pem } from "../conformance/vectors.js"
import { metricState } from "../support/metrics.js"

const privateKey = pem("java-merchant-private")
const serialNo = "5F1C72E2A8931B72A2E13AF8DEE92471EB397115"
const valid = { mchid: "1900007291", serialNo, privateKey }

const make = (options: Partial<typeof valid>) => {
  const all = { ...valid, ...options }
  return Signer.make({ ...all, privateKey: Redacted.make(all.privateKey) })
}

/** Lines of the key's base64, none of which may be printed. */
const material = (text: string): ReadonlyArray<string> =>
  text
    .replace(/\\n/g, "\n")
    .split("\n")
    .filter((line) => line.length > 8 && !line.startsWith("-----"))

const printed = (error: Error): string =>
  [
    error.message,
    String(error),
    error.stack,
    JSON.stringify(error),
    Cause.pretty(Cause.fail(error)),
    inspect(error)
  ].join("\n")

const rejection = Effect.fnUntraced(function* (options: Partial<typeof valid>) {
  const error = yield* Effect.flip(make(options))
  assert.strictEqual(error._tag, "InvalidOptions")
  assert.strictEqual(error.message, `${error.setting}: ${error.problem}`)
  assert.notInclude(error.message, "\n")
  for (const line of material(options.privateKey ?? privateKey)) assert.notInclude(printed(error), line)
  return error
})

describe("Signer.make", () => {
  const forms: Readonly<Record<string, string>> = {
    "PKCS#8": privateKey,
    "PKCS#1": asPkcs1Private(privateKey),
    "PEM on one line with \\n": privateKey.trimEnd().replaceAll("\n", "\\n"),
    "PEM with \\r\\n": privateKey.replaceAll("\n", "\r\n"),
    "PEM on one line with \\r\\n": privateKey.replaceAll("\n", "\\r\\n"),
    "PEM with its lines joined by spaces": privateKey.replaceAll("\n", " "),
    "PEM with its line feeds gone": privateKey.replaceAll("\n", ""),
    "PEM with text around it": `Bag Attributes\n  friendlyName: x\n${privateKey}\n\n`,
    "PEM after a byte order mark": `\ufeff${privateKey}`
  }

  it.effect.each(Object.entries(forms))("Signer.make reads a private key as %s", ([, form]) =>
    Effect.gen(function* () {
      const signer = yield* make({ privateKey: form })
      assert.strictEqual(signer.scheme, "WECHATPAY2-SHA256-RSA2048")
      assert.strictEqual(signer.mchid, "1900007291")
      const signature = yield* signer.sign("文\n")
      assert.strictEqual(signature.serialNo, serialNo)
      assert.strictEqual(
        signature.value,
        createSign("RSA-SHA256").update("文\n", "utf8").sign(privateKey, "base64")
      )
    })
  )

  it.effect("Signer.make signs any text, also many at a time", () =>
    Effect.gen(function* () {
      const signer = yield* make({})
      const publicKey = asPublic(privateKey)
      const texts = [
        "",
        "\n",
        "a".repeat(100_000),
        "中文",
        ...Array.from({ length: 50 }, (_, index) => `text ${index}`)
      ]
      const signatures = yield* Effect.forEach(texts, signer.sign, { concurrency: "unbounded" })
      for (const [index, { value }] of signatures.entries()) {
        assert.match(value, /^[A-Za-z0-9+/]{342}==$/)
        assert.isTrue(
          createVerify("RSA-SHA256")
            .update(texts[index] ?? "")
            .verify(publicKey, value, "base64")
        )
      }
    })
  )

  it.effect.each([
    ["5f1c72e2a8931b72a2e13af8dee92471eb397115", serialNo],
    ["0C4AEF34B89340881BB2B25226393DC2E47F094B", "0C4AEF34B89340881BB2B25226393DC2E47F094B"],
    ["00d7ce59d1f522d701", "00D7CE59D1F522D701"]
  ] as const)("Signer.make returns the serial number %s as %s", ([given, expected]) =>
    Effect.gen(function* () {
      const signer = yield* make({ serialNo: given })
      assert.strictEqual((yield* signer.sign("")).serialNo, expected)
    })
  )
})

describe("rejected serial numbers", () => {
  it.effect.each([
    ["decimal", BigInt(`0x${serialNo}`).toString(), /looks decimal/],
    [
      "of WeChat Pay's public key",
      "PUB_KEY_ID_0000000000000024101100397200000006",
      /WeChat Pay's public key.*merchant's own/
    ],
    ["empty", "", /openssl x509/],
    ["with colons", serialNo.replace(/(..)(?!$)/g, "$1:"), /openssl x509/],
    ["as openssl prints it", `serial=${serialNo}`, /openssl x509/],
    ["with 0x", `0x${serialNo}`, /openssl x509/],
    ["with a blank", `${serialNo} `, /openssl x509/],
    ["too long", `${serialNo}AB`, /openssl x509/],
    ["a word", "yyyyy", /openssl x509/]
  ] as const)("Signer.make rejects the serial number that is %s", ([, given, problem]) =>
    Effect.gen(function* () {
      const error = yield* rejection({ serialNo: given })
      assert.strictEqual(error.setting, "serialNo")
      assert.match(error.problem, problem)
    })
  )
})

describe("rejected merchant numbers", () => {
  it.effect.each([
    "",
    "abc",
    "19000 07291",
    "1900007291\n",
    "１９０００",
    "-1",
    "1".repeat(33),
    '1",serial_no="2'
  ])("Signer.make rejects the merchant number %j", (mchid) =>
    Effect.gen(function* () {
      const error = yield* rejection({ mchid })
      assert.strictEqual(error.setting, "mchid")
      assert.include(error.problem, "digits only")
      if (mchid.length > 3) assert.notInclude(printed(error), mchid)
    })
  )
})

describe("rejected private keys", () => {
  const encrypted = (type: "pkcs1" | "pkcs8") =>
    createPrivateKey(privateKey)
      .export({ type, format: "pem", cipher: "aes-128-cbc", passphrase: "p" })
      .toString()
  const cut = privateKey.split("\n")

  it.effect.each([
    ["no text", "", /expected PEM text with BEGIN PRIVATE KEY/],
    ["a path", "/etc/keys/apiclient_key.pem", /expected PEM text with BEGIN PRIVATE KEY/],
    ["base64 without its frame", cut.slice(1, -2).join(""), /expected PEM text with BEGIN PRIVATE KEY/],
    ["encrypted PKCS#8", encrypted("pkcs8"), /is encrypted; decrypt it first/],
    ["encrypted PKCS#1", encrypted("pkcs1"), /is encrypted; decrypt it first/],
    ["a public key", asPublic(privateKey), /got BEGIN PUBLIC KEY/],
    ["a certificate", pem("java-merchant-cert"), /got BEGIN CERTIFICATE/],
    [
      "an elliptic key",
      generateKeyPairSync("ec", { namedCurve: "P-256" })
        .privateKey.export({ type: "sec1", format: "pem" })
        .toString(),
      /got BEGIN EC PRIVATE KEY/
    ],
    [
      "an elliptic key as PKCS#8",
      generateKeyPairSync("ec", { namedCurve: "P-256" })
        .privateKey.export({ type: "pkcs8", format: "pem" })
        .toString(),
      /does not hold an RSA key/
    ],
    ["an SM2 key", pem("java-sm2-merchant-private"), /does not hold an RSA key/],
    ["a line short", cut.filter((_, index) => index !== 5).join("\n"), /does not hold an RSA key/],
    ["with a character lost", privateKey.replace(cut[5] ?? "", (cut[5] ?? "").slice(1)), /PEM/],
    ["with a foreign character", privateKey.replace(cut[5] ?? "", `${(cut[5] ?? "").slice(1)}!`), /PEM/],
    ["without its end", cut.slice(0, -2).join("\n"), /expected PEM text with BEGIN PRIVATE KEY/],
    ["an empty frame", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", /expected PEM text/],
    [
      "PKCS#8 that calls itself PKCS#1",
      privateKey.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY"),
      /does not hold an RSA key/
    ],
    [
      "PKCS#1 that calls itself PKCS#8",
      asPkcs1Private(privateKey).replaceAll("RSA PRIVATE KEY", "PRIVATE KEY"),
      /does not hold an RSA key/
    ]
  ] as const)("Signer.make rejects in place of a private key: %s", ([, given, problem]) =>
    Effect.gen(function* () {
      const error = yield* rejection({ privateKey: given })
      assert.strictEqual(error.setting, "privateKey")
      assert.match(error.problem, problem)
    })
  )
})

describe("Signer.layer", () => {
  it.effect("Signer.layer fails with the same errors as Signer.make", () =>
    Effect.gen(function* () {
      const built = yield* Effect.exit(
        Effect.scoped(
          Layer.build(Signer.layer({ ...valid, mchid: "x", privateKey: Redacted.make(privateKey) }))
        )
      )
      assert(Exit.isFailure(built))
      assert.include(Cause.pretty(built.cause), "mchid: expected the merchant number, digits only")
    })
  )
})

describe("the certificate of a Signer", () => {
  const day = 86_400_000
  const key = { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(privateKey) }
  const end = 100 * day
  const certificateWith = (options: Partial<CertificateOptions> = {}) =>
    makeCertificate({ ...key, serialNo, notBefore: 0, notAfter: end, ...options })
  const makeWith = (certificate: string) =>
    Signer.make({ ...valid, privateKey: Redacted.make(privateKey), certificate })

  it.effect("the certificate of a Signer must be that of its key and serial number", () =>
    Effect.gen(function* () {
      const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 })
      for (const [certificate, problem] of [
        [certificateWith(stranger), "is not the certificate of the private key"],
        [certificateWith({ serialNo: "0F1C" }), "has the serial number 0F1C"],
        [privateKey, "expected PEM text with BEGIN CERTIFICATE"],
        ["", "expected PEM text with BEGIN CERTIFICATE"]
      ] as const) {
        const error = yield* Effect.flip(makeWith(certificate))
        assert.strictEqual(error.setting, "certificate")
        assert.include(error.problem, problem)
        for (const line of material(privateKey)) assert.notInclude(printed(error), line)
      }
    })
  )

  it.effect(
    "the certificate of a Signer is reported once a day, with a warning from 30 days before its end",
    () =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const logger = Logger.replace(
          Logger.defaultLogger,
          Logger.make(({ message }) => void lines.push(String(message)))
        )
        const { sign } = yield* makeWith(certificateWith())
        const signTwice = Effect.zip(sign("a"), sign("b")).pipe(Effect.provide(logger))
        const days = Effect.map(
          metricState("wechatpay_merchant_certificate_days", { mchid: valid.mchid }),
          (state) => (state !== undefined && "value" in state ? Number(state.value) : undefined)
        )
        yield* signTwice
        assert.strictEqual(yield* days, 100)
        assert.deepStrictEqual(lines, [])
        yield* TestClock.adjust("69 days")
        yield* signTwice
        assert.strictEqual(yield* days, 31)
        assert.deepStrictEqual(lines, [])
        yield* TestClock.adjust("1 days")
        yield* signTwice
        yield* TestClock.adjust("23 hours")
        yield* signTwice
        assert.strictEqual(yield* days, 30)
        assert.lengthOf(lines, 1)
        assert.include(
          lines[0],
          `the API certificate ${serialNo} of merchant 1900007291 expires on 1970-04-11T`
        )
        yield* TestClock.adjust("40 days")
        yield* signTwice
        assert.lengthOf(lines, 2)
        assert.include(lines[1], "expired on 1970-04-11T")
      })
  )
})

describe("the keys in WebCrypto", () => {
  const pkcs8 = new Uint8Array(createPrivateKey(privateKey).export({ format: "der", type: "pkcs8" }))
  const spki = new Uint8Array(createPublicKey(privateKey).export({ format: "der", type: "spki" }))
  const bytes = new TextEncoder().encode("张三")

  it.effect("a public key encrypts up to its length with OAEP and SHA-1", () =>
    Effect.gen(function* () {
      const key = yield* webCrypto.importPublicKey(spki)
      assert.strictEqual(key.maxBytes, 214)
      const encrypted = yield* key.encrypt(bytes)
      const padding = constants.RSA_PKCS1_OAEP_PADDING
      const decrypted = privateDecrypt({ key: privateKey, padding, oaepHash: "sha1" }, encrypted)
      assert.deepStrictEqual(new Uint8Array(decrypted), bytes)
      assert.lengthOf(yield* key.encrypt(new Uint8Array(214)), 256)
      const error = yield* Effect.flip(key.encrypt(new Uint8Array(215)))
      assert.deepInclude(error, {
        _tag: "EncryptionFailure",
        problem: "the runtime cannot encrypt with this key"
      })
    })
  )

  it.effect("no imported key can be exported", () =>
    Effect.gen(function* () {
      const imports = vi.spyOn(crypto.subtle, "importKey")
      yield* Effect.gen(function* () {
        const signing = yield* webCrypto.importPrivateKey(pkcs8)
        const verifying = yield* webCrypto.importPublicKey(spki)
        assert.deepStrictEqual(
          Option.getOrUndefined(yield* signing.decrypt(new Uint8Array(yield* verifying.encrypt(bytes)))),
          bytes
        )
        yield* webCrypto.importAesKey(new Uint8Array(32))
        const v2 = yield* V2Key.make({ mchid: valid.mchid, apiV2Key: Redacted.make("a".repeat(32)) })
        yield* Effect.flip(v2.decrypt("A".repeat(64)))
        assert.deepStrictEqual(
          imports.mock.calls.map((call) => call[3]),
          Array(7).fill(false)
        )
      }).pipe(Effect.ensuring(Effect.sync(() => imports.mockRestore())))
    })
  )

  it.effect(
    "what the runtime fails to do is a typed error, and a signature that cannot be checked is invalid",
    () =>
      Effect.gen(function* () {
        const signing = yield* webCrypto.importPrivateKey(pkcs8)
        const verifying = yield* webCrypto.importPublicKey(spki)
        const mocks = (["sign", "verify"] as const).map((name) =>
          vi.spyOn(crypto.subtle, name).mockRejectedValue(new Error("the runtime is out of order"))
        )
        yield* Effect.gen(function* () {
          const error = yield* Effect.flip(signing.sign(bytes))
          const problem = "the runtime failed to sign with the private key"
          assert.deepInclude(error, { _tag: "SignerFailure", problem })
          assert.isFalse(yield* verifying.verify(bytes, bytes))
        }).pipe(Effect.ensuring(Effect.sync(() => mocks.map((mock) => mock.mockRestore()))))
        assert.strictEqual(
          yield* Effect.flip(webCrypto.importAesKey(new Uint8Array(5))),
          "the runtime rejected the key"
        )
      })
  )

  it("base64 has one spelling for each bytes, of every length", () => {
    for (const length of [0, 1, 2, 3, 4, 8191, 8192, 8193]) {
      const given = Uint8Array.from({ length }, (_, index) => (index * 7) % 256)
      const text = Buffer.from(given).toString("base64")
      assert.strictEqual(encodeBase64(given), text)
      assert.deepStrictEqual(decodeBase64(text), given)
    }
    for (const text of ["A", "AA", "AAA", "AB==", "AAB=", "A===", "AA==AAAA", "AA-_", " AAAA", "AAAA\n"]) {
      assert.isUndefined(decodeBase64(text), text)
    }
  })
})
