import { assert, describe, it } from "@effect/vitest"
import { Certificate, type CipherSuite, Signer, Verifier } from "@effect-wechatpay/core"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { Effect, Redacted, Schema } from "effect"
import { flipBit, flipBitOfText, idOf, keys, pem, vectors } from "./vectors.js"

const { cipherSuite } = Shangmi

const utf8 = (text: string) => new TextEncoder().encode(text)

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"))

const der = (text: string) => fromBase64(text.replace(/-----[^-]*-----|\s/g, ""))

/** The key of a public key's text or a certificate's. */
const publicKey = Effect.fnUntraced(function* (keyId: string) {
  const text = pem(keyId)
  const spki = text.includes("BEGIN CERTIFICATE") ? (yield* Certificate.parse(text)).publicKey : der(text)
  return yield* cipherSuite.importPublicKey({ label: "PUBLIC KEY", der: spki })
})

describe("sm2-verify", () => {
  const all = vectors("sm2-verify", {
    input: Schema.Struct({ keyId: Schema.String, message: Schema.String, signature: Schema.String }),
    expect: Schema.Struct({ valid: Schema.Boolean })
  })

  it.effect.each(all)("the sm2-verify vector $id verifies or fails as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      const key = yield* publicKey(input.keyId)
      const signature = fromBase64(input.signature)
      assert.strictEqual(yield* key.verify(utf8(input.message), signature), expect.valid)
    })
  )

  it.effect.each(all.filter(({ expect }) => expect.valid))(
    "the sm2-verify vector $id does not verify with one changed bit",
    ({ input }) =>
      Effect.gen(function* () {
        const key = yield* publicKey(input.keyId)
        const signature = fromBase64(input.signature)
        const message = utf8(input.message)
        // Every bit: of the numbers, and of the ASN.1 around them.
        for (let bit = 0; bit < signature.length * 8; bit++) {
          const twin = new Uint8Array(flipBit(signature, bit))
          assert.isFalse(yield* key.verify(message, twin), `bit ${bit} of the signature`)
        }
        for (let bit = 0; bit < message.length * 8; bit += 5) {
          const twin = new Uint8Array(flipBit(message, bit))
          assert.isFalse(yield* key.verify(twin, signature), `bit ${bit} of the message`)
        }
      })
  )

  it.effect.each(all)("the invalid signature of the vector $id is rejected for a response", ({ input }) =>
    Effect.gen(function* () {
      const verifier = yield* Verifier.makePublicKey({
        keys: [{ id: idOf(pem(input.keyId)), publicKey: pem(input.keyId) }],
        cipherSuite
      })
      const { message, signature } = input
      const reason = yield* Effect.flip(
        verifier.verify({
          serialNo: idOf(pem(input.keyId)),
          timestamp: "1722850421",
          nonce: "n",
          signature,
          body: utf8(message)
        })
      )
      assert.strictEqual(reason._tag, "SignatureInvalid")
    })
  )
})

describe("sm2-decrypt", () => {
  const all = vectors("sm2-decrypt", {
    input: Schema.Struct({ keyId: Schema.String, ciphertext: Schema.String }),
    expect: Schema.Union(
      Schema.Struct({ plaintext: Schema.String }),
      Schema.Struct({ error: Schema.Literal(true) })
    )
  })

  const decrypt = (keyId: string, ciphertext: string) =>
    Signer.make({
      mchid: "1900007291",
      serialNo: "0DC0DF83",
      privateKey: Redacted.make(pem(keyId)),
      cipherSuite
    }).pipe(
      Effect.flatMap((signer) => signer.decrypt?.(ciphertext) ?? Effect.die("a signer with a key decrypts")),
      Effect.map(Redacted.value)
    )

  it.effect.each(all)("the sm2-decrypt vector $id is decrypted or rejected as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      if ("plaintext" in expect) {
        return assert.strictEqual(yield* decrypt(input.keyId, input.ciphertext), expect.plaintext)
      }
      const error = yield* Effect.flip(decrypt(input.keyId, input.ciphertext))
      assert.strictEqual(error._tag, "EncryptionFailure")
    })
  )

  it.effect.each(all.filter(({ expect }) => "plaintext" in expect))(
    "the SM2 ciphertext of the vector $id with one changed bit is rejected with the same text for every cause",
    ({ input }) =>
      Effect.gen(function* () {
        const bytes = fromBase64(input.ciphertext)
        const messages = new Set<string>()
        for (let bit = 0; bit < bytes.length * 8; bit += 3) {
          const changed = Buffer.from(flipBit(bytes, bit)).toString("base64")
          messages.add((yield* Effect.flip(decrypt(input.keyId, changed))).message)
        }
        messages.add((yield* Effect.flip(decrypt(input.keyId, ""))).message)
        messages.add((yield* Effect.flip(decrypt(input.keyId, "no base64"))).message)
        assert.strictEqual(messages.size, 1)
      })
  )
})

