import { createCipheriv, createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { V2Key, V2Signature } from "@effect-wechatpay/core"
import { ConfigProvider, Effect, Layer, Redacted, Schema } from "effect"
import { importApiV2Key, signWith } from "../../packages/core/src/internal/v2/sign.js"
import { apiV2Key, mchid, signature } from "../support/v2Platform.js"

const secret = Redacted.make(apiV2Key)
const layer = V2Key.layer({ mchid, apiV2Key: secret })

describe("V2Signature", () => {
  it.effect.prop(
    "V2Signature signs any members like a simple model that sorts by bytes",
    [Schema.Record({ key: Schema.String, value: Schema.String }), Schema.Literal("MD5", "HMAC-SHA256")],
    ([members, signType]) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* V2Signature.sign(members, signType, secret), signature(members, signType))
      }),
    { fastCheck: { numRuns: 100 } }
  )

  it("V2Signature sorts by bytes: not by locale, not case-insensitively, not by UTF-16", () => {
    const names = ["b", "B", "_", "a_b", "ab", "aB", "é", "中", "\uffee", "😀", "re_openid", "remark"]
    const members = Object.fromEntries(names.map((name) => [name, "1"]))
    const expected = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    assert.strictEqual(V2Signature.canonical(members), expected.map((name) => `${name}=1`).join("&"))
    assert.isBelow(expected.indexOf("\uffee"), expected.indexOf("😀"))
    assert.notDeepEqual(expected, [...names].sort())
  })

  it("V2Signature omits sign and empty members, and keeps zero and blanks", () => {
    assert.strictEqual(V2Signature.canonical({ sign: "x", b: "", c: "0", a: " " }), "a= &c=0")
    assert.strictEqual(V2Signature.canonical({}), "")
    for (const fields of [
      { a中: "1", a中b: "1" },
      { a中b: "1", a中: "1" }
    ]) {
      assert.strictEqual(V2Signature.canonical(fields), "a中=1&a中b=1")
    }
  })

  it.effect(
    "the APIv2 key cannot be exported, and errors of the runtime name the key and do not contain it",
    () =>
      Effect.gen(function* () {
        const key = yield* importApiV2Key(secret)
        assert.isFalse(key.hmac.extractable)
        const empty = yield* Effect.flip(V2Signature.sign({ a: "1" }, "HMAC-SHA256", Redacted.make("")))
        assert.strictEqual(empty.message, "apiV2Key: the runtime rejected the key")
        const broken = { ...key, hmac: {} as CryptoKey }
        const failed = yield* Effect.flip(signWith(broken, { a: "1" }, "HMAC-SHA256"))
        assert.include(failed.problem, "failed to sign with the APIv2 key")
      })
  )

  describe("verify", () => {
    const members = { return_code: "SUCCESS", total_fee: "100" }
    const verify = (fields: V2Signature.Fields, signType?: V2Signature.SignType) =>
      Effect.flip(V2Signature.verify(fields, signType)).pipe(
        Effect.match({ onFailure: () => "ok", onSuccess: (reason) => reason._tag }),
        Effect.provide(layer)
      )
    const signed = (signType: V2Signature.SignType, fields: V2Signature.Fields = members) => ({
      ...fields,
      sign: signature(fields, signType)
    })

    it.effect("V2Signature.verify accepts a signature of the right type", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* verify(signed("MD5"), "MD5"), "ok")
        assert.strictEqual(yield* verify(signed("HMAC-SHA256"), "HMAC-SHA256"), "ok")
        assert.strictEqual(yield* verify(signed("MD5")), "ok")
        assert.strictEqual(yield* verify(signed("HMAC-SHA256")), "ok")
        for (const sign_type of ["MD5", "HMAC-SHA256"] as const) {
          const named = signed(sign_type, { ...members, sign_type })
          assert.strictEqual(yield* verify(named), "ok")
          assert.strictEqual(yield* verify(named, sign_type), "ok")
        }
      })
    )

    it.effect(
      "V2Signature.verify rejects a signature of another type, also where the members name that type",
      () =>
        Effect.gen(function* () {
          assert.strictEqual(yield* verify(signed("MD5"), "HMAC-SHA256"), "SignatureInvalid")
          const md5 = signed("MD5", { ...members, sign_type: "MD5" })
          assert.strictEqual(yield* verify(md5, "HMAC-SHA256"), "SignatureInvalid")
          assert.strictEqual(yield* verify(md5), "ok")
          for (const sign_type of ["SM3", "constructor"]) {
            const unknown = { ...members, sign_type }
            for (const signType of ["MD5", "HMAC-SHA256"] as const) {
              assert.strictEqual(yield* verify(signed(signType, unknown)), "SignatureInvalid")
              assert.strictEqual(yield* verify(signed(signType, unknown), signType), "SignatureInvalid")
            }
          }
        })
    )

    it.effect(
      "V2Signature.verify rejects members that are changed, added, removed or truncated, and signatures that are lower-case or missing",
      () =>
        Effect.gen(function* () {
          const good = signed("HMAC-SHA256")
          assert.strictEqual(yield* verify({ ...good, total_fee: "1" }), "SignatureInvalid")
          assert.strictEqual(yield* verify({ ...good, attach: "x" }), "SignatureInvalid")
          assert.strictEqual(yield* verify({ return_code: "SUCCESS", sign: good.sign }), "SignatureInvalid")
          assert.strictEqual(yield* verify({ ...good, sign: good.sign.slice(0, 63) }), "SignatureInvalid")
          assert.strictEqual(yield* verify({ ...good, sign: `${good.sign}0` }), "SignatureInvalid")
          assert.strictEqual(yield* verify({ ...good, sign: good.sign.toLowerCase() }), "SignatureInvalid")
          assert.strictEqual(
            yield* verify({ ...good, sign: signature(members, "HMAC-SHA256", "0".repeat(32)) }),
            "SignatureInvalid"
          )
          assert.strictEqual(yield* verify({ ...members, sign: "" }), "SignatureMissing")
          assert.strictEqual(yield* verify(members), "SignatureMissing")
          const reason = (fields: V2Signature.Fields) =>
            Effect.provide(Effect.flip(V2Signature.verify(fields)), layer)
          assert.deepInclude(yield* reason(members), { headers: ["sign"] })
          const changed = yield* reason({ ...good, total_fee: "1" })
          assert.deepInclude(changed, { serialNo: "APIv2 key", probe: false })
          assert.include(changed.message, "signature of key APIv2 key does not match")
        })
    )
  })
})

