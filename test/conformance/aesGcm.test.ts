import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Certificate, Certificates, Decrypter } from "@effect-wechatpay/core"
import { Effect, Redacted, Schema } from "effect"
import { certificate, platform } from "../support/certificates.js"
import { flipBit, flipBitOfText, vectors } from "./vectors.js"

const decrypt = (key: string, encrypted: Decrypter.Encrypted) =>
  Decrypter.aes256Gcm(Redacted.make(key)).pipe(
    Effect.flatMap((decrypter) => decrypter.decrypt(encrypted)),
    Effect.map((bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  )

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

const flipBase64 = (text: string, bit: number) => {
  const bytes = new Uint8Array(Buffer.from(text, "base64"))
  return Buffer.from(flipBit(bytes, bit % (bytes.length * 8))).toString("base64")
}

/** No part of what was encrypted may be changed by a bit. */
const assertNoTwinDecrypts = Effect.fnUntraced(function* (key: string, encrypted: Decrypter.Encrypted) {
  const { associatedData = "", ciphertext, nonce } = encrypted
  const twins: ReadonlyArray<Decrypter.Encrypted> = [
    ...[0, 77, 1_001].map((bit) => ({ ...encrypted, ciphertext: flipBase64(ciphertext, bit) })),
    { ...encrypted, nonce: flipBitOfText(nonce, 0) },
    { ...encrypted, associatedData: associatedData === "" ? "a" : flipBitOfText(associatedData, 0) }
  ]
  for (const twin of twins) {
    assert.strictEqual((yield* Effect.flip(decrypt(key, twin)))._tag, "EncryptionFailure")
  }
  assert.strictEqual(
    (yield* Effect.flip(decrypt(flipBitOfText(key, 0), encrypted)))._tag,
    "EncryptionFailure"
  )
})

describe("aes-gcm", () => {
  const all = vectors("aes-gcm", {
    input: Schema.Struct({
      key: Schema.String,
      nonce: Schema.String,
      associatedData: Schema.String,
      ciphertext: Schema.String
    }),
    expect: Schema.Union(
      Schema.Struct({ plaintext: Schema.String }),
      Schema.Struct({ error: Schema.Literal(true) })
    )
  })

  it.effect.each(all)(
    "the aes-gcm vector $id is decrypted or rejected as stated",
    ({ expect, input: { key, ...encrypted } }) =>
      Effect.gen(function* () {
        if (key.length !== 32) {
          // AES-128, in the tests of other clients only: an APIv3 key has 32 bytes.
          const error = yield* Effect.flip(decrypt(key, encrypted))
          return assert.strictEqual(error._tag, "InvalidOptions")
        }
        if ("error" in expect) {
          const error = yield* Effect.flip(decrypt(key, encrypted))
          return assert.strictEqual(error._tag, "EncryptionFailure")
        }
        assert.strictEqual(yield* decrypt(key, encrypted), expect.plaintext)
        yield* assertNoTwinDecrypts(key, encrypted)
      })
  )
})

const Body = Schema.parseJson(
  Schema.Struct({
    data: Schema.Array(
      Schema.Struct({
        serial_no: Schema.String,
        effective_time: Schema.String,
        expire_time: Schema.String,
        encrypt_certificate: Schema.Struct({
          algorithm: Schema.String,
          nonce: Schema.String,
          associated_data: Schema.String,
          ciphertext: Schema.String
        })
      })
    )
  })
)

describe("platform-certificate", () => {
  const all = vectors("platform-certificate", {
    input: Schema.Struct({ apiV3Key: Schema.String, body: Schema.String }),
    expect: Schema.Struct({
      certificates: Schema.Array(
        Schema.Struct({
          serialNo: Schema.String,
          effectiveTime: Schema.String,
          expireTime: Schema.String,
          pemSha256: Schema.String,
          certificateSerial: Schema.String
        })
      )
    })
  })

  /** A response with this body, signed by somebody who has not WeChat Pay's key. */
  const download = Effect.fnUntraced(function* (apiV3Key: string, body: string, serialNo: string) {
    const { layer } = platform(() => ({ body, by: { ...certificate("0F12AB34CD"), serialNo } }))
    return yield* Certificates.make({ apiV3Key: Redacted.make(apiV3Key) }).pipe(
      Effect.flatMap(({ refresh }) => refresh),
      Effect.flip,
      Effect.provide(layer)
    )
  })

  it.effect.each(all)("the platform certificate vector $id is decrypted and read", ({ expect, input }) =>
    Effect.gen(function* () {
      const { data } = yield* Schema.decodeUnknown(Body)(input.body)
      assert.lengthOf(data, expect.certificates.length)
      for (const [index, one] of data.entries()) {
        const { associated_data: associatedData, ciphertext, nonce } = one.encrypt_certificate
        const expected = expect.certificates[index]
        assert(expected !== undefined)
        assert.strictEqual(one.serial_no, expected.serialNo)
        assert.strictEqual(one.effective_time, expected.effectiveTime)
        assert.strictEqual(one.expire_time, expected.expireTime)
        const encrypted = { ciphertext, nonce, associatedData }
        if (input.apiV3Key.length !== 32) {
          const error = yield* Effect.flip(decrypt(input.apiV3Key, encrypted))
          assert.strictEqual(error._tag, "InvalidOptions")
          continue
        }
        const pem = yield* decrypt(input.apiV3Key, encrypted)
        assert.strictEqual(sha256(pem), expected.pemSha256)
        const read = yield* Certificate.parse(pem)
        assert.strictEqual(read.serialNo, expected.certificateSerial)
        if (expected.certificateSerial === expected.serialNo) {
          assert.strictEqual(read.notBefore.getTime(), Date.parse(expected.effectiveTime))
          assert.strictEqual(read.notAfter.getTime(), Date.parse(expected.expireTime))
        }
        yield* assertNoTwinDecrypts(input.apiV3Key, encrypted)
      }
    })
  )

  it.scoped.each(all)(
    "the content of a certificate response is checked before its signature: $id",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const [expected] = expect.certificates
        assert(expected !== undefined)
        const error = yield* download(input.apiV3Key, input.body, expected.serialNo)
        if (input.apiV3Key.length !== 32) return assert.strictEqual(error._tag, "InvalidOptions")
        if (expected.serialNo !== expected.certificateSerial) {
          return assert.include(error.message, `has the serial number ${expected.certificateSerial}`)
        }
        // All that is wrong with it is the signature, which these vectors do not come with.
        assert.notInclude(error.message, "APIv3 key")
        assert.include(error.message, `signature of key ${expected.serialNo} does not match`)
        const changed = input.body.replace(/"ciphertext": ?"./, (text) =>
          flipBitOfText(text, text.length * 8 - 8)
        )
        assert.notStrictEqual(changed, input.body)
        const twin = yield* download(input.apiV3Key, changed, expected.serialNo)
        assert.include(twin.message, "does not fit the APIv3 key")
      })
  )
})