describe("sm4-gcm", () => {
  const all = vectors("sm4-gcm", {
    input: Schema.Struct({
      apiV3Key: Schema.String,
      keyDerivation: Schema.Literal("sm3-first-16"),
      nonce: Schema.String,
      associatedData: Schema.String,
      ciphertext: Schema.String
    }),
    expect: Schema.Union(
      Schema.Struct({ plaintext: Schema.String }),
      Schema.Struct({ error: Schema.Literal(true) })
    )
  })

  const decrypt = ({ apiV3Key, associatedData, ciphertext, nonce }: (typeof all)[number]["input"]) =>
    cipherSuite.decrypter(Redacted.make(apiV3Key)).pipe(
      Effect.flatMap((decrypter) => decrypter.decrypt({ associatedData, ciphertext, nonce })),
      Effect.map((bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes))
    )

  it.effect.each(all)("the sm4-gcm vector $id is decrypted or rejected as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      if ("plaintext" in expect) return assert.strictEqual(yield* decrypt(input), expect.plaintext)
      assert.strictEqual((yield* Effect.flip(decrypt(input)))._tag, "EncryptionFailure")
    })
  )

  it.effect.each(all.filter(({ expect }) => "plaintext" in expect))(
    "the sm4-gcm vector $id with one changed bit is rejected",
    ({ input }) =>
      Effect.gen(function* () {
        const bytes = fromBase64(input.ciphertext)
        const twins = [
          ...Array.from({ length: bytes.length * 8 }, (_, bit) => ({
            ...input,
            ciphertext: Buffer.from(flipBit(bytes, bit)).toString("base64")
          })),
          { ...input, nonce: flipBitOfText(input.nonce, 3) },
          { ...input, associatedData: flipBitOfText(input.associatedData, 3) },
          { ...input, apiV3Key: flipBitOfText(input.apiV3Key, 3) }
        ]
        for (const twin of twins)
          assert.strictEqual((yield* Effect.flip(decrypt(twin)))._tag, "EncryptionFailure")
      })
  )
})

describe("every SM2 key of the vectors", () => {
  const ofSm2 = Object.entries(keys).filter(([, key]) => key.type.startsWith("sm2-"))
  const ofRsa = Object.entries(keys).filter(([, key]) => key.type.startsWith("rsa-"))

  const make = (type: string, text: string, cipherSuite: CipherSuite.CipherSuite) =>
    type.endsWith("-private")
      ? Effect.asVoid(
          Signer.make({
            mchid: "1900007291",
            serialNo: "0DC0DF83",
            privateKey: Redacted.make(text),
            cipherSuite
          })
        )
      : Effect.asVoid(Verifier.makePublicKey({ keys: [{ id: idOf(text), publicKey: text }], cipherSuite }))

  it.effect.each(ofSm2)("the SM2 key %s is accepted", ([, { pem, type }]) => make(type, pem, cipherSuite))

  it.effect.each(ofRsa)("the key %s is rejected because it is not an SM2 key", ([, { pem, type }]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(make(type, pem, cipherSuite))
      assert.strictEqual(error._tag, "InvalidOptions")
      assert.match(error.problem, /does not hold an SM2 key|got BEGIN RSA PUBLIC KEY/)
    })
  )

  it.effect("a signature of an SM2 key verifies with its certificate", () =>
    Effect.gen(function* () {
      const signer = yield* Signer.make({
        mchid: "1900007291",
        serialNo: "0DC0DF83",
        privateKey: Redacted.make(pem("java-sm2-merchant-private")),
        cipherSuite
      })
      const { value } = yield* signer.sign("1722850421\nnonce\n{}\n")
      const headers = {
        "wechatpay-timestamp": "1722850421",
        "wechatpay-nonce": "nonce",
        "wechatpay-serial": idOf(pem("java-sm2-merchant-cert")),
        "wechatpay-signature": value
      }
      const key = { id: headers["wechatpay-serial"], publicKey: pem("java-sm2-merchant-cert") }
      yield* Verifier.verifyAt(headers, utf8("{}"), 1722850421).pipe(
        Effect.provide(Verifier.layerPublicKey({ keys: [key], cipherSuite }))
      )
    })
  )
})
