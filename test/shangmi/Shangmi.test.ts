/**
 * SM2, SM3 and SM4 beside the vectors: keys that cannot be used, what OpenSSL made, what is out of range, texts of every
 * length, and the layers.
 */
import { createPrivateKey, generateKeyPairSync } from "node:crypto"
import { FileSystem, HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Decrypter, NotificationKeys, Signer, Verifier } from "@effect-wechatpay/core"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { ConfigProvider, Effect, Layer, Option, Redacted } from "effect"

const { cipherSuite } = Shangmi

const utf8 = (text: string) => new TextEncoder().encode(text)

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"))

/** Made by OpenSSL 3.0 (`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2`). */
const privatePem = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQg/7s0hc+cGdQm5VBr
iXq52WUvPuuxep6txqMaPhvCIQ+hRANCAAT3IAgR4utlfSzdy/5KzH/OofkHvhTz
bMduSJ3xxT5vjkWAEobycWg39Ky7C7q26/WOscJySXGqW2pCsc71mVQ2
-----END PRIVATE KEY-----
`

const publicPem = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE9yAIEeLrZX0s3cv+Ssx/zqH5B74U
82zHbkid8cU+b45FgBKG8nFoN/Ssuwu6tuv1jrHCcklxqltqQrHO9ZlUNg==
-----END PUBLIC KEY-----
`

/** The same as `openssl ec` writes it. */
const sm2Pem = `-----BEGIN SM2 PRIVATE KEY-----
MHcCAQEEIP+7NIXPnBnUJuVQa4l6udllLz7rsXqercajGj4bwiEPoAoGCCqBHM9V
AYItoUQDQgAE9yAIEeLrZX0s3cv+Ssx/zqH5B74U82zHbkid8cU+b45FgBKG8nFo
N/Ssuwu6tuv1jrHCcklxqltqQrHO9ZlUNg==
-----END SM2 PRIVATE KEY-----
`

const ecPem = sm2Pem.replaceAll("SM2 PRIVATE", "EC PRIVATE")

const signer = (privateKey: string) =>
  Signer.make({
    mchid: "1900007291",
    serialNo: "0DC0DF83",
    privateKey: Redacted.make(privateKey),
    cipherSuite
  })

const verifier = (publicKey: string) =>
  Verifier.makePublicKey({ keys: [{ id: "PUB_KEY_ID_01", publicKey }], cipherSuite })

const publicKey = cipherSuite.importPublicKey({
  label: "PUBLIC KEY",
  der: fromBase64(publicPem.replace(/-----[^-]*-----|\s/g, ""))
})

const privateKey = cipherSuite.importPrivateKey({
  label: "PRIVATE KEY",
  der: fromBase64(privatePem.replace(/-----[^-]*-----|\s/g, ""))
})

const decrypt = (privateKey: string, ciphertext: string) =>
  signer(privateKey).pipe(
    Effect.flatMap((signer) => signer.decrypt?.(ciphertext) ?? Effect.die("a signer with a key decrypts")),
    Effect.map(Redacted.value)
  )

