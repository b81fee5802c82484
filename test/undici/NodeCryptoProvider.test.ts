/** Node's own RSA and AES do what WebCrypto does, with the same keys, and reject what it rejects. */
import { createCipheriv, generateKeyPairSync } from "node:crypto"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { type CipherSuite, CryptoProvider, Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { NodeCryptoProvider, UndiciHttpClient } from "@effect-wechatpay/undici"
import { ConfigProvider, Effect, FastCheck, Layer, Option, Redacted } from "effect"
import { asPkcs1Private, asPublic, flipBit, pem } from "../conformance/vectors.js"

const privateKey = pem("java-merchant-private")
const publicKey = asPublic(privateKey)
const serialNo = "5F1C72E2A8931B72A2E13AF8DEE92471EB397115"

const der = (text: string): CipherSuite.Bytes =>
  Uint8Array.from(Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64"))

const bytes = (text: string): CipherSuite.Bytes => new TextEncoder().encode(text)

const { implementation } = NodeCryptoProvider
const { webCrypto } = CryptoProvider

const signer = (text: string, use: CryptoProvider.Implementation) =>
  Signer.make({ mchid: "1900007291", serialNo, privateKey: Redacted.make(text) }).pipe(
    Effect.provideService(CryptoProvider.CryptoProvider, use)
  )

/** Says whether the signature was made, or the response verified, by what it wraps. */
const counting = () => {
  const used = { signed: 0, verified: 0 }
  const use: CryptoProvider.Implementation = {
    ...webCrypto,
    importPrivateKey: (pkcs8) =>
      Effect.map(webCrypto.importPrivateKey(pkcs8), (key) => ({
        ...key,
        sign: (content) => Effect.tap(key.sign(content), () => Effect.sync(() => used.signed++))
      })),
    importPublicKey: (spki) =>
      Effect.map(webCrypto.importPublicKey(spki), (key) => ({
        ...key,
        verify: (content, signature) =>
          Effect.tap(key.verify(content, signature), () => Effect.sync(() => used.verified++))
      }))
  }
  return { used, use }
}

const config = Layer.setConfigProvider(
  ConfigProvider.fromMap(
    new Map([
      ["WECHATPAY_MCHID", "1900007291"],
      ["WECHATPAY_SERIAL_NO", serialNo],
      ["WECHATPAY_PRIVATE_KEY", privateKey],
      ["WECHATPAY_PUBLIC_KEY_ID", "PUB_KEY_ID_1"],
      ["WECHATPAY_PUBLIC_KEY", publicKey]
    ])
  )
)

describe("NodeCryptoProvider", () => {
  it.live("NodeCryptoProvider signs like WebCrypto, with a key in either form", () =>
    Effect.gen(function* () {
      for (const text of [privateKey, asPkcs1Private(privateKey)]) {
        const ours = yield* signer(text, implementation)
        const theirs = yield* signer(text, webCrypto)
        for (const message of ["", "POST\n/v3/a\n1\nn\n{}\n", "微信支付".repeat(50_000)]) {
          assert.deepStrictEqual(yield* ours.sign(message), yield* theirs.sign(message))
        }
      }
    })
  )

  // The second is hashed by WebCrypto.
  it.live.each(["", "x", "y".repeat(70_000)])(
    "NodeCryptoProvider verifies a signature, but not with any changed bit",
    (text) =>
      Effect.gen(function* () {
        const key = yield* implementation.importPublicKey(der(publicKey))
        const content = bytes(text)
        const own = yield* implementation.importPrivateKey(der(privateKey))
        const signature = Uint8Array.from(yield* own.sign(content))
        assert.isTrue(yield* key.verify(content, signature))
        for (const at of [0, 1000, 2047]) {
          assert.isFalse(yield* key.verify(content, Uint8Array.from(flipBit(signature, at))))
        }
        assert.isFalse(yield* key.verify(bytes(`${text}.`), signature))
        for (const length of [0, 1, 255])
          assert.isFalse(yield* key.verify(content, signature.slice(0, length)))
        assert.isFalse(yield* key.verify(content, Uint8Array.from([...signature, 0])))
      })
  )

  it.live("NodeCryptoProvider decrypts what WebCrypto decrypts, and nothing that was changed", () =>
    Effect.gen(function* () {
      const secret = bytes("0123456789abcdef0123456789abcdef")
      const nonce = bytes("fdasflkja484")
      const associatedData = bytes("transaction")
      const seal = (text: string): CipherSuite.Bytes => {
        const cipher = createCipheriv("aes-256-gcm", secret, nonce)
        cipher.setAAD(associatedData)
        return Uint8Array.from(
          Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
        )
      }
      const ours = yield* implementation.importAesKey(secret)
      const theirs = yield* webCrypto.importAesKey(secret)
      for (const text of ["", "{}", "支付成功".repeat(1_000)]) {
        const parts = { bytes: seal(text), nonce, associatedData }
        const opened = yield* ours(parts)
        assert.strictEqual(Buffer.from(Option.getOrThrow(opened)).toString(), text)
        assert.deepStrictEqual([...Option.getOrThrow(opened)], [...Option.getOrThrow(yield* theirs(parts))])
        const changed = [
          { ...parts, bytes: Uint8Array.from(flipBit(parts.bytes, 0)) },
          { ...parts, bytes: Uint8Array.from(flipBit(parts.bytes, parts.bytes.length * 8 - 1)) },
          { ...parts, bytes: parts.bytes.slice(0, -1) },
          { ...parts, nonce: bytes("fdasflkja485") },
          { ...parts, nonce: bytes("") },
          { ...parts, associatedData: bytes("") }
        ]
        for (const other of changed) assert.isTrue(Option.isNone(yield* ours(other)))
      }
    })
  )

  it.prop(
    "NodeCryptoProvider encodes and decodes base64 like the runtime of WebCrypto",
    { some: FastCheck.uint8Array() },
    ({ some }) => {
      const text = webCrypto.encodeBase64(some)
      assert.strictEqual(implementation.encodeBase64(some.subarray()), text)
      assert.strictEqual(text, Buffer.from(some).toString("base64"))
      for (const use of [implementation, webCrypto]) {
        assert.deepStrictEqual(Uint8Array.from(use.decodeBase64(text) ?? []), some)
      }
    }
  )

  it.each([
    "A",
    "AA",
    "AAA",
    "AB==",
    "AAB=",
    "AA=A",
    "A===",
    "AAAA=",
    "AAAA\n",
    " AAAA",
    "AA-_",
    "AAAé",
    "AAAAA"
  ])("NodeCryptoProvider and WebCrypto reject %j as base64", (text) => {
    assert.isUndefined(implementation.decodeBase64(text))
    assert.isUndefined(webCrypto.decodeBase64(text))
  })

  it("NodeCryptoProvider and WebCrypto decode base64 of every length, up to megabytes", () => {
    const bytes = new Uint8Array(6 * 1024 * 1024).fill(7)
    for (const length of [0, 1, 2, 3, 1000, 4 * 1024 * 1024, bytes.length]) {
      const text = implementation.encodeBase64(bytes.subarray(0, length))
      assert.strictEqual(implementation.decodeBase64(text)?.length, length)
      assert.strictEqual(webCrypto.decodeBase64(text)?.length, length)
    }
  })

  it.live("NodeCryptoProvider rejects the keys that WebCrypto rejects, with the same texts", () =>
    Effect.gen(function* () {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
      const pkcs8 = Uint8Array.from(privateKey.export({ type: "pkcs8", format: "der" }))
      const spki = Uint8Array.from(publicKey.export({ type: "spki", format: "der" }))
      for (const use of [implementation, webCrypto]) {
        assert.strictEqual(
          yield* Effect.flip(use.importPrivateKey(pkcs8)),
          "the PEM block does not hold an RSA key"
        )
        assert.strictEqual(
          yield* Effect.flip(use.importPublicKey(spki)),
          "the PEM block does not hold an RSA key"
        )
        assert.isString(yield* Effect.flip(use.importPublicKey(bytes("no key"))))
      }
    })
  )
})

describe("cryptoProvider", () => {
  it.effect("the cryptoProvider is that of the layer in which the keys are read", () =>
    Effect.gen(function* () {
      const { use, used } = counting()
      const layer = Layer.mergeAll(
        Signer.layer({ mchid: "1900007291", serialNo, privateKey: Redacted.make(privateKey) }),
        Verifier.layerPublicKey({ keys: [{ id: "PUB_KEY_ID_1", publicKey }] })
      ).pipe(Layer.provide(Layer.succeed(CryptoProvider.CryptoProvider, use)))
      yield* Effect.gen(function* () {
        const { sign } = yield* Signer.Signer
        const { value } = yield* sign("1\nn\n\n")
        const { verify } = yield* Verifier.Verifier
        const body = new Uint8Array(0)
        yield* verify({ serialNo: "PUB_KEY_ID_1", timestamp: "1", nonce: "n", signature: value, body })
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(used, { signed: 1, verified: 1 })
    })
  )

  it.live("the cryptoProvider is that of Node.js in effects with the client of this package", () =>
    Effect.gen(function* () {
      const inside = Layer.effectDiscard(
        Effect.map(CryptoProvider.CryptoProvider, (use) => assert.strictEqual(use, implementation))
      )
      const client = WechatPayClient.layerConfig().pipe(Layer.provide(config))
      yield* Layer.build(
        Layer.merge(inside, client).pipe(Layer.provide([UndiciHttpClient.layer(), NodeContext.layer]))
      )
    }).pipe(Effect.scoped)
  )

  it.effect("the cryptoProvider is WebCrypto by default", () =>
    Effect.map(CryptoProvider.CryptoProvider, (use) => assert.strictEqual(use, webCrypto))
  )
})
