import { assert, describe, it } from "@effect/vitest"
import { V2Key, V2Signature } from "@effect-wechatpay/core"
import { Effect, Either, Redacted, Schema } from "effect"
import { decryptAesEcb } from "../../packages/core/src/internal/crypto/aesEcb.js"
import { md5Hex } from "../../packages/core/src/internal/v2/sign.js"
import { parseXml } from "../../packages/core/src/internal/v2/xml.js"
import { flipBitOfText, vectors } from "./vectors.js"

const Value = Schema.Union(Schema.String, Schema.Number)
const Params = Schema.Record({ key: Schema.String, value: Value })
const SignType = Schema.Literal("MD5", "HMAC-SHA256")

/** Members are text; the vectors of other clients hold numbers too. */
const texts = (params: typeof Params.Type): V2Signature.Fields =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))

const key = (text: string) => V2Key.make({ mchid: "10000100", apiV2Key: Redacted.make(text) })

describe("v2-canonical", () => {
  const all = vectors("v2-canonical", {
    input: Schema.Struct({ params: Params }),
    expect: Schema.Struct({ canonical: Schema.String })
  })

  it.each(all)(
    "the signed text of the XML vector $id is as stated, in every order of members",
    ({ expect, input }) => {
      const members = Object.entries(texts(input.params))
      assert.strictEqual(V2Signature.canonical(Object.fromEntries(members)), expect.canonical)
      assert.strictEqual(V2Signature.canonical(Object.fromEntries(members.reverse())), expect.canonical)
    }
  )
})

describe("v2-sign", () => {
  const all = vectors("v2-sign", {
    input: Schema.Struct({ params: Params, key: Schema.String, signType: SignType }),
    expect: Schema.Struct({ sign: Schema.String })
  })

  it.effect.each(all)("the signature of the XML vector $id is as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      const members = texts(input.params)
      const secret = Redacted.make(input.key)
      assert.strictEqual(yield* V2Signature.sign(members, input.signType, secret), expect.sign)
      if (input.key.length === 32) {
        const { sign } = yield* key(input.key)
        assert.strictEqual(yield* sign(members, input.signType), expect.sign)
      }
    })
  )

  it.effect.each(all)("the XML vector $id with one changed bit has another signature", ({ expect, input }) =>
    Effect.gen(function* () {
      const members = texts(input.params)
      for (const [name, value] of Object.entries(members)) {
        if (value === "") continue
        const changed = { ...members, [name]: flipBitOfText(value, value.length * 8 - 8) }
        const sign = yield* V2Signature.sign(changed, input.signType, Redacted.make(input.key))
        assert.notStrictEqual(sign, expect.sign, name)
      }
      const other = Redacted.make(flipBitOfText(input.key, 0))
      assert.notStrictEqual(yield* V2Signature.sign(members, input.signType, other), expect.sign)
    })
  )
})

describe("v2-xml", () => {
  const all = vectors("v2-xml", {
    input: Schema.Struct({
      xml: Schema.String,
      key: Schema.optional(Schema.String),
      signType: Schema.optional(SignType)
    }),
    expect: Schema.Struct({
      fields: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String })),
      rejected: Schema.optional(Schema.Boolean),
      signatureValid: Schema.optional(Schema.Boolean)
    })
  })

  const verify = (xml: string, keyText: string, signType: V2Signature.SignType | undefined) =>
    Effect.gen(function* () {
      const { members } = yield* parseXml(new TextEncoder().encode(xml))
      return yield* V2Signature.verify(members, signType).pipe(
        Effect.provideServiceEffect(V2Key.V2Key, key(keyText)),
        Effect.isSuccess
      )
    })

  it.effect.each(all)(
    "the XML document of the vector $id is read and verified as stated",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const parsed = parseXml(new TextEncoder().encode(input.xml))
        assert.strictEqual(Either.isLeft(parsed), expect.rejected ?? false)
        if (Either.isRight(parsed)) assert.deepStrictEqual(parsed.right.members, expect.fields)
        if (input.key === undefined) return
        for (const signType of [input.signType, undefined]) {
          assert.strictEqual(yield* verify(input.xml, input.key, signType), expect.signatureValid)
        }
      })
  )

  it.effect.each(all.filter(({ expect }) => expect.signatureValid === true))(
    "the XML vector $id does not verify with any changed bit of a value or of the signature",
    ({ expect, input }) =>
      Effect.gen(function* () {
        for (const [name, value] of Object.entries(expect.fields ?? {})) {
          for (let bit = 0; bit < value.length * 8; bit++) {
            const fields = { ...expect.fields, [name]: flipBitOfText(value, bit) }
            const valid = yield* V2Signature.verify(fields, input.signType).pipe(
              Effect.provideServiceEffect(V2Key.V2Key, key(input.key ?? "")),
              Effect.isSuccess
            )
            assert.isFalse(valid, `${name} bit ${bit}`)
          }
        }
        assert.isFalse(yield* verify(input.xml, flipBitOfText(input.key ?? "", 0), input.signType))
      })
  )
})

describe("aes-256-ecb", () => {
  const all = vectors("aes-256-ecb", {
    input: Schema.Struct({
      key: Schema.String,
      keyDerivation: Schema.Literal("none", "md5-lower-hex"),
      ciphertext: Schema.String
    }),
    expect: Schema.Struct({ plaintext: Schema.String })
  })
  const derived = all.filter(({ input }) => input.keyDerivation === "md5-lower-hex")

  const decrypt = (keyText: string, ciphertext: string) =>
    Effect.map(
      Effect.flatMap(key(keyText), ({ decrypt }) => decrypt(ciphertext)),
      (bytes) => new TextDecoder().decode(bytes)
    )

  it.effect.each(derived)("the req_info vector $id is decrypted", ({ expect, input }) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decrypt(input.key, input.ciphertext), expect.plaintext)
    })
  )

  it.effect.each(derived)("the req_info vector $id cannot be decrypted with another key", ({ input }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decrypt(flipBitOfText(input.key, 0), input.ciphertext))
      assert.strictEqual(error._tag, "EncryptionFailure")
    })
  )

  it.effect.each(all)("the req_info vector $id is decrypted with the unhashed key", ({ expect, input }) =>
    Effect.gen(function* () {
      const raw = input.keyDerivation === "none" ? input.key : md5Hex(input.key)
      const plain = yield* decryptAesEcb(new TextEncoder().encode(raw), input.ciphertext)
      assert.strictEqual(new TextDecoder().decode(plain), expect.plaintext)
    })
  )
})