describe("what OpenSSL made", () => {
  const message = "GET\n/v3/certificates\n1722850421\nnonce\n\n"

  // openssl dgst -sm3 -sign key.pem -sigopt distid:1234567812345678
  const signature =
    "MEUCIAaiENQfXC2SAYQN43lT8DIRVdY3CYvV9IJ+Ww3xN8ibAiEAq9pGHz8dNV+FnskaQ+rjYxI1WXz8hYpTIYlWb/4yXXU="

  // openssl pkeyutl -encrypt -pubin -inkey pub.pem -pkeyopt digest:sm3
  const ciphertext =
    "MHMCIQDRwSD+aBTQA8WKNanmTzxeoPzO9Jpc3rpa0egmAp6fpQIgPR0pu7sVOO1lg4wl2x/62AMcPn3pj2GymxxlzM0TFlcEIEIFtOk/dlDBm0TDJLHAE99iyH+Sv0w47Qc+eBB+HGwZBArU2oOBEwogufxn"

  it.effect("a signature that OpenSSL made verifies", () =>
    Effect.gen(function* () {
      const { verify } = yield* publicKey
      assert.isTrue(yield* verify(utf8(message), fromBase64(signature)))
      assert.isFalse(yield* verify(utf8(message.replace("v3", "v2")), fromBase64(signature)))
    })
  )

  it.effect.each([
    ["PKCS#8", privatePem],
    ["SM2 PRIVATE KEY", sm2Pem],
    ["EC PRIVATE KEY", ecPem],
    ["PKCS#8 on one line", privatePem.replaceAll("\n", "\\n")]
  ])("a ciphertext that OpenSSL made is decrypted with the key as %s", ([, text]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decrypt(text as string, ciphertext), "张三 123")
    })
  )
})

describe("signatures", () => {
  it.effect(
    "SM2 signatures are over the text, with the merchant's certificate, under the scheme's name",
    () =>
      Effect.gen(function* () {
        const { mchid, scheme, sign } = yield* signer(privatePem)
        assert.deepStrictEqual([scheme, mchid], ["WECHATPAY2-SM2-WITH-SM3", "1900007291"])
        const { verify } = yield* publicKey
        const seen = new Set<string>()
        for (const text of ["", "a", "一".repeat(1000), "x".repeat(100_000)]) {
          const { serialNo, value } = yield* sign(text)
          assert.strictEqual(serialNo, "0DC0DF83")
          assert.isTrue(yield* verify(utf8(text), fromBase64(value)))
          seen.add(value)
        }
        // A nonce that is used twice gives the key away.
        seen.add((yield* sign("a")).value)
        assert.strictEqual(seen.size, 5)
      })
  )

  it.effect("SM2 signatures with short numbers have the one valid spelling, and are accepted", () =>
    Effect.gen(function* () {
      const { sign } = yield* privateKey
      const { verify } = yield* publicKey
      const lengths = new Set<number>()
      for (let count = 0; count < 300; count++) {
        const signature = new Uint8Array(yield* sign(utf8(String(count))))
        lengths.add(signature.length)
        if (count % 10 === 0 || signature.length < 70) {
          assert.isTrue(yield* verify(utf8(String(count)), signature))
        }
      }
      // Two thirds have a number with its first bit set, one in 128 a number that is shorter.
      assert.includeMembers([...lengths], [70, 71, 72])
    })
  )

  const order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"
  const zero = "0".repeat(64)
  const one = "1".padStart(64, "0")
  const integer = (hex: string) => {
    const digits = hex.replace(/^(?:00)*(?=..)/, "")
    const bytes = /^[89a-f]/.test(digits) ? `00${digits}` : digits
    return `02${(bytes.length / 2).toString(16).padStart(2, "0")}${bytes}`
  }
  const sequence = (...parts: ReadonlyArray<string>) => {
    const content = parts.join("")
    return new Uint8Array(
      Buffer.from(`30${(content.length / 2).toString(16).padStart(2, "0")}${content}`, "hex")
    )
  }

  it.effect.each([
    ["nothing", new Uint8Array(0)],
    ["no ASN.1", utf8("signature")],
    ["zero and zero", sequence(integer(zero), integer(zero))],
    ["zero and one", sequence(integer(zero), integer(one))],
    ["one and zero", sequence(integer(one), integer(zero))],
    ["the order and one", sequence(integer(order), integer(one))],
    ["one and the order", sequence(integer(one), integer(order))],
    ["two that add up to the order", sequence(integer(one), integer(`${order.slice(0, -1)}2`))],
    ["a negative number", sequence("0201ff", integer(one))],
    ["a number of 40 bytes", sequence(integer("7f".repeat(40)), integer(one))],
    ["one number", sequence(integer(one))],
    ["three numbers", sequence(integer(one), integer(one), integer(one))],
    ["texts", sequence("040101", "040101")]
  ] as const)("SM2 signatures of %s are rejected", ([, signature]) =>
    Effect.gen(function* () {
      const { verify } = yield* publicKey
      assert.isFalse(yield* verify(utf8("message"), signature))
    })
  )

  it.effect("SM2 signatures with bytes after their end are rejected", () =>
    Effect.gen(function* () {
      const { sign } = yield* privateKey
      const { verify } = yield* publicKey
      const signature = yield* sign(utf8("message"))
      assert.isTrue(yield* verify(utf8("message"), new Uint8Array(signature)))
      assert.isFalse(yield* verify(utf8("message"), new Uint8Array([...signature, 0])))
    })
  )

  it.effect("SM2 signatures of another key are rejected, and probes are reported as probes", () =>
    Effect.gen(function* () {
      const { verify } = yield* verifier(publicPem)
      const { sign } = yield* signer(privatePem)
      const { value } = yield* sign("1722850421\nnonce\n{}\n")
      const message = {
        serialNo: "PUB_KEY_ID_01",
        timestamp: "1722850421",
        nonce: "nonce",
        body: utf8("{}"),
        signature: value
      }
      yield* verify(message)
      const changed = yield* Effect.flip(verify({ ...message, body: utf8("{ }") }))
      assert(changed._tag === "SignatureInvalid" && !changed.probe)
      const probe = yield* Effect.flip(verify({ ...message, signature: `WECHATPAY/SIGNTEST/${value}` }))
      assert(probe._tag === "SignatureInvalid" && probe.probe)
      const unknown = yield* Effect.flip(verify({ ...message, serialNo: "other" }))
      assert.strictEqual(unknown._tag, "UnknownSerial")
    })
  )
})

