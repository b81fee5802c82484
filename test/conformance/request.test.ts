import { assert, describe, it } from "@effect/vitest"
import { Authorization, Signer } from "@effect-wechatpay/core"
import { Effect, Redacted, Schema } from "effect"
import { flipBitOfText, pem, vectors } from "./vectors.js"

const requestFields = {
  method: Schema.String,
  url: Schema.String,
  timestamp: Schema.Number,
  nonce: Schema.String,
  body: Schema.String
}

const message = (request: Schema.Struct.Type<typeof requestFields>) =>
  Authorization.message({ ...request, target: Authorization.target(request.url) })

describe("request-message", () => {
  const all = vectors("request-message", {
    input: Schema.Struct(requestFields),
    expect: Schema.Struct({ message: Schema.String })
  })

  it.each(all)("the signed text of the request vector $id is as stated", ({ expect, input }) => {
    assert.strictEqual(message(input), expect.message)
    assert.strictEqual(Authorization.target(new URL(input.url)), Authorization.target(input.url))
  })
})

const Scheme = Schema.Literal(
  "WECHATPAY2-SHA256-RSA2048",
  "WECHATPAY2-SM2-WITH-SM3",
  "WECHATPAY-BRAND-SHA256-RSA2048"
)

const identity = {
  scheme: Scheme,
  mchid: Schema.optional(Schema.String),
  brandId: Schema.optional(Schema.String),
  serialNo: Schema.String
}

const all = vectors("authorization", {
  input: Schema.Union(
    Schema.Struct({ ...identity, ...requestFields, keyId: Schema.String }),
    Schema.Struct({
      ...identity,
      timestamp: Schema.Number,
      nonce: Schema.String,
      signature: Schema.String
    })
  ),
  expect: Schema.Struct({
    message: Schema.optional(Schema.String),
    signature: Schema.optional(Schema.String),
    header: Schema.String
  })
})

type Input = (typeof all)[number]["input"]

const format = (input: Input, signature: string) =>
  Authorization.format({
    scheme: input.scheme,
    mchid: input.mchid ?? input.brandId ?? "",
    serialNo: input.serialNo,
    timestamp: input.timestamp,
    nonce: input.nonce,
    signature
  })

/** Scheme and parameters; their order is free. */
const parsed = (header: string) => {
  const [scheme, rest] = header.split(/ (.*)/)
  return { scheme, parameters: (rest ?? "").split(",").sort() }
}

/** A signer with the vector's key. Names of vectors like "mock-mch-id" are none that a real merchant has. */
const signer = (keyId: string) =>
  Signer.make({ mchid: "1900007291", serialNo: "0DC0DF83", privateKey: Redacted.make(pem(keyId)) })

describe("authorization", () => {
  it.effect.each(all)("the Authorization header of the vector $id is as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      let signature: string
      if ("signature" in input) {
        signature = input.signature
      } else {
        assert.strictEqual(message(input), expect.message)
        const { sign } = yield* signer(input.keyId)
        signature = (yield* sign(message(input))).value
        assert.strictEqual(signature, expect.signature)
      }
      const header = format(input, signature)
      assert.deepStrictEqual(parsed(header), parsed(expect.header))
      assert.notMatch(header, /, |\s{2}|\n/)
    })
  )

  const signed = all.flatMap(({ expect, id, input }) => ("keyId" in input ? [{ expect, id, input }] : []))

  // A signature takes a millisecond: first and last bit of each part, and some in between.
  const positions = (text: string) =>
    text === ""
      ? []
      : [0, text.length * 4 + 1, text.length * 8 - 8].map((bit) => Math.min(bit, text.length * 8 - 1))

  it.effect.each(signed)(
    "the request vector $id with one changed bit has another signature and header",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const { sign } = yield* signer(input.keyId)
        const parts = { method: input.method, url: input.url, nonce: input.nonce, body: input.body }
        const changes: Array<Schema.Struct.Type<typeof requestFields>> = [
          { ...input, timestamp: input.timestamp ^ 1 },
          { ...input, timestamp: input.timestamp ^ (1 << 29) },
          ...Object.entries(parts).flatMap(([part, text]) =>
            positions(text)
              // A changed host is no change: it is not signed.
              .filter((bit) => part !== "url" || bit >= "https://api.mch.weixin.qq.com/".length * 8)
              .map((bit) => ({ ...input, [part]: flipBitOfText(text, bit) }))
          )
        ]
        for (const change of changes) {
          const { value } = yield* sign(message(change))
          assert.notStrictEqual(value, expect.signature)
        }
        assert.notDeepEqual(
          parsed(format({ ...input, serialNo: flipBitOfText(input.serialNo, 3) }, expect.signature ?? "")),
          parsed(expect.header)
        )
      })
  )
})