describe("V2Key", () => {
  const problem = (options: { readonly mchid?: string; readonly key: string }) =>
    Effect.map(
      Effect.flip(V2Key.make({ mchid: options.mchid ?? mchid, apiV2Key: Redacted.make(options.key) })),
      (error) => error.message
    )

  it.effect("V2Key rejects impossible keys and merchant numbers without printing them", () =>
    Effect.gen(function* () {
      const short = apiV2Key.slice(1)
      assert.strictEqual(
        yield* problem({ key: short }),
        "apiV2Key: expected the APIv2 key of the merchant console, 32 characters without blanks; got 31"
      )
      for (const key of ["", `${apiV2Key}0`, `${short}\n`, `${short}中`, ` ${short}`]) {
        const message = yield* problem({ key })
        assert.match(message, /^apiV2Key: expected the APIv2 key/)
        assert.notInclude(message, short)
      }
      assert.strictEqual(
        yield* problem({ mchid: "10000100x", key: apiV2Key }),
        "mchid: expected the merchant number, digits only"
      )
    })
  )

  it.effect("the error of req_info says which part does not match, with as little detail as possible", () =>
    Effect.gen(function* () {
      const { decrypt } = yield* V2Key.make({ mchid, apiV2Key: secret })
      for (const [text, expected] of [
        ["", /not base64 of blocks of 16 bytes/],
        ["eS7yGNBV", /not base64 of blocks of 16 bytes/],
        ["%", /not base64 of blocks of 16 bytes/],
        ["eS7yGNBVkDf6Ufcsw7pL/dYFubMjMQglJCS1w9HIfH8=", /does not fit the APIv2 key/]
      ] as const) {
        const error = yield* Effect.flip(decrypt(text))
        assert.match(error.message, expected)
      }
    })
  )

  it.effect("V2Key.decrypt removes 1 to 16 bytes of padding, and rejects every other padding", () =>
    Effect.gen(function* () {
      const { decrypt } = yield* V2Key.make({ mchid, apiV2Key: secret })
      const hashed = createHash("md5").update(apiV2Key).digest("hex")
      const encrypted = (bytes: ReadonlyArray<number>) => {
        const cipher = createCipheriv("aes-256-ecb", hashed, null).setAutoPadding(false)
        return Buffer.concat([cipher.update(Uint8Array.from(bytes)), cipher.final()]).toString("base64")
      }
      const text = Array.from({ length: 32 }, (_, index) => 65 + index)
      for (const count of [1, 2, 15, 16]) {
        const kept = text.slice(count)
        const padding = Array<number>(count).fill(count)
        assert.deepStrictEqual([...(yield* decrypt(encrypted([...kept, ...padding])))], kept)
      }
      assert.lengthOf(yield* decrypt(encrypted(Array(16).fill(16))), 0)
      for (const ending of [[0], Array(17).fill(17), [2, 3, 3], [1, 2], [255]]) {
        const error = yield* Effect.flip(decrypt(encrypted([...text.slice(ending.length), ...ending])))
        assert.include(error.message, "does not fit the APIv2 key")
      }
    })
  )

  const fromConfig = (entries: ReadonlyArray<readonly [string, string]>) =>
    Layer.build(V2Key.layerConfig).pipe(
      Effect.scoped,
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(entries)))
    )

  it.effect("V2Key.layerConfig reads configuration, and names the variable that is wrong", () =>
    Effect.gen(function* () {
      yield* fromConfig([
        ["WECHATPAY_MCHID", mchid],
        ["WECHATPAY_API_V2_KEY", apiV2Key]
      ])
      const missing = yield* Effect.flip(fromConfig([]))
      assert.include(String(missing), "WECHATPAY_MCHID")
      assert.include(String(missing), "WECHATPAY_API_V2_KEY")
      const wrong = yield* Effect.flip(
        fromConfig([
          ["WECHATPAY_MCHID", mchid],
          ["WECHATPAY_API_V2_KEY", "tooshort-but-secret"]
        ])
      )
      assert.include(String(wrong), "WECHATPAY_API_V2_KEY")
      assert.notInclude(String(wrong), "tooshort-but-secret")
    })
  )
})