describe("sensitive texts", () => {
  it.effect("sensitive texts of every length are decrypted with SM2, also of one byte", () =>
    Effect.gen(function* () {
      const { encryptionKey, scheme } = yield* verifier(publicPem)
      const { encrypt, maxBytes, serialNo } = yield* encryptionKey
      assert.deepStrictEqual(
        [scheme, serialNo, maxBytes],
        ["WECHATPAY2-SM2-WITH-SM3", "PUB_KEY_ID_01", Number.POSITIVE_INFINITY]
      )
      const { decrypt } = yield* privateKey
      for (const text of ["张", "a".repeat(31), "b".repeat(32), "c".repeat(33), "张三".repeat(500)]) {
        const ciphertext = fromBase64(yield* encrypt(Redacted.make(text)))
        const plain = Option.getOrThrow(yield* decrypt(ciphertext))
        assert.strictEqual(new TextDecoder().decode(plain), text)
      }
      // Of every 256 texts of one byte a key stream of zeros would leave one as it is.
      for (let count = 0; count < 400; count++) {
        const bytes = fromBase64(yield* encrypt(Redacted.make("7")))
        assert.notStrictEqual(bytes[bytes.length - 1], "7".charCodeAt(0))
      }
    })
  )

  it.effect("empty sensitive texts are not encrypted", () =>
    Effect.gen(function* () {
      const { encrypt } = yield* publicKey
      assert.strictEqual((yield* Effect.flip(encrypt(new Uint8Array(0))))._tag, "EncryptionFailure")
    })
  )

  it.effect("an SM2 ciphertext whose point is not on the curve is rejected before the key is used", () =>
    Effect.gen(function* () {
      const { decrypt } = yield* privateKey
      const { encrypt } = yield* publicKey
      const good = yield* encrypt(utf8("text"))
      assert.strictEqual((yield* decrypt(new Uint8Array(good)))._tag, "Some")
      // A point of a curve with few points would give the key away, digit by digit.
      const point = Buffer.from(good)
      const y = point.subarray(0, 80).lastIndexOf(0x04) - 1
      point[y] = (point[y] as number) ^ 1
      assert.strictEqual((yield* decrypt(new Uint8Array(point)))._tag, "None")
    })
  )
})

describe("keys that cannot be used", () => {
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const pem = (key: typeof p256.privateKey, type: "pkcs8" | "spki" | "sec1") =>
    key.export({ type: type as "pkcs8", format: "pem" }).toString()

  /** PKCS#8 of a number. */
  const withNumber = (hex: string) => {
    const der = Buffer.from(privatePem.replace(/-----[^-]*-----|\s/g, ""), "base64")
    const own = Buffer.from(createPrivateKey(privatePem).export({ type: "pkcs8", format: "der" }))
    assert.isTrue(own.equals(der))
    Buffer.from(hex, "hex").copy(der, 36)
    return `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----`
  }

  const order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"

  it.effect.each([
    ["no PEM", "secret", "expected PEM text with BEGIN PRIVATE KEY"],
    ["a public key", publicPem, "expected PEM text with BEGIN PRIVATE KEY, got BEGIN PUBLIC KEY"],
    ["P-256", pem(p256.privateKey, "pkcs8"), "the PEM block does not hold an SM2 key"],
    ["P-256 as EC PRIVATE KEY", pem(p256.privateKey, "sec1"), "the PEM block does not hold an SM2 key"],
    ["broken", privatePem.replace("MIGH", "MIGI"), "the PEM block does not hold an SM2 key"],
    ["zero", withNumber("0".repeat(64)), "the PEM block does not hold an SM2 key"],
    ["the order", withNumber(order), "the PEM block does not hold an SM2 key"],
    [
      "one less than the order",
      withNumber(`${order.slice(0, -1)}2`),
      "the PEM block does not hold an SM2 key"
    ],
    [
      "encrypted",
      privatePem.replaceAll("PRIVATE", "ENCRYPTED PRIVATE"),
      "the private key is encrypted; decrypt it first (openssl pkey -in … -out …)"
    ]
  ])("an unusable SM2 key of a merchant is rejected: %s", ([, text, problem]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(signer(text as string))
      assert.strictEqual(error._tag, "InvalidOptions")
      assert.deepStrictEqual([error.setting, error.problem], ["privateKey", problem])
    })
  )

  it.effect("a key with another number is usable, so the unusable ones fail because of their number", () =>
    Effect.asVoid(signer(withNumber("11".repeat(32))))
  )

  const offTheCurve = publicPem.replace("mVQ2", "mVQ3").replace("ZlUNg==", "ZlUNQ==")

  it.effect.each([
    ["a private key", privatePem, "expected PEM text with BEGIN PUBLIC KEY, got BEGIN PRIVATE KEY"],
    ["P-256", pem(p256.publicKey, "spki"), "the PEM block does not hold an SM2 key"],
    ["off the curve", offTheCurve, "the PEM block does not hold an SM2 key"]
  ])("an unusable SM2 key of WeChat Pay is rejected: %s", ([, text, problem]) =>
    Effect.gen(function* () {
      assert.notStrictEqual(text, publicPem)
      const error = yield* Effect.flip(verifier(text as string))
      assert.strictEqual(error._tag, "InvalidOptions")
      assert.deepStrictEqual([error.setting, error.problem], ["publicKey", problem])
    })
  )

  it.effect("an APIv3 key of another length is rejected", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(cipherSuite.decrypter(Redacted.make("x".repeat(16))))
      assert.deepStrictEqual(
        [error.setting, error.problem],
        ["apiV3Key", "expected the APIv3 key of the merchant console, exactly 32 bytes; got 16"]
      )
    })
  )
})

describe("layerConfig", () => {
  const variables = {
    WECHATPAY_MCHID: "1900007291",
    WECHATPAY_SERIAL_NO: "0DC0DF83",
    WECHATPAY_PRIVATE_KEY: privatePem,
    WECHATPAY_PUBLIC_KEY_ID: "PUB_KEY_ID_1",
    WECHATPAY_PUBLIC_KEY: publicPem
  }

  const outside = Layer.mergeAll(
    FileSystem.layerNoop({}),
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make(() => Effect.die("nothing is sent"))
    )
  )

  const build = <A, E>(effect: Effect.Effect<A, E, Signer.Signer | Verifier.Verifier>, changes = {}) =>
    effect.pipe(
      Effect.provide(Shangmi.layerConfig().pipe(Layer.provide(outside))),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries({ ...variables, ...changes }))))
    )

  it.effect.each([
    ["public key", {}],
    ["public key and certificates", { WECHATPAY_API_V3_KEY: "x".repeat(32) }]
  ])("Shangmi.layerConfig makes signer and verifier of the scheme: %s", ([, changes]) =>
    build(
      Effect.gen(function* () {
        assert.strictEqual((yield* Signer.Signer).scheme, cipherSuite.scheme)
        assert.strictEqual((yield* Verifier.Verifier).scheme, cipherSuite.scheme)
      }),
      changes as Record<string, string>
    )
  )

  it.effect("Shangmi.layerConfig names the variable that contains an RSA key", () =>
    Effect.gen(function* () {
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
      const text = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
      const error = yield* Effect.flip(build(Signer.Signer, { WECHATPAY_PRIVATE_KEY: text }))
      assert.include(String(error), "WECHATPAY_PRIVATE_KEY")
      assert.include(String(error), "does not hold an SM2 key")
    })
  )
})

describe("the algorithm of notifications", () => {
  const options = { mchid: "1900007291", apiV3Key: Redacted.make("a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb") }

  it.effect("the algorithm of notifications is that of the verifier", () =>
    Effect.gen(function* () {
      const merchant = yield* NotificationKeys.makeMerchant(options)
      assert.deepStrictEqual(
        merchant.decrypters.map(({ algorithm }) => algorithm),
        ["AEAD_SM4_GCM"]
      )
    }).pipe(
      Effect.provide(
        Verifier.layerPublicKey({ keys: [{ id: "PUB_KEY_ID_01", publicKey: publicPem }], cipherSuite })
      )
    )
  )

  it.effect("the algorithm of notifications can be chosen separately", () =>
    Effect.gen(function* () {
      const algorithms = [Decrypter.aes256Gcm, cipherSuite.decrypter]
      const merchant = yield* NotificationKeys.makeMerchant({ ...options, algorithms })
      assert.lengthOf(merchant.decrypters, 2)
    }).pipe(
      Effect.provide(
        Verifier.layerPublicKey({ keys: [{ id: "PUB_KEY_ID_01", publicKey: publicPem }], cipherSuite })
      )
    )
  )

  it.effect("the nonce of SM4 has twelve bytes", () =>
    Effect.gen(function* () {
      const { decrypt } = yield* cipherSuite.decrypter(options.apiV3Key)
      const ciphertext = "+lcLNfkZQQx+iQm20Apa3x9Mb/5L7PgZ7w=="
      const associatedData = "associatedData"
      assert.strictEqual(
        new TextDecoder().decode(yield* decrypt({ ciphertext, associatedData, nonce: "uluk4a9R25RW" })),
        "plaintext"
      )
      for (const nonce of ["", "uluk4a9R25R", "uluk4a9R25RWW"]) {
        assert.strictEqual(
          (yield* Effect.flip(decrypt({ ciphertext, associatedData, nonce })))._tag,
          "EncryptionFailure"
        )
      }
      for (const text of ["", "AAAA", "no base64", `${"AAAA".repeat(5)}`]) {
        const error = yield* Effect.flip(decrypt({ ciphertext: text, associatedData, nonce: "uluk4a9R25RW" }))
        assert.strictEqual(error._tag, "EncryptionFailure")
      }
    })
  )
})
